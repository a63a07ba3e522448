import {dayMicros} from "../readers/day-counts.js";
import type {DayCount} from "../readers/day-counts.js";

/** The events from which on a day counts in full, and the share of those of a typical day. */
const [fullDay, typicalShare] = [100, 0.1];

/**
 * The time that a log covers: from its first to its last event, without UTC days on which there is none, and with thin days
 * in proportion. Times are in microseconds since 1970. docs/02-metrics.md has the definition.
 */
export interface LogTime {
  /** The times of the first and the last event; 0 without events. */
  readonly first: number;
  readonly last: number;

  /** Returns how much of the time between *from* and *until* does not count, in microseconds; 0 or more. */
  idle(from: number, until: number): number;

  /** Returns when *micros* of time that counts have passed since *from*. */
  after(from: number, micros: number): number;

  /** Returns when a *share*, in [0, 1], of the time that counts has passed. */
  at(share: number): number;

  /** Returns the days that count between *from* and *until*. */
  days(from: number, until: number): number;

  /** The UTC days without events between the first and the last, each range from the first to before the last, in days since 1970. */
  readonly gaps: readonly [from: number, until: number][];
}

/** A stretch of time of which a share, in (0, 1], does not count. */
interface Idle {
  from: number;
  until: number;
  share: number;
}

/** What answers queries over a table of events. */
interface EventQueries {
  rows<Row>(sql: string): Promise<Row[]>;
}

/** Returns the time that the table *events* covers, by its column `time`. */
export async function readLogTime(queries: EventQueries, events: string): Promise<LogTime> {
  return logTime(await queries.rows<DayCount>(logDaysSql(events)));
}

/** Returns the query of the days of *events*: one row a UTC day with events, ascending. */
function logDaysSql(events: string): string {
  return `SELECT (epoch_us(time) // ${dayMicros})::DOUBLE AS day, count(*)::DOUBLE AS records,
    min(epoch_us(time))::DOUBLE AS first, max(epoch_us(time))::DOUBLE AS last
    FROM ${events} GROUP BY 1 ORDER BY 1`;
}

/** Returns the time that the log of *days*, ascending, covers. */
export function logTime(days: readonly DayCount[]): LogTime {
  const idles = idlesOf(days);
  const [first, last] = days.length ? [days[0].first, days.at(-1)!.last] : [0, 0];
  const idle: LogTime["idle"] = (from, until) => {
    let sum = 0;
    for (const one of idles) {
      const overlap = Math.min(until, one.until) - Math.max(from, one.from);
      if (overlap > 0) sum += overlap * one.share;
    }
    return sum;
  };
  const after: LogTime["after"] = (from, micros) => {
    let at = from;
    let left = micros;
    for (const one of idles) {
      if (one.until <= at) continue;
      const before = Math.max(0, one.from - at);
      if (left <= before) break;
      const inside = (one.until - Math.max(at, one.from)) * (1 - one.share);
      if (left - before < inside) return Math.max(at, one.from) + (left - before) / (1 - one.share);
      left -= before + inside;
      at = one.until;
    }
    return at + left;
  };
  return {
    first,
    last,
    idle,
    after,
    at: (share) => after(first, Math.floor(share * (last - first - idle(first, last)))),
    days: (from, until) => Math.max(0, until - from - idle(from, until)) / dayMicros,
    gaps: gapsOf(days)
  };
}

function gapsOf(days: readonly DayCount[]): [number, number][] {
  return days.slice(1).flatMap(({day}, i): [number, number][] => {
    const previous = days[i].day;
    return day - previous > 1 ? [[previous + 1, day]] : [];
  });
}

/** Returns the gaps between days with events, and the thin days, ascending. */
function idlesOf(days: readonly DayCount[]): Idle[] {
  const full = eventsOfFullDay(days);
  return days.flatMap((one, i): Idle[] => {
    const next = days.at(i + 1);
    const from = days[i - 1]?.day === one.day - 1 ? one.day * dayMicros : one.first;
    const isLast = next?.day !== one.day + 1;
    const until = isLast ? one.last : (one.day + 1) * dayMicros;
    const covered = (until - from) / dayMicros;
    const share = 1 - Math.min(1, one.records / (full * covered));
    const thin = share > 0 ? [{from, until, share}] : [];
    return isLast && next ? [...thin, {from: until, until: next.first, share: 1}] : thin;
  });
}

/** Returns how many events a day that counts in full has at least: of the day of the median event, a tenth. */
function eventsOfFullDay(days: readonly DayCount[]): number {
  const counts = days.map(({records}) => records).sort((a, b) => a - b);
  const total = counts.reduce((sum, records) => sum + records, 0);
  let sum = 0;
  const typical = counts.find((records) => (sum += records) * 2 >= total) ?? 0;
  return Math.max(1, Math.min(fullDay, typicalShare * typical));
}
