import {dayMicros} from "./day-counts.js";
import type {DayCount, DayCounts} from "./day-counts.js";

/** When a stretch of records is taken for a stray one; docs/06-ingestion-minio.md has the reasons. */
export const strayLimits = {
  /** The days without a record, after which another stretch begins. */
  gapDays: 31,

  /** The fewest records of a stretch that is kept wherever it lies. */
  records: 20,

  /** The least share of the records of some file, in (0, 1), with which a smaller stretch is kept. */
  share: 0.01,

  /** The days from the stretches that are kept, beyond which a smaller one needs a larger share, of a file of *records*. */
  farDays: 3_653,
  farShare: 0.05,

  /** The longest connection, in seconds, that is kept although it began before the others. */
  longest: 366 * 86_400
} as const;

/** Which times are asked for, in microseconds since 1970; both ends belong to it. */
export interface TimeRequest {
  /** The first and the last time; null: none is given. */
  from: number | null;
  to: number | null;

  /** Whether bounds are found where none is given. */
  automatic: boolean;
}

/** The request of whoever asks for nothing. */
export const anyTime: Readonly<TimeRequest> = {from: null, to: null, automatic: true};

/** The times of the records that are kept, in microseconds since 1970; both ends belong to it. */
export interface TimeBounds {
  from: number;
  to: number;

  /** Whether an end was asked for, instead of found. */
  given: {from: boolean; to: boolean};
}

/** Returns the bounds of *request* alone: without end where none is given. */
export function givenBounds({from, to}: TimeRequest): TimeBounds {
  return {
    from: from ?? -Infinity,
    to: to ?? Infinity,
    given: {from: from !== null, to: to !== null}
  };
}

/** Returns whether the bounds of *request* are known before anything is read. */
export function areKnown({from, to, automatic}: TimeRequest): boolean {
  return !automatic || (from !== null && to !== null);
}

/**
 * Returns the bounds of the records in *counts*: those of *request*, and else from the first to the last stretch of records
 * that is no stray one. A stretch ends where 31 days have no record. It is kept
 *
 * - from 20 records on, wherever it lies and whatever else is in the log: nobody pushes it out by sending more;
 * - with fewer, if it is 1 % of some file or more; where it lies ten years from those of 20 records, 5 % of a file of 20
 *   records or more.
 *
 * If no stretch has 20 records, all are kept.
 */
export function timeBounds(
  counts: Pick<DayCounts, "days" | "files">,
  request: TimeRequest
): TimeBounds {
  const bounds = givenBounds(request);
  const found = areKnown(request) ? undefined : keptSpan(counts);
  if (!found) return bounds;
  return {
    from: request.from ?? found.first,
    to: request.to ?? found.last,
    given: bounds.given
  };
}

/** Returns whether some record of *counts* lies beyond *bounds*. */
export function reachesBeyond(counts: Pick<DayCounts, "days">, {from, to}: TimeBounds): boolean {
  return counts.days().some(({first, last}) => first < from || last > to);
}

interface Stretch {
  days: DayCount[];
  records: number;
  first: number;
  last: number;
}

/** Returns the first and the last time of the stretches that are kept; undefined if nothing tells strays from the others. */
function keptSpan(counts: Pick<DayCounts, "days" | "files">): Span | undefined {
  const stretches = stretchesOf(counts.days());
  const strong = stretches.filter(({records}) => records >= strayLimits.records);
  const core = spanOf(strong);
  if (!core) return undefined;
  const shares = sharesOf(stretches, counts.files);
  return spanOf(
    stretches.filter((stretch, i) => {
      if (stretch.records >= strayLimits.records) return true;
      const far = distance(stretch, core) > strayLimits.farDays * dayMicros;
      return far ? shares[i].large >= strayLimits.farShare : shares[i].any >= strayLimits.share;
    })
  );
}

interface Span {
  first: number;
  last: number;
}

function spanOf(stretches: readonly Stretch[]): Span | undefined {
  if (stretches.length === 0) return undefined;
  return {first: stretches[0].first, last: stretches.at(-1)!.last};
}

function distance({first, last}: Stretch, span: Span): number {
  return Math.max(0, span.first - last, first - span.last);
}

/** Returns the stretches of *days*, ascending. */
function stretchesOf(days: readonly DayCount[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const one of days) {
    const current = stretches.at(-1);
    if (current && one.day - current.days.at(-1)!.day <= strayLimits.gapDays) {
      current.days.push(one);
      current.records += one.records;
      current.last = one.last;
    } else {
      const {records, first, last} = one;
      stretches.push({days: [one], records, first, last});
    }
  }
  return stretches;
}

/** Returns the largest share that each stretch has of a file: of any, and of those with enough records to say something. */
function sharesOf(
  stretches: readonly Stretch[],
  files: DayCounts["files"]
): {any: number; large: number}[] {
  const shares = stretches.map(() => ({any: 0, large: 0}));
  const places = new Map(stretches.flatMap(({days}, i) => days.map(({day}) => [day, i] as const)));
  for (const days of files.values()) {
    const counts = new Map<number, number>();
    let total = 0;
    for (const [day, records] of days) {
      total += records;
      const place = places.get(day)!;
      counts.set(place, (counts.get(place) ?? 0) + records);
    }
    for (const [place, records] of counts) {
      const share = records / total;
      shares[place].any = Math.max(shares[place].any, share);
      if (total >= strayLimits.records) shares[place].large = Math.max(shares[place].large, share);
    }
  }
  return shares;
}
