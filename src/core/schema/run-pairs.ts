import type {Drift} from "./drift.js";

/** An alert of one of two runs that is none of the other. Text is as in the log, hence hostile. */
export interface PairAlert {
  /** Its event_id in the later run; null if that has not read the event. */
  event: number | null;
  time: number;
  src: string;
  dst: string;
  port: number | null;
  service: string | null;
  label: string | null;
  /** Its scores in the two runs; null where a run has not read the event. */
  before: number | null;
  after: number | null;
}

/** Alerts that came, or went: how many, and the first of them. */
export interface PairAlerts {
  events: number;
  /** Those among them that the other run has not read at all. */
  absent: number;
  /** Up to 50, the most anomalous first. */
  rows: PairAlert[];
}

/** How far a feature has drifted between the rows that two runs were trained on. */
export interface FeatureDrift extends Drift {
  feature: string;
}

/** Two evaluations held against each other, event by event. */
export interface RunComparison {
  /** By what an event of one was found in the other: file and line, or the time and endpoints of the flow. */
  matchedBy: "line" | "flow";
  events: {before: number; after: number; both: number};
  threshold: {before: number; after: number};
  alerts: {before: number; after: number};
  /** A 2-D histogram of the events in both: [i, j, n] = n events with score bin i (before) and j (after). */
  joint: {
    bins: number;
    from: [number, number];
    to: [number, number];
    cells: [number, number, number][];
  };
  /** Spearman’s rank correlation of the two scores, in [−1, 1], and over how many events; null if undefined. */
  spearman: number | null;
  correlated: number;
  /** Of the n most anomalous of one among the events in both: how many are among the n most anomalous of the other. */
  churn: {n: number; shared: number}[];
  came: PairAlerts;
  went: PairAlerts;
  /** By feature, the most drifted first; null if a run did not keep the rows it was trained on. */
  drift: FeatureDrift[] | null;
  /** Of the score, over all events of each run; null if one has none. */
  scoreDrift: Drift | null;
}

/** run-pairs.json: the run that is shown against earlier ones. */
export interface RunPairsPage {
  /** The run that the pages show, and the key of its evaluation. */
  run: string;
  evaluation: string;
  /** By the key of the earlier evaluation. */
  pairs: {evaluation: string; comparison: RunComparison}[];
  /** Keys of evaluations whose artifacts are no longer there, or were made by a version that kept too little. */
  removed: string[];
  unfit: string[];
}
