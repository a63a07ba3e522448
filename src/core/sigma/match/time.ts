import type {TimePart} from "../tree.js";
import type {EventValue} from "./event.js";

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/;

/** Returns the instant that *value* is, in seconds since 1970, or undefined: ISO 8601 (UTC without a zone), or a number of seconds, milliseconds, micro- or nanoseconds. */
export function maybeSeconds(value: EventValue): number | undefined {
  if (typeof value === "number") return fromNumber(value);
  if (typeof value !== "string") return undefined;
  if (/^\d{9,19}(\.\d+)?$/.test(value)) return fromNumber(Number(value));
  const match = iso.exec(value);
  if (!match) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = match;
  const at = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second) / 1000;
  const date = new Date(at * 1000);
  if (date.getUTCMonth() !== +month - 1 || +hour > 24 || +minute > 59 || +second > 60)
    return undefined;
  return at - offsetOf(zone) + Number(`0.${fraction || 0}`);
}

/** What is too large for seconds is a smaller unit. */
function fromNumber(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  for (const [limit, unit] of [
    [1e11, 1],
    [1e14, 1e3],
    [1e17, 1e6],
    [1e20, 1e9]
  ])
    // prettier-ignore
    if (value < limit) return value / unit;
  return undefined;
}

function offsetOf(zone: string | undefined): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? "");
  if (!match) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60);
}

/** Returns the parts of the date that *value* is, in UTC, or undefined if it is none. */
export function timeParts(value: EventValue): Record<TimePart, number> | undefined {
  const seconds = maybeSeconds(value);
  if (seconds === undefined) return undefined;
  const date = new Date(seconds * 1000);
  return {
    minute: date.getUTCMinutes(),
    hour: date.getUTCHours(),
    day: date.getUTCDate(),
    week: weekOf(date),
    month: date.getUTCMonth() + 1,
    year: date.getUTCFullYear()
  };
}

/** Weeks of ISO 8601 begin on Monday; the first of a year is the one with its first Thursday. */
function weekOf(date: Date): number {
  const day = Math.floor(date.getTime() / 86_400_000);
  const thursday = day - ((day + 3) % 7) + 3;
  const year = new Date(thursday * 86_400_000).getUTCFullYear();
  return Math.floor((thursday - Date.UTC(year, 0, 1) / 86_400_000) / 7) + 1;
}
