import type {DayCount, DayCounts} from "../../src/core/readers/day-counts.js";
import {connections, findKind, logKinds} from "../../src/core/readers/kinds/registry.js";
import {reachesBeyond, timeBounds} from "../../src/core/readers/time-bounds.js";
import type {TimeBounds, TimeRequest} from "../../src/core/readers/time-bounds.js";
import {timeText} from "../../src/core/readers/times.js";
import type {RawBounds, RawFacts, RawKind, RawPartition} from "../../src/core/schema/raw-facts.js";
import {labelCounts} from "./label-counts.js";
import {checkCounts, sumOf} from "./read-log.js";
import type {LogBounds} from "./read-file.js";
import {reasonCounts} from "./reason-counts.js";

/** What RAW keeps of a file, and what it is called. */
export interface NamedPartition {
  name: string;
  facts: RawPartition;
}

/** Returns the facts of an ingestion of *files*, in their order: those of each added up. */
export function mergeFacts(
  files: readonly NamedPartition[],
  {time, bounds}: {time: TimeRequest; bounds: LogBounds}
): Omit<RawFacts, "skipped"> {
  const rawFiles = files.map(({name, facts}) => {
    const {times: _, reasons: _r, labelled: _n, labels: _l, ...file} = facts;
    return {name, ...file};
  });
  const totals = sumOf(rawFiles);
  checkCounts(totals, "all files");
  const reasons = reasonCounts();
  const labels = labelCounts();
  let labelled = 0;
  for (const {name, facts} of files) {
    for (const {lines, ...first} of facts.reasons) reasons.add(first, name, lines);
    for (const {label, events} of facts.labels) labels.add(label, events);
    labelled += facts.labelled;
  }
  const days = eventDays(files.map(({facts}) => facts)).days();
  return {
    files: rawFiles,
    ...totals,
    kinds: kindsOf(rawFiles),
    reasons: reasons.top(),
    labelled,
    labels: labels.top(),
    firstTime: days.length ? timeText(days[0].first) : null,
    lastTime: days.length ? timeText(days.at(-1)!.last) : null,
    time: {
      automatic: time.automatic,
      events: boundsText(bounds.events),
      records: boundsText(bounds.records),
      outside: rawFiles.reduce((sum, {outside}) => sum + outside, 0)
    }
  };
}

/**
 * Returns the bounds of *files*, which were read without any: of events by their own times, of other records by those of
 * all.
 */
export function boundsOf(files: readonly RawPartition[], time: TimeRequest): LogBounds {
  const [events, all] = [timeBounds(eventDays(files), time), timeBounds(recordDays(files), time)];
  const records = {
    from: Math.min(events.from, all.from),
    to: Math.max(events.to, all.to),
    given: events.given
  };
  return {events, records};
}

/** Returns whether *file*, read without bounds, has records beyond *bounds*. */
export function isBeyond(file: RawPartition, {events, records}: LogBounds): boolean {
  return reachesBeyond(eventDays([file]), events) || reachesBeyond(recordDays([file]), records);
}

type Days = Pick<DayCounts, "days" | "files">;

function eventDays(files: readonly RawPartition[]): Days {
  return daysOf(files, (kind) => kind === connections.name);
}

function recordDays(files: readonly RawPartition[]): Days {
  return daysOf(files, () => true);
}

/** Returns the records of the kinds that pass *filter*, by day over all files, and by file. */
function daysOf(files: readonly RawPartition[], filter: (kind: string) => boolean): Days {
  const all = new Map<number, DayCount>();
  const byFile = new Map<number, Map<number, number>>();
  files.forEach(({times}, i) => {
    const own = new Map<number, number>();
    for (const {days} of times.filter(({kind}) => filter(kind)))
      for (const [day, records, first, last] of days) {
        own.set(day, (own.get(day) ?? 0) + records);
        const sum = all.get(day);
        if (!sum) all.set(day, {day, records, first, last});
        else {
          sum.records += records;
          sum.first = Math.min(sum.first, first);
          sum.last = Math.max(sum.last, last);
        }
      }
    if (own.size > 0) byFile.set(i, own);
  });
  return {files: byFile, days: () => [...all.values()].sort((a, b) => a.day - b.day)};
}

function boundsText({from, to, given}: TimeBounds): RawBounds {
  const text = (micros: number) => (Number.isFinite(micros) ? timeText(micros) : null);
  return {from: text(from), to: text(to), given};
}

/** Returns the lines of all files by kind: the declared ones in their order, then the others by name. */
function kindsOf(files: readonly Pick<RawPartition, "kinds">[]): RawKind[] {
  const found = files.flatMap(({kinds}) => kinds);
  const declared = logKinds.map(({name}) => name);
  const others = found.map(({kind}) => kind).filter((kind) => !declared.includes(kind));
  return [...declared, ...[...new Set(others)].sort()].flatMap((kind) => {
    const own = found.filter((one) => one.kind === kind);
    if (own.length === 0) return [];
    return [{kind, files: own.length, use: findKind(kind)?.use ?? null, ...sumOf(own)}];
  });
}
