const pattern =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|([-+])(\d\d):?(\d\d))$/;

/**
 * Returns the instant that *text* is, in ms since 1970, UTC: ISO 8601 with a zone, the seconds and their fraction
 * optional. Undefined if it is none, if there is no such day or time (30 February, 24:00, a leap second), or if it is not in
 * the years 1970 to 9999. `Date.parse` takes all of these for others.
 */
export function parseInstant(text: string): number | undefined {
  const match = text.length <= 40 ? pattern.exec(text) : null;
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const milliseconds = Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const [hours, minutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (year < 1970 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59)
    return undefined;
  if (hours > 18 || minutes > 59) return undefined;
  const midnight = Date.UTC(year, month - 1, day);
  if (day < 1 || new Date(midnight).getUTCDate() !== day) return undefined;
  const offset = (hours * 60 + minutes) * (match[8] === "-" ? -60_000 : 60_000);
  const time = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds - offset;
  return time >= 0 && time < Date.UTC(10_000, 0, 1) ? time : undefined;
}
