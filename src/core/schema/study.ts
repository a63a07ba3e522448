import type {Provenance} from "./published.js";

/**
 * The ways to train a method. *seen*: on the training window as it is, with whatever attacks it holds. *novel*: on the
 * same window without its labelled attacks, so that every attack of the test window is new.
 */
export const regimes = ["seen", "novel"] as const;

/** A way to train a method. */
export type Regime = (typeof regimes)[number];

/** What one ranks: events, or hours of a source host, whose score is the highest of its events. */
export const studyUnits = ["event", "entity-hour"] as const;

/** What one ranks. */
export type StudyUnit = (typeof studyUnits)[number];

/** A stretch of the log: its ends, in milliseconds since the epoch, the end exclusive; and what it holds. */
export interface StudyWindow {
  from: number;
  to: number;
  events: number;
  labelled: number;
  attacks: number;
}

/** A number that was measured with several seeds. */
export interface Measured {
  /** The mean over the seeds. */
  mean: number;

  /** Its standard error over the seeds; null of one seed. */
  error: number | null;

  /** The 2.5 % and 97.5 % quantiles of the first seed’s number over bootstrap samples of hosts’ hours; null where over a tenth of the samples do not define it. */
  low: number | null;
  high: number | null;
}

/** What one unit says of a method in one regime; null: not defined (no labels, or one class). */
export interface UnitMeasures {
  unit: StudyUnit;
  ap: Measured | null;
  auroc: Measured | null;

  /** Precision and recall of the most anomalous, as many as the budget. */
  precisionAtBudget: Measured | null;
  recallAtBudget: Measured | null;

  /** The precision among the k most anomalous labelled units, at the k of the study. */
  precisionAt: {k: number; precision: Measured}[];
}

/** What was measured of a method in one regime. */
export interface RegimeMeasures {
  units: UnitMeasures[];

  /** The average precision over events by period, in the order of the study: mean over the seeds; null where it is not defined. */
  periodAp: (number | null)[];

  /** By name of the attack: the share of its events among the most anomalous, as many as the budget; mean over the seeds. */
  recallByAttack: {[attack: string]: number};

  /** The mean share, over pairs of seeds, of the most anomalous events, as many as the budget, that both have; null of one seed. */
  stability: number | null;

  /** Precision and recall of the first seed at the budgets of the study. */
  curve: {budget: number; alerts: number; attacks: number; benign: number}[];
}

/** A method: a detector, or a trivial baseline beside which a detector must show its worth. */
export interface StudiedMethod {
  name: string;
  title: string;
  kind: "detector" | "baseline";

  /** Whether chance is in its fit. Each seed draws other training rows, the same for all methods: that alone varies the others. */
  isRandom: boolean;

  /** The size of its model, in bytes; null of one that learns nothing. */
  bytes: number | null;

  /** By regime; null of *novel* where the training window has no labelled attacks, since both are then one. */
  seen: RegimeMeasures;
  novel: RegimeMeasures | null;
}

/** How far the test window is from the training window, of a feature or of the score. */
export interface WindowDrift {
  name: string;

  /** The population stability index over the ten bins of the training window, ≥ 0; above 0.25 is a great change. */
  psi: number;

  /** The Kolmogorov–Smirnov statistic, in [0, 1]. */
  ks: number;
}

/** What was measured with several seeds, in both regimes, of all methods on the same events. */
export interface Study {
  seeds: number[];

  /** The windows, one after the other: train < calibrate < test. No method was fitted on what follows the first. */
  training: StudyWindow;
  calibration: StudyWindow;
  test: StudyWindow;

  /** The rows that a method is fitted on, drawn from the training window, by regime; null where there is no such regime. */
  rows: {seen: number; novel: number | null};

  /** The events scored, drawn from the test window, and how many there were to draw from; the hosts’ hours among them. */
  events: number;
  of: number;
  hours: number;

  /** Attacks as a share of labelled units; null without labels. */
  baseRate: {event: number | null; hour: number | null};

  /** How many units may be alerts: the budget’s share of those drawn. */
  budget: {event: number; hour: number};
  ks: number[];

  /** The periods of the test window, with the events of it that were drawn. */
  periods: StudyWindow[];
  attacks: {attack: string; events: number; isSeen: boolean}[];
  methods: StudiedMethod[];

  /** Of the flow model’s score and of each feature, greatest first. */
  drift: WindowDrift[];

  /** How many bootstrap samples the intervals are of. */
  bootstrapSamples: number;
}

/** What the incidents of the newest run of the synthetic feed at a difficulty find of its attacks, in the test window and within the budget. */
export interface DifficultyTier {
  /** How hard the attacks are to find: 0 is loud, 3 low, slow and blended. */
  difficulty: number;
  run: string;

  /** The key of its evaluation. */
  evaluation: string;

  /** The incidents a day that a team can triage. */
  budgetPerDay: number;
  attacks: number;
  found: number;
  scenarios: {name: string; attacks: number; found: number}[];
}

/** evaluation.json: the full evaluation of a run; null until `atalaya evaluate` has made it. */
export interface EvaluationPage {
  provenance: Provenance;
  study: Study | null;

  /** Of runs that differ from the one shown in the difficulty of the feed alone, ascending; empty of other logs, and with one difficulty. */
  tiers: DifficultyTier[];
}
