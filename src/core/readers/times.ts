import {numberFacts} from "./number-facts.js";

const {min: earliest, max: latest} = numberFacts.time;
const zero = 48;
const point = 46;

/**
 * Returns the time written in *text* between *start* and *end*, in microseconds since 1970, UTC; -1
 * if there is none, or if it is not within 1970 and June 2255, where microseconds no longer fit a
 * number. Reads seconds with a fraction, as Zeek writes them, and ISO 8601 with a zone. The text is
 * taken digit by digit, since seconds as a double lose microseconds; beyond the sixth decimal it is
 * rounded, half up.
 */
export function parseTime(text: string, start: number, end: number): number {
  let seconds = 0;
  let i = start;
  for (; i < end; ++i) {
    const digit = text.charCodeAt(i) - zero;
    if (!(digit >= 0 && digit <= 9)) break;
    seconds = seconds * 10 + digit;
  }
  if (i === start || i - start > 10) return -1;
  if (i === end) return withinRange(seconds * 1e6);
  if (text.charCodeAt(i) !== point) return i - start === 4 ? parseIso(text.slice(start, end)) : -1;
  const fraction = parseFraction(text, i + 1, end);
  return fraction < 0 ? -1 : withinRange(seconds * 1e6 + fraction);
}

function parseFraction(text: string, start: number, end: number): number {
  if (end <= start) return -1;
  let micros = 0;
  let unit = 1e5;
  for (let i = start; i < end; ++i) {
    const digit = text.charCodeAt(i) - zero;
    if (!(digit >= 0 && digit <= 9)) return -1;
    if (unit >= 1) micros += digit * unit;
    else if (i === start + 6 && digit >= 5) ++micros;
    unit = Math.floor(unit / 10);
  }
  return micros;
}

const isoPattern =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,18}))?(?:[Zz]|([-+])(\d\d):?(\d\d))$/;

function parseIso(text: string): number {
  const match = text.length <= 64 ? isoPattern.exec(text) : null;
  if (!match) return -1;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const midnight = Date.UTC(year, month - 1, day);
  if (new Date(midnight).getUTCDate() !== day || month < 1 || month > 12) return -1;
  if (hour > 23 || minute > 59 || second > 59) return -1;
  const fraction = match[7] ? parseFraction(match[7], 0, match[7].length) : 0;
  const offsetMinutes = match[8] ? Number(match[9]) * 60 + Number(match[10]) : 0;
  if (offsetMinutes > 18 * 60) return -1;
  const east = match[8] === "-" ? -1 : 1;
  const seconds = midnight / 1000 + hour * 3600 + minute * 60 + second - east * offsetMinutes * 60;
  return withinRange(seconds * 1e6 + fraction);
}

/** Returns a time in microseconds since 1970 as ISO 8601 in UTC; e.g., `2024-04-19T00:00:35.943239Z`. */
export function timeText(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const fraction = String(micros - seconds * 1e6).padStart(6, "0");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}

function withinRange(micros: number): number {
  return micros >= earliest && micros <= latest ? micros : -1;
}
