import type {NamedDrift} from "./drift.js";
import type {LineTotals, RawKind, ReasonCount} from "./raw-facts.js";
import type {Provenance} from "./published.js";

/** Events of a stretch of time. Times are milliseconds since the epoch, UTC. */
export interface VolumeBin {
  /** The start of the stretch, a multiple of its length. */
  time: number;
  events: number;
  /** Those that came to nothing: `failedStates` of src/core/features/list.ts. */
  failed: number;
  /** Bytes that sources sent, and that destinations sent; what was not measured counts as 0. */
  bytesOut: number;
  bytesIn: number;
  /** Events whose label says attack; 0 without labels. */
  attacks: number;
}

/** A value of a column, and the events that have it. */
export interface ProfileValue {
  /** As text, truncated; null where the column is missing. */
  value: string | null;
  events: number;
  failed: number;
  /** In both directions. */
  bytes: number;
  attacks: number;
}

/** The most frequent values of a column. */
export interface ProfileColumn {
  column: "service" | "dst_port" | "proto" | "conn_state";
  /** The number of different values, without the missing one. */
  distinct: number;
  /** Up to 20, most frequent first. */
  values: ProfileValue[];
}

/** The busiest hosts in one role. */
export interface ProfileHosts {
  role: "source" | "destination";
  /** The number of hosts in that role. */
  distinct: number;
  /** The first ten by connections, and the first ten by bytes, each once; most connections first. */
  rows: {host: string; events: number; failed: number; bytesOut: number; bytesIn: number}[];
}

/** The hosts of a stretch of time, and those among them that no earlier stretch had. */
export interface HostPeriod {
  time: number;
  sources: number;
  newSources: number;
  destinations: number;
  newDestinations: number;
}

/** A part of the log: what the models were trained on, or what came after. */
export type ProfileWindow = "training" | "test";

/** The values of a feature in one window. */
export interface FeatureValues {
  feature: string;
  window: ProfileWindow;
  /** The quantiles at `probabilities` of the events that were drawn, ascending. */
  quantiles: number[];
  /** How many of all events lie in each bin of equal width between *from* and *until* of the feature. */
  counts: number[];
}

/** log-profile.json: the data of the notebook “What is in this log?”. */
export interface LogProfile {
  provenance: Provenance;
  events: number;
  /** The lines of all files, and by kind of records: at most 40 kinds. */
  lines: LineTotals;
  kinds: Omit<RawKind, "comments">[];
  files: number;
  /** How many files could not be read to their ends. */
  partial: number;
  /** The most frequent reasons for which lines were rejected, at most 20; texts are truncated. */
  rejected: ReasonCount[];
  first: number;
  last: number;
  /** The end of the training window; null if the models were trained on other events than those of the log. */
  trainedUntil: number | null;
  /** At most 200 stretches of *step* milliseconds; those without events are not listed. */
  volume: {step: number; bins: VolumeBin[]};
  columns: ProfileColumn[];
  hosts: ProfileHosts[];
  /** At most 200 stretches of *step* milliseconds, at least an hour each, days if there are two or more. */
  periods: {step: number; rows: HostPeriod[]};
  /** How many events have no value in a column of the log. */
  missing: {column: string; events: number}[];
  /** The events of each window, and what their labels say. */
  windows: {
    window: ProfileWindow;
    events: number;
    benign: number;
    attacks: number;
    unlabelled: number;
    /** The events that were drawn for `quantiles`, `drift` and `correlation`. */
    drawn: number;
  }[];
  /** The most frequent labels of events, at most 20: the detailed one where there is one. */
  labels: {label: string | null; attack: number | null; training: number; test: number}[];
  probabilities: number[];
  /** The features of the models: the least and the greatest value of all events. */
  features: {feature: string; from: number; until: number}[];
  featureValues: FeatureValues[];
  /** How far the drawn events of the test window are from those of the training window, by feature, the greatest index first; null without both. */
  drift: NamedDrift[] | null;
  /** Spearman’s rank correlation of the features of the drawn events of *window*, by row and column; null where one is constant. */
  correlation: {window: ProfileWindow; events: number; rho: (number | null)[][]};
}
