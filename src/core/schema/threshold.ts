import type {Histogram, Metrics, Provenance} from "./published.js";

/**
 * The most anomalous events, column by column, in the order of rank: element i of each column is of the same
 * event. Text is as in the log, cut at 80 characters, hence hostile.
 */
export interface Tail {
  /**
   * Scores, descending, cut to as few decimals as tell all of them apart: a line at one of these numbers
   * has the same events at or above it as in the table `events`.
   */
  score: number[];
  /** The decimals that the scores were cut to; null if they are whole. A line is cut alike before it is compared. */
  decimals: number | null;
  /** The event_id, which links lead to. */
  event: number[];
  /** The file of the event, as a place in `files`, and its line: what its links name it by. */
  file: number[];
  line: number[];
  /** The SHA-256 of each input file. */
  files: string[];
  /** The time of the event in whole seconds after the first event of the log. */
  second: number[];
  /** Where the text of each column stands in `texts`; −1 where there is none. */
  src: number[];
  dst: number[];
  service: number[];
  label: number[];
  /** The destination’s port; −1 where there is none. */
  port: number[];
  /** Bytes in both directions, or in the one that was measured; −1 if neither was. */
  bytes: number[];
  /** 1 for an attack, 0 for a benign event, −1 without a label. */
  attack: number[];
  texts: string[];
  /** How many of the events belong to a group of equal scores that is here whole; the last may not be. */
  complete: number;
}

/** How many events there are in each stretch of the log. */
export interface Days {
  /** The start of the first stretch: a midnight, UTC. */
  start: number;
  /** The days in a stretch: 1, or more where the log spans more than 400 days. */
  step: number;
  /** The events in each stretch, quiet ones included. */
  counts: number[];
}

/**
 * What forests of other seeds find, on the events that all detectors are compared on. The first of each
 * list of lists is the forest of the run; the others have the seeds of `seeds`, in order.
 */
export interface SeedCurves {
  /** The seeds of the other forests. */
  seeds: number[];
  /** The events scored, those with a label, and the attacks among these. */
  events: number;
  labelled: number;
  attacks: number;
  /** Which events: those after the training window, or all if it holds the whole log. */
  window: "all" | "test";
  /** The numbers of alerts that the curves are taken at, ascending. */
  budgets: number[];
  /** Alerts, attacks and benign events among them, by forest and budget; equal scores together. */
  alerts: number[][];
  caught: number[][];
  benign: number[][];
  /** Of as many of the most anomalous events of the run’s forest as the budget: how many each other forest has too. */
  shared: number[][];
  /** The same for all forests at once: alerts whichever seed it is. */
  always: number[];
}

/** What the labels of a log say of its incidents. Labels are as in the log, hence hostile. */
export interface IncidentLabels {
  /** Events of the test window with a label, and the attacks among them. */
  labelled: number;
  attackEvents: number;
  /** The attacks of the test window by detailed label, those of most events first; at most 200. */
  attacks: {attack: string; events: number}[];
  /** By its place: the events of an incident with a label, the attacks among them, and [place in `attacks`, events]. */
  incidents: {incident: number; labelled: number; attacks: number; of: [number, number][]}[];
}

/** Why nothing can be certified. */
export type ConformalObstacle =
  /** Events of the calibration window are attacks: their scores make those of others look usual. */
  | "attacks-in-calibration"
  /** The scores of later events that are taken for normal are not like those of earlier ones. */
  | "not-exchangeable"
  /** No p-value could be small enough, whatever the score: the calibration window is too short. */
  | "too-few-rows"
  /** The p-values are not small enough. */
  | "nothing-found"
  /** No event follows those that the model was trained on. */
  | "no-test-window";

/** A stretch of the test window: its ends, in milliseconds since the epoch, its events, and those known to be attacks. */
export interface CertificateWindow {
  from: number;
  to: number;
  events: number;
  attacks: number;
}

/** Which alerts can be certified at a share of false ones, or why none can. */
export interface CertificateLevel {
  /** The greatest share of false alerts, on average. */
  alpha: number;
  certified: boolean;
  obstacle: ConformalObstacle | null;
  /** The alerts of the tested window that are certified, and the score of the last one; null without any. */
  alerts: number;
  score: number | null;
  /** How many events the calibration window must have. */
  rowsNeeded: number;
  /** Those of the alerts that have a label, by class. */
  attacks: number;
  benign: number;
}

/** What conformal p-values say of the last half of the test window. */
export interface Certificate {
  /** The windows, one after the other. */
  calibration: CertificateWindow;
  heldOut: CertificateWindow;
  tested: CertificateWindow;
  /** The share of alerts that the budget allows. */
  expectedShare: number;
  /** How far the scores of held-out events are from those of the calibration window, in [0, 1], and the probability of that by chance; null of fewer than 8 events. */
  distance: number | null;
  chance: number | null;
  /** The quantiles of those p-values at 0.02, 0.04, …, 0.98; empty without any. */
  quantiles: number[];
  levels: CertificateLevel[];
}

/** threshold.json: what any threshold would catch. */
export interface ThresholdPage {
  provenance: Provenance;
  events: number;
  /** The time of the first event and of the last. */
  first: number;
  last: number;
  /** The number of days that the budget was given for: those that the log covers, at least 1. */
  days: number;
  budgetPerDay: number;
  /** The line of the run, and the events at or above it. */
  threshold: number;
  alerts: number;
  /** The rule that chose the threshold, as `parseThresholdRule` reads it. */
  rule: string;
  /** The end of the training window. */
  trainedUntil: number;
  histogram: Histogram;
  daily: Days;
  tail: Tail;
  /** What labels say of the incidents; null without labels in the test window. */
  incidentLabels: IncidentLabels | null;
  /** The events with a label, and the attacks among them, in the whole log. */
  labelled: number;
  attacks: number;
  /** Null if forests of other seeds were omitted (--fast). */
  curves: SeedCurves | null;
  /** What was measured of the first forest: over all events, and over those after the training window. */
  metrics: Metrics[];
  /** Detailed labels of attacks that occur in the training window too. */
  seenAttacks: string[];
  /** What can be said of false alerts before anybody has looked at them; null without a test window. */
  certificate: Certificate | null;
}
