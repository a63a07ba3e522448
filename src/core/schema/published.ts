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

/** Alerts of one entity in contiguous hours. */
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
  /** The most anomalous entities; cells in ascending order of hour. */
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
    /** Entities in the data, of which those above are the most anomalous. */
    of: number;
  };
  /** Up to 100, most anomalous first. */
  topIncidents: Incident[];
  /** The 50 most anomalous events. */
  topEvents: EventRow[];
  metrics: Metrics[];
  /** What people’s verdicts say of this run; null if there was none on its files. */
  verdictSummary: VerdictSummary | null;
  /** What the reader must know before believing a number. */
  warnings: Warning[];
}
