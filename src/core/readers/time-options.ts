import {dayMicros} from "./day-counts.js";
import type {TimeRequest} from "./time-bounds.js";
import {parseTime, timeText} from "./times.js";

/**
 * Returns the time of an option, in microseconds since 1970: ISO 8601 with a zone, seconds since 1970, or a day (UTC),
 * which stands for its first instant, or as an *end* for its last. Undefined if *text* is none, or not from 1970 to 2255.
 */
export function parseTimeOption(text: string, end: boolean): number | undefined {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const full = isDay ? `${text}T00:00:00Z` : text;
  const micros = parseTime(full, 0, full.length);
  if (micros < 0) return undefined;
  return isDay && end ? micros + dayMicros - 1 : micros;
}

/** Returns the options of `atalaya run` that ask for *request*; none for what is asked for by default. */
export function timeOptions({from, to, automatic}: TimeRequest): string[] {
  return [
    ...(from === null ? [] : ["--time-from", timeText(from)]),
    ...(to === null ? [] : ["--time-to", timeText(to)]),
    ...(automatic ? [] : ["--time-bounds", "off"])
  ];
}
