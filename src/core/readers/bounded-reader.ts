import {dayMicros} from "./day-counts.js";
import {filteredReader} from "./filtered-reader.js";
import type {LogKind} from "./kinds/kind.js";
import type {EventValue, Fault, LogReader} from "./reader.js";
import {strayLimits} from "./time-bounds.js";
import type {TimeBounds} from "./time-bounds.js";
import {timeText} from "./times.js";

/** How the times of a log are bounded. */
export interface BoundedReaderOptions {
  /** Returns the bounds of records of a kind. */
  boundsOf(kind: LogKind | null): TimeBounds;

  /** What the log calls the field of the time, for rejections. */
  field: string;
}

/** A reader with bounds of time. */
export interface BoundedReader extends LogReader {
  /** The number of lines so far that were rejected for their time. */
  readonly outside: number;
}

/**
 * Returns *reader* with the records beyond their bounds rejected; the reason says how far, and how they are kept;
 * the excerpt is the exact time. A
 * connection that began before bounds that were found, and reaches into them, is kept if it lasted for a year at most.
 */
export function boundedReader(
  reader: LogReader,
  {boundsOf, field}: BoundedReaderOptions
): BoundedReader {
  let outside = 0;
  const check = ({kind, values}: LogReader): Fault | null => {
    const bounds = boundsOf(kind);
    const time = recordTime(kind, values);
    if (time === null || (time >= bounds.from && time <= bounds.to)) return null;
    if (time < bounds.from && !bounds.given.from && reachesInto(kind, values, time, bounds))
      return null;
    ++outside;
    return {field, reason: reasonOf(time, bounds), excerpt: timeText(time)};
  };
  const bounded = filteredReader(reader, check);
  const bytes = reader.bytes && {
    ...reader.bytes,
    rows: () => reader.bytes!.rows(boundsOf(reader.kind))
  };
  return Object.defineProperties(bounded, {
    outside: {get: () => outside},
    bytes: {value: bytes}
  }) as BoundedReader;
}

/** Returns the time of a record, in microseconds since 1970; null if its kind has none. */
export function recordTime(kind: LogKind | null, values: readonly EventValue[]): number | null {
  const field = kind?.fields.find((one) => one.kind === "time");
  return field ? (values[field.slot] as number | null) : null;
}

function reachesInto(
  kind: LogKind | null,
  values: readonly EventValue[],
  time: number,
  {from}: TimeBounds
): boolean {
  const field = kind?.fields.find(({column}) => column === "duration");
  const seconds = field ? (values[field.slot] as number | null) : null;
  if (seconds === null) return false;
  return seconds <= strayLimits.longest && time + seconds * 1e6 >= from;
}

/** Days, not instants: reasons are counted, and whoever sends lines would make each its own. */
function reasonOf(time: number, {from, to, given}: TimeBounds): string {
  const day = timeText(time).slice(0, 10);
  const early = time < from;
  if (early && given.from) return `time ${day} is before ${timeText(from)}, given by --time-from`;
  if (!early && given.to) return `time ${day} is after ${timeText(to)}, given by --time-to`;
  const away = distanceText(early ? from - time : time - to);
  const [where, option] = early ? ["before", "--time-from"] : ["after", "--time-to"];
  return `time ${day} is ${away} ${where} the others; keep it with \`atalaya run ${option} ${day}\``;
}

function distanceText(micros: number): string {
  const days = Math.floor(micros / dayMicros);
  return days < 730 ? `${days} days` : `${Math.floor(days / 365.2425)} years`;
}
