const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const words = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve"
];
const tens = [
  "",
  "ten",
  "twenty",
  "thirty",
  "forty",
  "fifty",
  "sixty",
  "seventy",
  "eighty",
  "ninety"
];

/** Returns a count with its thousands separated; e.g., `105,918`. A missing one is `–`. */
export function formatCount(n: number | null | undefined): string {
  return finite(n) ? Math.round(n).toLocaleString("en-US") : "–";
}

/** Returns a number of alerts a day: an integer, or two figures where there are few; e.g., `1.3`. */
export function formatPerDay(perDay: number): string {
  return perDay > 0 && perDay < 9.5 ? String(Number(perDay.toPrecision(2))) : formatCount(perDay);
}

/** Returns a score in (0, 1) to three decimals; e.g., `0.736`. Higher is more anomalous. */
export function formatScore(score: number | null | undefined): string {
  return finite(score) ? score.toFixed(3) : "–";
}

/** Returns a share in [0, 1] as a percentage of two significant figures; e.g., `0.14 %`. */
export function formatShare(share: number | null | undefined): string {
  if (!finite(share)) return "–";
  const percent = share * 100;
  return `${percent === 0 || percent === 100 ? percent : Number(percent.toPrecision(2))} %`;
}

/** Returns a precision beside the base rate, what a random order would have; e.g., `62 % (base rate 4 %)`. */
export function formatPrecision(
  precision: number | null | undefined,
  baseRate: number | null | undefined
): string {
  const share = formatShare(precision);
  return finite(precision) && finite(baseRate)
    ? `${share} (base rate ${formatShare(baseRate)})`
    : share;
}

/** Returns a change with its sign, to *digits* decimals, the minus a true one; e.g., `−0.31`. */
export function formatSigned(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}

/** Returns bytes in decimal units; e.g., `18.4 MB`. A missing number is `–`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (!finite(bytes)) return "–";
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let i = 0;
  while (Math.abs(value) >= 999.5 && i < units.length - 1) {
    value /= 1000;
    ++i;
  }
  return `${i === 0 || Math.abs(value) >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[i]}`;
}

/** Returns a duration in seconds at a readable scale; e.g., `0.4 s`, `12 min`, `3.1 h`. */
export function formatDuration(seconds: number | null | undefined): string {
  if (!finite(seconds)) return "–";
  if (seconds === 0) return "0 s";
  if (seconds < 0.0009995) return `${Number((seconds * 1e6).toPrecision(3))} µs`;
  if (seconds < 0.9995) return `${Number((seconds * 1000).toPrecision(3))} ms`;
  if (seconds < 120) return `${Number(seconds.toPrecision(3))} s`;
  if (seconds < 7200) return `${Number((seconds / 60).toPrecision(3))} min`;
  return `${Number((seconds / 3600).toPrecision(3)).toLocaleString("en-US")} h`;
}

/** Returns an instant, in ms since the epoch, to the second in UTC; e.g., `21 Apr 15:33:26`. */
export function formatTime(time: number | null | undefined): string {
  if (!finite(time)) return "–";
  return `${formatDay(time)} ${new Date(time).toISOString().slice(11, 19)}`;
}

/** Returns the UTC day of an instant in ms since the epoch; e.g., `21 Apr`. */
export function formatDay(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/**
 * Returns a span of hours in UTC, from its start to its exclusive end; e.g., `Fri 19 Apr 03:00–05:00`,
 * or `19 Apr 22:00–20 Apr 06:00` over midnight.
 */
export function formatHours(from: number, until: number): string {
  const clock = (time: number): string => new Date(time).toISOString().slice(11, 16);
  if (formatDay(from) !== formatDay(until - 1)) {
    return `${formatDay(from)} ${clock(from)}–${formatDay(until)} ${clock(until)}`;
  }
  const end = clock(until) === "00:00" ? "24:00" : clock(until);
  return `${days[new Date(from).getUTCDay()]} ${formatDay(from)} ${clock(from)}–${end}`;
}

/** Returns an address with its port; IPv6 in brackets, no port where there is none. */
export function formatEndpoint(address: string, port: number | null | undefined): string {
  if (!finite(port)) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Returns the first digits of a digest, enough to tell two apart; e.g., `9b1d44e0`. */
export function formatDigest(digest: string): string {
  return digest.slice(0, 8);
}

/** Returns a whole number with its ordinal ending; e.g., `17th`, `1,002nd`. */
export function formatOrdinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${formatCount(n)}${teen ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th")}`;
}

/** Returns a small integer as a word, for prose; others as `formatCount` does. */
export function formatWord(n: number): string {
  return words[n] ?? (n < 100 && n % 10 === 0 ? tens[n / 10] : undefined) ?? formatCount(n);
}

/** Returns *one* if n is 1, else *many*, which defaults to *one* and an s. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return n === 1 ? one : many;
}

/** Returns a parameter as text: plain values as they are, others as JSON, a missing one as a dash. */
export function parameterText(value: unknown): string {
  if (value === undefined || value === null) return "–";
  if (typeof value === "number")
    return value.toLocaleString("en-US", {maximumFractionDigits: 6, useGrouping: false});
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * Returns hostile text as something that can be looked at: control characters, bidirectional marks
 * and other invisible characters as `\u{…}`; tabs as arrows; lines stay lines.
 */
export function visible(text: string): string {
  return text
    .replaceAll("\t", "→\t")
    .replace(
      /[^\P{C}\n\t]|[\u2028\u2029\u00a0\u3164]/gu,
      (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`
    );
}

function finite(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
