import {decadesOf} from "../evaluation/decades.js";
import {meanScale, medianOf, robustZ, usualOf} from "../evaluation/robust.js";
import type {Usual} from "../evaluation/robust.js";
import type {Measure, Season} from "../schema/entities.js";

const hour = 3_600_000;
const day = 24;
const week = 168;

/** The fewest other hours of which a median says something. */
export const fewest = 4;

/** The span of a log, in ms since the epoch: its first and its last event. */
export interface LogSpan {
  first: number;
  last: number;

  /** The UTC days between them without any event, each range from the first to before the last, in days since 1970. */
  gaps: readonly (readonly [from: number, until: number])[];
}

/** What a host did in an hour; hours in which it was silent are absent. */
export interface HostHour {
  /** The start of the hour, in ms since the epoch. */
  hour: number;
  events: number;
  bytes_out: number;
}

/** The quantities that are held against what is usual. */
export const measures: readonly Measure[] = ["bytes_out", "events"];

/** How far an hour of a host is from what it usually does in such hours. */
export interface UnusualHour {
  hour: number;
  measure: Measure;
  value: number;

  /** The median of the hours it is held against, in bytes or connections. */
  median: number;

  /** The robust z; higher is more than usual. Null if the host never varied, so that nothing measures it. */
  z: number | null;

  /** What is usual, in powers of ten (`decadesOf`): what hosts send spans them. */
  usual: Usual;
}

/**
 * Returns which hours one hour of the log is held against: the same hour of the week if the log has 4 others
 * of it, else the same hour of the day if it has 4 others of that, else every other hour.
 */
export function seasonOf(span: LogSpan): Season {
  const hours = hoursOf(span).length;
  if (hours >= (fewest + 1) * week) return "week";
  return hours >= (fewest + 1) * day ? "day" : "log";
}

/**
 * Returns how unlike the host each of its *hours* of *isShown* is, by *measure*, in the order they are given. The
 * hours it is held against (`seasonOf`) lie in the log and are others; those in which it was silent count as 0.
 * Where they are all equal, the mean deviation over the whole log is lent. Empty where the log has fewer than 4.
 */
export function unusualHours(
  hours: readonly HostHour[],
  span: LogSpan,
  measure: Measure,
  isShown: (hour: HostHour) => boolean = () => true
): UnusualHour[] {
  const {measured} = held(hours, span, measure);
  return hours.filter(isShown).flatMap((one) => measured(one) ?? []);
}

/**
 * Returns the hour that is most above what is usual, of either measure, among those of *isShown* (all by default);
 * equals by the earlier. Null if none is above.
 */
export function mostUnusual(
  hours: readonly HostHour[],
  span: LogSpan,
  isShown: (hour: HostHour) => boolean = () => true
): UnusualHour | null {
  let most: UnusualHour | null = null;
  for (const measure of measures) {
    const {isAbove, measured} = held(hours, span, measure);
    for (const hour of hours) {
      const one = isShown(hour) && isAbove(hour) ? measured(hour) : null;
      if (one && one.z !== null && one.z > 0 && (!most || one.z > most.z!)) most = one;
    }
  }
  return most;
}

/** One host’s hours, each held against others of the log. */
interface HeldHours {
  /** Whether an hour may be above what is usual: cheaper than measuring it. */
  isAbove(hour: HostHour): boolean;

  /** How unlike the host an hour is; null where there are too few others. */
  measured(hour: HostHour): UnusualHour | null;
}

/** Holds each of *hours* of one host against others, by *measure*: see `unusualHours`. */
function held(hours: readonly HostHour[], span: LogSpan, measure: Measure): HeldHours {
  const step = {week, day, log: 1}[seasonOf(span)];
  const all = hoursOf(span);
  const raw = new Float64Array(all.length);
  const place = (at: number): number => placeOf(all, Math.floor(at / hour));
  const alike = new Map<number, number[]>();
  all.forEach((one, i) => {
    const same = alike.get(one % step);
    if (same) same.push(i);
    else alike.set(one % step, [i]);
  });
  for (const one of hours) raw[place(one.hour)] = one[measure];
  const values = raw.map(decadesOf);
  const lent = lentScale(values);
  const sameHours = (own: number) => alike.get(all[own] % step)!;
  return {
    isAbove(one) {
      const own = place(one.hour);
      const same = sameHours(own);
      const notAbove = same.reduce((n, i) => n + Number(i !== own && values[i] >= values[own]), 0);
      return 2 * notAbove <= same.length - 1; // else the median of the others is no less
    },
    measured(one) {
      const own = place(one.hour);
      const others = sameHours(own).filter((i) => i !== own);
      if (others.length < fewest) return null;
      const usual = usualOf(
        others.map((i) => values[i]),
        lent(own)
      );
      const median = medianOf(others.map((i) => raw[i]));
      return {
        hour: one.hour,
        measure,
        value: raw[own],
        median,
        z: robustZ(values[own], usual),
        usual
      };
    }
  };
}

/** Returns the hours of the log, in hours since 1970, ascending, without those of days on which there is no event. */
function hoursOf({first, last, gaps}: LogSpan): number[] {
  const hours: number[] = [];
  let gap = 0;
  for (let at = Math.floor(first / hour); at <= Math.floor(last / hour);) {
    while (gap < gaps.length && at >= gaps[gap][1] * day) ++gap;
    if (gap < gaps.length && at >= gaps[gap][0] * day) at = gaps[gap][1] * day;
    else hours.push(at++);
  }
  return hours;
}

/** Returns the place of *hour* among *hours*, ascending, which hold it. */
function placeOf(hours: readonly number[], hour: number): number {
  let [low, high] = [0, hours.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hours[middle] < hour) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Returns a function that gives the mean deviation over all values but the one at a place, scaled. Sums from
 * either end: to subtract the one from all would leave a rounding error where nothing else varies.
 */
function lentScale(values: Float64Array): (place: number) => number {
  const n = values.length;
  const centre = medianOf(Array.from(values));
  const before = new Float64Array(n + 1);
  const after = new Float64Array(n + 1);
  for (let i = 0; i < n; ++i) before[i + 1] = before[i] + Math.abs(values[i] - centre);
  for (let i = n - 1; i >= 0; --i) after[i] = after[i + 1] + Math.abs(values[i] - centre);
  return (place) => (n < 2 ? 0 : (meanScale * (before[place] + after[place + 1])) / (n - 1));
}
