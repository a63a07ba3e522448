import type {Mapping} from "../../core/readers/table/mapping.js";
import type {DetectedFile} from "../../core/readers/format.js";
import type {FeatureDrift} from "../../core/features/drift.js";
import type {AlertNeighbour} from "../../core/schema/alerts.js";
import type {EventRow, Histogram} from "../../core/schema/published.js";
import type {Rejection} from "../../core/readers/reader.js";
import type {ExploreView} from "../../core/explore/view.js";
import type {RanksRequest} from "../explore/explore-events.js";
import type {Filters} from "../explore/filter-state.js";

/** What a file turned out to be when it was looked at, before it is read. */
export interface Inspected {
  name: string;
  /** Bytes, as it was given. */
  size: number;
  sniffed: DetectedFile;
}

/** A file to score; *mapping* is null for a Zeek log, which names its own fields. */
export interface FileToScore {
  file: File;
  mapping: Mapping | null;
}

/** What became of the lines of a file. Always lines = comments + accepted + rejected. */
export interface FileReport {
  name: string;
  size: number;
  lines: number;
  comments: number;
  accepted: number;
  rejected: number;
  /** Why it was not read to its end; null if it was. */
  partial: string | null;

  /** Whether that is because it turned out to be another kind of log. */
  foreign: boolean;
}

/** A rejected line, and the file it is in. */
export interface RejectedLine extends Rejection {
  file: string;

  /** The place of the file among those given, from 0. */
  index: number;
}

/** The stages of the work, in order. */
export const stages = ["read", "features", "score", "compare", "explain"] as const;

/** The name of a stage. */
export type Stage = (typeof stages)[number];

/** How far the work is. */
export interface Progress {
  stage: Stage;
  /** Bytes of the files read so far, and of all; in the other stages, events. */
  done: number;
  total: number;
  events: number;
  rejected: number;
}

/** One of the strangest events, with why it is strange. */
export interface TopEvent extends Omit<EventRow, "identity"> {
  /** From 1, the strangest. */
  rank: number;
  /** In one line of plain words. */
  reason: string;
}

/** What came of a log. */
export interface Scored {
  files: FileReport[];
  events: number;
  /** Events from which on nothing was read, if the log has more. */
  stoppedAt: number | null;
  /** Whether texts of the log were cut, to bound the memory. */
  clipped: boolean;
  /** The first rejected lines; `files` says how many there are. */
  rejections: RejectedLine[];
  /** Ms since the epoch, UTC; null without events. */
  first: number | null;
  last: number | null;
  /** All scores, ascending. */
  scores: Float64Array;
  histogram: Histogram;
  drift: FeatureDrift[];
  /** The strangest, up to 100, strangest first. */
  top: TopEvent[];
  /** How long each stage took, in ms: `read` waits for bytes, `parse` makes events of them. */
  milliseconds: Record<"read" | "parse" | "features" | "score" | "compare" | "explain", number>;
}

/** One event, whole: every column that the page keeps, its features and counts, and where it was read. */
export interface FullEvent {
  rank: number;
  /** As in the table `events`; times in ms since the epoch, UTC. */
  fields: Record<string, string | number | null>;

  /** The file it was read from, by its place among those given and by name, and the line in it, from 1. */
  file: number;
  name: string;
  line: number;

  /** The neighbours by rank; null at the ends. */
  stranger: AlertNeighbour | null;
  lessAnomalous: AlertNeighbour | null;
}

/** What the page asks of the worker; *id* comes back with each answer. */
export type Question =
  | {kind: "model"; text: string}
  | {kind: "look"; files: File[]}
  | {kind: "score"; files: FileToScore[]}
  | {kind: "cancel"}
  | {kind: "event"; event: number}
  | {kind: "rows"; from: number; until: number}
  | {kind: "ranked"; ranks: readonly number[]}
  | {kind: "explore"; line: number}
  | {kind: "ordinary"; event: number; line: number}
  | {kind: "record"; file: number; line: number}
  | {kind: "locate"; file: number; line: number}
  | {kind: "digests"}
  | {kind: "mask"; filters: Filters}
  | {kind: "sorted"; wanted: RanksRequest}
  | {kind: "strangest"; filters: Filters; most: number};

/** Rows of the table of events, strangest first, as plain values by column. */
export type PlainRow = Record<string, string | number | null>;

/** The events most like one, nearest first. */
export interface SimilarEvents {
  events: PlainRow[];

  /** How many it was compared with, and how many others stand below the line. */
  of: number;
  below: number;
}

/** What the worker answers. */
export type Answer =
  | {kind: "ready"}
  | {kind: "looked"; files: Inspected[]}
  | {kind: "progress"; progress: Progress}
  | {kind: "scored"; scored: Scored}
  | {kind: "cancelled"}
  | {kind: "event"; event: FullEvent | null}
  | {kind: "rows"; rows: PlainRow[]}
  | {kind: "explore"; view: ExploreView}
  | {kind: "mask"; mask: Uint8Array}
  | {kind: "ranks"; ranks: number[]}
  | ({kind: "ordinary"} & SimilarEvents)
  | {kind: "record"; raw: string | null}
  | {kind: "located"; event: number | null}
  | {kind: "digests"; files: {name: string; sha256: string}[]}
  | {kind: "failed"; reason: string}
  | {kind: "requests"; names: string[]};
