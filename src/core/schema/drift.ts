/** Whether values are distributed as before, somewhat differently, or differently; or there are too few to tell. */
export type Drifted = "same" | "shifted" | "different" | "unknown";

/** How far the distribution of values is from an earlier one. */
export interface Drift {
  /** The population stability index over the bins of the earlier values, ≥ 0; 0 is no change. */
  psi: number;

  /** What that index stays below by chance, were the values independent. */
  noise: number;

  /** The Kolmogorov–Smirnov statistic, in [0, 1]. */
  ks: number;
}

/** The drift of a feature, or of the score. */
export interface NamedDrift extends Drift {
  name: string;
  verdict: Drifted;
}

/** How far the test window of a run is from what its model was trained on. */
export interface RunDrift {
  /** The training rows that features are compared with, and the events of the test window. */
  trainingRows: number;
  testEvents: number;

  /** Of each feature of the Isolation Forest, over the bins of its training profile, the greatest index first. */
  features: NamedDrift[];

  /** Of the score of the model that alerts, over the deciles of the training window; null if its events are not in the log. */
  score: NamedDrift | null;
}
