/** A number that a run takes. */
export interface RunParameter {
  /** The value if none is asked for. */
  default: number;

  /** The smallest value, which is allowed. */
  min: number;

  /** The largest value, which is allowed. */
  max: number;
}

/** The numbers that a run takes: the one place of their defaults and ranges, for command line and phases. */
export const runParameters = {
  /** The flows of the synthetic feed. */
  flows: {default: 250_000, min: 1_000, max: 100_000_000},
  /** The days of the synthetic feed. */
  days: {default: 14, min: 1, max: 365},
  /** How hard the attacks of the synthetic feed are to find: 0 is loud, 3 low, slow and blended. */
  difficulty: {default: 1, min: 0, max: 3},
  /** The seed of the models and of the synthetic feed. */
  seed: {default: 42, min: 0, max: 0xffffffff},
  /** The trees of each forest. */
  trees: {default: 100, min: 1, max: 10_000},
  /** The rows drawn for each tree of the Isolation Forest. */
  sampleSize: {default: 256, min: 2, max: 65_536},
  /** The share of the time span, from its start, that models are trained on. */
  trainShare: {default: 0.5, min: 0.05, max: 1},
  /** The alerts a day that a team can triage. */
  budgetPerDay: {default: 50, min: 0.01, max: 1_000_000}
} as const satisfies Record<string, RunParameter>;
