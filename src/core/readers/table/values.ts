import type {LogField} from "../fields.js";
import {numberFacts, withinFacts} from "../number-facts.js";
import {parseDecimal} from "../numbers.js";
import type {EventValue} from "../reader.js";
import {parseTime} from "../times.js";
import {parseValue, refusals} from "../values.js";
import {isStated} from "./mapping.js";
import type {DurationUnit, Mapping, TimeUnit} from "./mapping.js";

/** Protocols by their numbers (IANA), as far as Zeek tells them apart. */
const protocols: ReadonlyMap<string, string> = new Map([
  ["1", "icmp"],
  ["6", "tcp"],
  ["17", "udp"],
  ["58", "icmp"]
]);

const hexadecimal = /^0x[0-9a-f]{1,4}$/i;

const secondsIn: Readonly<Record<DurationUnit, number>> = {s: 1, ms: 1e3, us: 1e6, ns: 1e9};

/**
 * Returns the value of a cell for a field of the event, null if it says nothing, or undefined if it
 * cannot be read: `problemWith` then says why. Protocols may be numbers, flags 0 and 1, counts may end
 * in `.0`; words for protocols are in lower case.
 */
export function readCell(
  {kind, column}: LogField,
  cell: string,
  {time, duration}: Mapping
): EventValue | undefined {
  if (!isStated(cell)) return null;
  const text = cell.trim();
  if (kind === "time") return readTime(text, time);
  if (kind === "duration") return readDuration(text, duration);
  if (kind === "flag") return parseValue("flag", flagWord(text), 0, flagWord(text).length, false);
  if (column === "proto") return protocols.get(text) ?? parseText(text.toLowerCase());
  if (kind === "text") return parseText(text);
  const plain = kind === "count" || kind === "port" ? text.replace(/\.0*$/, "") : text;
  if (kind === "port" && hexadecimal.test(text)) return parseInt(text, 16); // as Argus writes types of ICMP
  return parseValue(kind, plain, 0, plain.length, false);
}

/** Returns why `readCell` does not take a cell of the field. */
export function problemWith({kind}: LogField, {time, duration}: Mapping): string {
  if (kind === "time" && time === "dmy")
    return `invalid time; expected day/month/year and a clock, ${numberFacts.time.range}`;
  if (kind === "time" && time !== "iso")
    return `invalid time; expected ${nameOf(time)} since 1970, ${numberFacts.time.range}`;
  if (kind === "time") return `invalid time; expected ISO 8601, ${numberFacts.time.range}`;
  if (kind === "duration")
    return `invalid duration; expected ${nameOf(duration)}, ${numberFacts.duration.range}`;
  if (kind === "flag") return "invalid flag; expected true or false, T or F, 1 or 0";
  return refusals[kind];
}

/** Returns the name of a unit of time; e.g., `milliseconds`. */
export function nameOf(unit: TimeUnit | DurationUnit): string {
  const names = {s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds"};
  if (unit === "dmy") return "day/month/year";
  return unit === "iso" ? "ISO 8601" : names[unit];
}

function readTime(text: string, unit: TimeUnit): number | undefined {
  if (unit === "dmy") {
    const iso = isoOf(text);
    return iso === undefined ? undefined : readTime(iso, "iso");
  }
  if (unit === "iso") {
    const zoned = /(?:[Zz]|[-+]\d\d:?\d\d)$/.test(text.slice(10)) ? text : `${clockOf(text)}Z`;
    return withinFacts("time", parseTime(zoned, 0, zoned.length));
  }
  const seconds = unit === "s" ? text : shifted(text, {ms: 3, us: 6, ns: 9}[unit]);
  if (seconds === undefined) return undefined;
  return withinFacts("time", parseTime(seconds, 0, seconds.length));
}

const dayFirst = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d)(?::(\d\d))?(?: ([AaPp])[Mm])?$/;

/** Returns a date that begins with the day, e.g. `3/7/2017 8:55` or `03/07/2017 08:55:58 PM`, as ISO 8601; undefined if it is none. */
function isoOf(text: string): string | undefined {
  const match = dayFirst.exec(text);
  if (!match) return undefined;
  const [, day, month, year, hour, minute, second = "00", half] = match;
  if (half !== undefined && !(Number(hour) >= 1 && Number(hour) <= 12)) return undefined;
  const hours =
    half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  const two = (number: string | number) => String(number).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}T${two(hours)}:${minute}:${second}`;
}

/** Completes a date, and an hour with its minute, as spreadsheets write them. */
function clockOf(given: string): string {
  const text = given.replace(/^(\d{4})\/(\d\d)\/(\d\d)(?=[Tt ]|$)/, "$1-$2-$3"); // as Argus writes them
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00`;
  return /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d$/.test(text) ? `${text}:00` : text;
}

/** Returns a decimal with its point *places* further to the left, by its digits: a double would lose some. */
function shifted(text: string, places: number): string | undefined {
  const match = /^(\d{1,22})(?:\.(\d{0,22}))?$/.exec(text);
  if (!match) return undefined;
  const digits = match[1].padStart(places + 1, "0");
  const integral = digits.slice(0, -places).replace(/^0+(?=\d)/, "");
  return `${integral}.${digits.slice(-places)}${match[2] ?? ""}`;
}

function readDuration(text: string, unit: DurationUnit): number | undefined {
  const value = parseDecimal(text, 0, text.length);
  return value < 0 ? undefined : withinFacts("duration", value / secondsIn[unit]);
}

function flagWord(text: string): string {
  if (text === "1") return "T";
  if (text === "0") return "F";
  return text.length === 1 ? text.toUpperCase() : text.toLowerCase();
}

function parseText(text: string): EventValue | undefined {
  return parseValue("text", text, 0, text.length, false);
}
