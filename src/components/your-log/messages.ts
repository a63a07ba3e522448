import type {Mapping} from "../../core/readers/table/mapping.js";
import type {DetectedFile} from "../../core/readers/format.js";
import type {FeatureDrift} from "../../core/features/drift.js";
import type {AlertNeighbour} from "../../core/schema/alerts.js";
import type {EventRow, Histogram} from "../../core/schema/published.js";
import type {Rejection} from "../../core/readers/reader.js";
import type {ExploreView} from "../../core/explore/view.js";
import type {RanksRequest} from "../explore/explore-events.js";
import type {Filters} from "../explore/filter-state.js";

/** The format of a file, found in its first bytes. */
export interface InspectedFile {
  name: string;
  /** Bytes, of the file as dropped. */
  size: number;
  detected: DetectedFile;
}

/** A file to score; *mapping* is null for a Zeek log, which names its own fields. */
export interface FileToScore {
  file: File;
  mapping: Mapping | null;
}

/** The account of the lines of a file. Always lines = comments + accepted + rejected. */
export interface FileReport {
  name: string;
  size: number;
  lines: number;
  comments: number;
  accepted: number;
  rejected: number;
  /** Why it was not read to its end; null if it was. */
  partial: string | null;

  /** Whether that is because it is another kind of log. */
  foreign: boolean;
}

/** A rejected line, and the file it is in. */
export interface RejectedLine extends Rejection {
  file: string;

  /** The index of the file among the dropped ones, from 0. */
  index: number;
}

/** The stages of the work, in order. */
export const stages = ["read", "features", "score", "compare", "explain"] as const;

/** The name of a stage. */
export type Stage = (typeof stages)[number];

/** The progress of the work. */
export interface Progress {
  stage: Stage;
  /** Bytes of the files read so far, and of all; in the other stages, events. */
  done: number;
  total: number;
  events: number;
  rejected: number;
}

/** One of the most anomalous events, with the reason. */
export interface TopEvent extends Omit<EventRow, "identity"> {
  /** From 1, the most anomalous. */
  rank: number;
  /** One line of text. */
  reason: string;
}

/** The result of a log. */
export interface Scored {
  files: FileReport[];
  events: number;
  /** The number of events that were read, if the log has more. */
  stoppedAt: number | null;
  /** Whether texts of the log were truncated, to bound the memory. */
  clipped: boolean;
  /** The first rejected lines; `files` has their number. */
  rejections: RejectedLine[];
  /** Ms since the epoch, UTC; null without events. */
  first: number | null;
  last: number | null;
  /** All scores, ascending. */
  scores: Float64Array;
  histogram: Histogram;
  drift: FeatureDrift[];
  /** The most anomalous, up to 100, in that order. */
  top: TopEvent[];
  /** How long each stage took, in ms: `read` waits for bytes, `parse` makes events of them. */
  milliseconds: Record<"read" | "parse" | "features" | "score" | "compare" | "explain", number>;
}

/** One event: every column that the page stores, its features and counts, and its file and line. */
export interface FullEvent {
  rank: number;
  /** As in the table `events`; times in ms since the epoch, UTC. */
  fields: Record<string, string | number | null>;

  /** The file it was read from, by its index among the dropped ones and by name, and the line in it, from 1. */
  file: number;
  name: string;
  line: number;

  /** The neighbours by rank; null at the ends. */
  moreAnomalous: AlertNeighbour | null;
  lessAnomalous: AlertNeighbour | null;
}

/** The text of another model file of the site than that of the run, and the scale of its scores. */
export interface OtherModel {
  text: string;
  scale: number | null;
}

/** A request to the worker; its *id* returns with the answer. */
export type Question =
  | {kind: "model"; text: string; other: OtherModel | null}
  | {kind: "inspect"; files: File[]}
  | {kind: "score"; files: FileToScore[]}
  | {kind: "cancel"}
  | {kind: "event"; event: number}
  | {kind: "rows"; from: number; until: number}
  | {kind: "ranked"; ranks: readonly number[]}
  | {kind: "explore"; threshold: number}
  | {kind: "normal"; event: number; threshold: number}
  | {kind: "record"; file: number; line: number}
  | {kind: "locate"; file: number; line: number}
  | {kind: "digests"}
  | {kind: "mask"; filters: Filters}
  | {kind: "sorted"; wanted: RanksRequest}
  | {kind: "mostAnomalous"; filters: Filters; max: number};

/** A row of the table of events, as plain values by column. */
export type PlainRow = Record<string, string | number | null>;

/** The most similar events to one, nearest first. */
export interface SimilarEvents {
  events: PlainRow[];

  /** The number of events it was compared with, and of the others below the threshold. */
  of: number;
  below: number;
}

/** An answer of the worker. */
export type Answer =
  | {kind: "ready"}
  | {kind: "inspected"; files: InspectedFile[]}
  | {kind: "progress"; progress: Progress}
  | {kind: "scored"; scored: Scored}
  | {kind: "cancelled"}
  | {kind: "event"; event: FullEvent | null}
  | {kind: "rows"; rows: PlainRow[]}
  | {kind: "explore"; view: ExploreView}
  | {kind: "mask"; mask: Uint8Array}
  | {kind: "ranks"; ranks: number[]}
  | ({kind: "normal"} & SimilarEvents)
  | {kind: "record"; raw: string | null}
  | {kind: "located"; event: number | null}
  | {kind: "digests"; files: {name: string; sha256: string}[]}
  | {kind: "failed"; reason: string}
  | {kind: "requests"; names: string[]};
