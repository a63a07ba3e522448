import type {Explanation} from "../forest/explain.js";
import type {Matrix} from "../forest/types.js";
import type {Json} from "../schema/artifacts.js";

/** The names of the detectors, in the order in which comparisons list them. */
export const detectorNames = [
  "isolation-forest",
  "range-penalised-forest",
  "extended-isolation-forest",
  "ml-isolation-forest",
  "local-outlier-factor",
  "one-class-svm",
  "k-nearest-neighbours",
  "ecod",
  "hbos",
  "robust-z-score",
  "random"
] as const;

/** The name of a detector. */
export type DetectorName = (typeof detectorNames)[number];

/** What a detector is, in words that a page can print. */
export interface Description {
  /** Its name for people; e.g., “Local Outlier Factor”. */
  title: string;

  /** How it finds anomalies, in one sentence. */
  method: string;

  /** What its score is, with its range: e.g., “the mean distance to the 5 nearest rows, ≥ 0”. */
  score: string;

  /** What it costs, and on how many rows it is therefore trained. */
  cost: string;

  /** The paper, or the library, that it comes from. */
  source: string;
}

/** What a detector has learnt, as data: numbers and arrays by name. */
export interface DetectorState {
  numbers: {[name: string]: number};
  arrays: {[name: string]: Float64Array};
}

/** How to fit a detector. */
export interface FitOptions {
  /** An integer in [0, 2⁵³). Required, so that every detector can be fitted again. */
  seed: number;

  /** The `sortedColumns` of the matrix, where several detectors learn from it; each sorts them by default. */
  sorted?: readonly Float64Array[];
}

/** A detector that has been fitted. The score of a row depends on that row and the training rows alone. */
export interface Fitted {
  name: DetectorName;

  /** What it was fitted with: every option, defaults included, and the number of rows it kept. */
  parameters: {[name: string]: Json};

  /** The number of columns that a row must have. */
  columns: number;

  /**
   * Returns the score of each row; higher is more anomalous, and never NaN. Writes *into* an array of at
   * least as many elements as there are rows, if given. Throws a RangeError if the columns differ.
   */
  score(matrix: Matrix, into?: Float64Array): Float64Array;

  /**
   * Returns why *row* scores as it does, of a detector that can say it: contributions of the columns
   * that, with the base, sum to the row’s path length; shorter is more anomalous. Throws a RangeError if
   * the columns differ.
   */
  explain?(row: ArrayLike<number>): Explanation;

  /** Returns what it is, in words. */
  describe(): Description;

  /** Returns what it has learnt, from which its `restore` restores it, with the same scores. */
  state(): DetectorState;
}

/** A way to find anomalous rows. */
export interface Detector<Options extends FitOptions = FitOptions> {
  name: DetectorName;

  /**
   * Learns from *matrix*; the same rows, in the same order, and options give the same bits. Throws a
   * RangeError if there are too few rows or an option is out of range.
   */
  fit(matrix: Matrix, options: Options): Fitted;

  /** Returns the detector that `state()` came from; throws a ModelError unless the state is sound. */
  restore(state: DetectorState, parameters: {[name: string]: Json}, columns: number): Fitted;
}
