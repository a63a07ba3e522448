import type {TimeBounds} from "../../src/core/readers/time-bounds.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {ArtifactSpec, Made} from "../artifacts/artifacts.js";
import type {DigestedLog} from "./land-bytes.js";
import type {LogBounds, ReadFile} from "./read-file.js";

/** Raised when the same bytes would give other events, or the same parameters another feed. */
export const ingestionVersion = 9;

/** A file as a partition of RAW. */
export interface FilePartition extends Pick<DigestedLog, "sha256" | "bytes"> {
  slot: number;

  /** The name of the partition. */
  partition: string;

  /** The bounds of its times; null: none. */
  bounds: LogBounds | null;
}

/** Returns what a partition of RAW is made from. */
export function fileSpec({
  sha256,
  bytes,
  slot,
  partition,
  bounds
}: FilePartition): ArtifactSpec & {partition: string} {
  return {
    phase: "ingestion",
    phaseVersion: ingestionVersion,
    partition,
    parameters: {slot, bounds: bounds && boundsJson(bounds)},
    inputs: [{name: "log", sha256, bytes}]
  };
}

/** Returns what a file that was read has become, as the content of its partition. */
export function madeOfFile({facts, events, fileRows}: ReadFile): Made {
  return {rows: events, fileRows, facts: facts as unknown as {[name: string]: Json}};
}

/** Returns *bounds* as JSON: null for no bound. */
export function boundsJson({events, records}: LogBounds): Json {
  const json = ({from, to, given}: TimeBounds): Json => ({
    from: Number.isFinite(from) ? from : null,
    to: Number.isFinite(to) ? to : null,
    given: {...given}
  });
  return {events: json(events), records: json(records)};
}

/** The bounds of a time, as boundsJson writes them. */
type StoredBounds = {from: number | null; to: number | null; given: TimeBounds["given"]};

/** Returns the bounds that boundsJson returned as *json*. */
export function parseBounds(json: Json): LogBounds {
  const parse = ({from, to, given}: StoredBounds): TimeBounds => ({
    from: from ?? -Infinity,
    to: to ?? Infinity,
    given
  });
  const {events, records} = json as unknown as {events: StoredBounds; records: StoredBounds};
  return {events: parse(events), records: parse(records)};
}
