import type {Judged} from "./verdict-measures.js";

/**
 * What the pipeline publishes and the pages read. Times are milliseconds since the epoch, UTC.
 * Scores are in (0, 1), higher is stranger. Addresses and labels are as in the log, hence hostile:
 * pages put them into text nodes only.
 */

/** Where published numbers came from; shown under every figure. */
export interface Provenance {
  /** The digests of the artifacts behind the page, in hexadecimal, by phase. */
  artifacts: {ingestion: string; transformation: string; training: string; evaluation: string};
  /** The command that makes them again. */
  command: string;
  /** Whether the events come from the built-in generator. Synthetic data is always called so. */
  synthetic: boolean;
  /** The names of the input files, at most 20 of them. */
  files: string[];
  /** The number of input files. */
  fileCount: number;
}

/** Evaluation of one detector over one set of events. Null: not defined (no labels, one class). */
export interface Metrics {
  /** The name of the detector. */
  model: string;
  /** Which events: all of them, or those after the training window (held out). */
  window: "all" | "test";
  events: number;
  /** Events at or above the threshold, as a share of all. */
  anomalyRate: number;
  scoreMean: number;
  /** The standard deviation of the scores (population). */
  scoreStd: number;
  threshold: number;
  alerts: number;
  /** How many of the alerts have a label. */
  labelledAlerts: number;
  /** The number of events with a label, and how many of those are attacks. */
  labelled: number;
  attacks: number;
  /** Attacks as a share of the labelled events: what a random ranking’s AP would be. */
  baseRate: number | null;
  /** Average precision, in [0, 1]; higher is better. */
  ap: number | null;
  /** Area under the ROC curve, in [0, 1]; 0.5 is random. */
  auroc: number | null;
  /** The precision among the k strangest labelled events. */
  precisionAt: {k: number; precision: number}[];
  /** The share of attacks among the alerts of the budget. */
  recallAtBudget: number | null;
  precisionAtBudget: number | null;
  /** Per detailed label of attacks: how many there are, and how many stand above the threshold. */
  byAttack: {attack: string; technique: string | null; events: number; alerts: number}[];
}

/** A histogram: counts[i] events have a score in [from + i * step, from + (i + 1) * step). */
export interface Histogram {
  from: number;
  step: number;
  counts: number[];
}

/** One event, as small tables show it. */
export interface EventRow {
  event: number;
  time: number;
  src: string;
  srcPort: number | null;
  dst: string;
  dstPort: number | null;
  proto: string | null;
  service: string | null;
  state: string | null;
  duration: number | null;
  origBytes: number | null;
  respBytes: number | null;
  score: number;
  label: string | null;
  /** What names it in any run: the SHA-256 of its file, a colon, its line (src/core/verdicts/verdict.ts). */
  identity: string;
}

/** Alerts of one entity in contiguous hours. */
export interface Incident {
  /** The position in the list, from 1, strangest first. */
  id: number;
  /** The address of the source host. */
  entity: string;
  /** The start of its first hour, and the end of its last. */
  from: number;
  until: number;
  alerts: number;
  /** The highest score among the alerts, and the event that has it. */
  score: number;
  event: number;
  /** The identity of that event; see `EventRow`. */
  identity: string;
  /** One line in plain words: what is strange about it; no HTML. */
  reason: string;
  /** ATT&CK techniques of the labels, if there are labels. */
  techniques: string[];
}

