import type {RunDrift} from "./drift.js";
import type {Retraining} from "./retraining.js";
import type {Warning} from "./warnings.js";
import type {VerdictSummary} from "./verdict-measures.js";

/**
 * What the pipeline publishes and the pages read. Times are milliseconds since the epoch, UTC.
 * Scores are in (0, 1), higher is more anomalous. Addresses and labels are as in the log, hence hostile:
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
  /** The precision among the k most anomalous labelled events. */
  precisionAt: {k: number; precision: number}[];
  /** The share of attacks among the alerts of the budget. */
  recallAtBudget: number | null;
  precisionAtBudget: number | null;
  /** Per detailed label of attacks: how many there are, and how many are alerts. */
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

/** A group of alerts of the flow model: those of one source in contiguous hours. */
export interface Incident {
  /** The position in the list, from 1, most anomalous first. */
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
  /** One line in plain words: what is anomalous about it; no HTML. */
  reason: string;
  /** ATT&CK techniques of the labels, if there are labels. */
  techniques: string[];
}

/** The hosts of the most severe incidents hour by hour, each once a role. */
export interface IncidentLanes {
  /** The start of hour 0, and the number of hours. */
  start: number;
  hours: number;
  /** Up to 30, that of the most severe incident first. */
  lanes: {
    entity: string;
    role: "actor" | "target";
    incidents: number;
    /**
     * [hour, severity, flows, incident]: the severity is a place in `severities` (0 is critical), −1 without evidence;
     * flows are those that the host opened, or, as target, those that came to it; incident is its place, from 1, or 0.
     * In long logs only hours with evidence are published.
     */
    cells: [number, number, number, number][];
  }[];
  /** Hosts with an incident, each once a role, of which those above are the first. */
  of: number;
}

/** today.json: the front page. */
export interface Today {
  provenance: Provenance;
  events: number;
  accounting: {lines: number; comments: number; accepted: number; rejected: number};
  /** The time of the first event and of the last. */
  first: number;
  last: number;
  /** The number of days the budget was given for: those that the log covers, at least 1. */
  days: number;
  budgetPerDay: number;
  threshold: number;
  /** The name of the model that alerts, whose scores these are. */
  flowModel: string;
  /** The threshold of the Isolation Forest at the same budget, which explains; `threshold` if it alerts. */
  forestThreshold: number;
  alerts: number;
  /** The groups of alerts, and the sources that have any. */
  incidents: number;
  hosts: number;
  trainedUntil: number;
  histogram: Histogram;
  /** The 2,000 highest scores, descending, so that a page can count for another line. */
  tail: number[];
  swimlane: IncidentLanes;
  /** The alerts of the flow model by source and hour: up to 100 groups, most anomalous first. */
  topIncidents: Incident[];
  /** The 50 most anomalous events. */
  topEvents: EventRow[];
  metrics: Metrics[];
  /** What people’s verdicts say of this run; null if there was none on its files. */
  verdictSummary: VerdictSummary | null;
  /** How far the test window is from the training window; null without a test window. */
  drift: RunDrift | null;
  /** Whether the model should be trained anew. */
  retraining: Retraining;
  /** What the reader must know before believing a number. */
  warnings: Warning[];
}