/** today.json: the front page. */
export interface Today {
  provenance: Provenance;
  events: number;
  accounting: {lines: number; comments: number; accepted: number; rejected: number};
  /** The time of the first event and of the last. */
  first: number;
  last: number;
  /** The number of days the budget was given for: the span of the log, at least 1. */
  days: number;
  budgetPerDay: number;
  threshold: number;
  alerts: number;
  incidents: number;
  /** Distinct hosts with an incident. */
  hosts: number;
  trainedUntil: number;
  histogram: Histogram;
  /** The 2,000 highest scores, descending, so that a page can count for another line. */
  tail: number[];
  /** The strangest entities; cells in ascending order of hour. */
  swimlane: {
    /** The start of hour 0. */
    start: number;
    hours: number;
    entities: {
      entity: string;
      /** Its highest score. */
      score: number;
      alerts: number;
      /** [hour, highest score in it, events in it, event with that score] */
      cells: [number, number, number, number][];
    }[];
    /** Entities in the data, of which those above are the strangest. */
    of: number;
  };
  /** Up to 100, strangest first. */
  topIncidents: Incident[];
  /** The 50 strangest events. */
  strangest: EventRow[];
  metrics: Metrics[];
  /** What people’s verdicts say of this run; null if there was none on its files. */
  judged: Judged | null;
  /** Sentences the reader must see: few events, inverted scores, rejected lines, synthetic data. */
  notices: string[];
}

/** What one detector found among the events that all were compared on. */
export interface ComparedDetector {
  name: string;
  /** What it is, in words: see `Description` of src/core/detectors/detector.ts. */
  title: string;
  method: string;
  score: string;
  cost: string;
  source: string;
  sha256: string;
  bytes: number;
  parameters: {[name: string]: unknown};
  /** Average precision and area under the ROC curve; null without both classes. */
  ap: number | null;
  auroc: number | null;
  /** The events at or above its line: the strangest, as many as the budget allows; equal scores together. */
  alerts: number;
  /** Attacks among its labelled alerts, and of all attacks. */
  precisionAtBudget: number | null;
  recallAtBudget: number | null;
  /** Spearman’s rank correlation with the first detector, in [−1, 1]; null if one is constant. */
  spearman: number | null;
  /** The share of its strangest events, as many as the budget, that the first has among its own. */
  overlap: number;
}

/** All detectors on the same events, drawn at random from those after the training window. */
export interface Comparison {
  /** The number of events drawn, and how many there were to draw from. */
  events: number;
  of: number;
  /** Which events: those after the training window, or all if it holds the whole log. */
  window: "all" | "test";
  labelled: number;
  attacks: number;
  baseRate: number | null;
  /** How many of the drawn events can be alerts: the budget’s share of them, at least 1. */
  budget: number;
  detectors: ComparedDetector[];
}

/** models.json: the detectors on the same events. */
export interface ModelsPage {
  provenance: Provenance;
  models: {
    name: string;
    sha256: string;
    bytes: number;
    parameters: {[name: string]: unknown};
    trainingRows: number;
    trees: number;
    nodes: number;
    /** The longest and mean depth of a leaf, over all trees, in levels. */
    maxDepth: number;
    meanDepth: number;
    histogram: Histogram;
    metrics: Metrics[];
  }[];
  agreement: {
    /** Spearman’s rank correlation of the two scores over all events, in [−1, 1]; null if one is constant. */
    spearman: number | null;
    /** For each k: the share of the k strangest of one that are among the k strangest of the other. */
    overlap: {k: number; share: number}[];
    /** A 2-D histogram: [i, j, n] = n events with score bin i (first model) and j (second). */
    joint: {
      bins: number;
      from: [number, number];
      to: [number, number];
      cells: [number, number, number][];
    };
    /** Events that one ranks far higher than the other. */
    disagreements: (EventRow & {other: number; rank: number; otherRank: number})[];
  };
  comparison: Comparison;
  /** The features the models see: what is typical, over the training rows. */
  features: {
    name: string;
    label: string;
    meaning: string;
    unit: string | null;
    typical: number[];
  }[];
}

/** method.json: the data of the notebook “Anomaly detection explained”. */
export interface MethodPage {
  provenance: Provenance;
  events: number;
  trainingRows: number;
  windowRows: number;
  from: number;
  until: number;
  sampleSize: number;
  trees: number;
  normalizer: number;
  threshold: number;
  /** The features the forest sees, in the order of a row. */
  features: string[];
  /** A seeded sample of up to 400 events of the training window: one row of features each. */
  ordinary: {event: number; score: number; row: number[]}[];
  /** One strange and one ordinary event, followed through the forest. */
  cases: {
    name: "strange" | "ordinary";
    event: EventRow;
    row: number[];
    /** The depth at which each tree isolates it (leaf path length), one a tree. */
    pathLengths: number[];
    /** Contributions to the path length per feature; negative shortens it: stranger. */
    contributions: number[];
    /** The mean path length of the training rows, where the contributions start. */
    base: number;
    /** The splits of the first tree on the way down; *from* and *to*: the path length expected before and after. */
    path: {
      feature: number;
      threshold: number;
      value: number;
      goesLeft: boolean;
      size: number;
      from: number;
      to: number;
    }[];
  }[];
  /** Score histograms by class: all events, and attacks and benign ones if there are labels. */
  histograms: {name: "all" | "benign" | "attack"; histogram: Histogram}[];
  metrics: Metrics[];
}

/** runs.json: the audit trail, newest first. */
export interface RunsPage {
  runs: RunEntry[];
}

/** One run with its four phases. */
export interface RunEntry {
  run: string;
  /** How it stands; `dead` is a run that never ended and whose process is gone. */
  status: "running" | "succeeded" | "failed" | "dead";
  startedAt: number;
  finishedAt: number | null;
  command: string;
  codeVersion: string;
  error: string | null;
  phases: {
    phase: string;
    key: string;
    sha256: string | null;
    reused: boolean;
    seconds: number;
    rowsIn: number;
    rowsOut: number;
    rejected: number;
    parameters: {[name: string]: unknown};
    inputs: {name: string; sha256: string}[];
    /** An input file more than the list shows. */
    moreInputs: number;
  }[];
  models: {name: string; sha256: string}[];
  /** Events, alerts, threshold, ap, auroc, …, as far as there are any. */
  metrics: {model: string; window: string; name: string; value: number | null}[];
}

/**
 * events.duckdb, the table that Explore and Alert query.
 *
 * - `events`: one row per scored event, ordered by rank: rank (1 is the strangest), event_id, time,
 *   src, src_port, dst, dst_port, proto, service, duration, orig_bytes, resp_bytes, conn_state,
 *   history, orig_pkts, resp_pkts, label, detailed_label, technique, score (DOUBLE), score_ml (DOUBLE:
 *   the second model), attack (0, 1 or null), file, line, and every feature of
 *   src/core/features/list.ts (FLOAT) and window column (INTEGER).
 * - `ranks`: event_id, rank; ordered by event_id, so that one event is found without a scan.
 * - `records`: rank, event_id, file (name), line, sha256 (of the file), raw (the line as it stood in
 *   the log; at most 64 kB of it); the 100,000 strangest events, ordered by rank.
 * - `facts`: name, value: threshold, alerts, run digests.
 * - `files`: file (as in `events`), name, sha256: the input files.
 * - `judged`: file (its SHA-256), line, verdict (true, false, unsure), rank, event_id: one row per verdict
 *   on a line of the files; rank and event_id are null where the line is no event.
 * - `ordinary`: rank, event_id, time, src, dst, dst_port, proto, service, score, and every feature that
 *   models see: a seeded sample of up to 8,192 events of the training window below the line, ordered by
 *   event_id.
 * - `explore`: one row per event, ordered by rank: what filters need of it, a byte or two a column. The
 *   bin of each dimension of explore.json (255: no value), and the code of each listed value.
 * - `explore_values`: list, code, value, n: the values of each list, the commonest first. In `explore`,
 *   codes from 8,191 (src/core/explore/lists.ts) on are that one.
 * - `entities`, `entity_hours`, `hours`, `entity_profiles`, `channels`, `channel_intervals`, `first_seen`: what
 *   hosts do; src/core/published/entity-tables.ts says what one row of each is. `entities` is ordered by rank,
 *   `hours` by hour, all others by entity.
 * - `entity_peers`: the closest peers of each compared host; src/core/published/entity-peers.ts.
 */
export const publishedTables = [
  "events",
  "ranks",
  "records",
  "facts",
  "entities",
  "entity_hours",
  "hours",
  "entity_profiles",
  "entity_peers",
  "channels",
  "channel_intervals",
  "first_seen",
  "files",
  "judged",
  "ordinary",
  "explore",
  "explore_values"
] as const;
