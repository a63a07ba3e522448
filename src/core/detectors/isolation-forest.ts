import {runParameters} from "../schema/run-parameters.js";
import {checkForest, requireThat} from "../forest/check.js";
import {explain} from "../forest/explain.js";
import {growForest} from "../forest/grow.js";
import {scoreMatrix} from "../forest/score.js";
import {scorer} from "../forest/scorer.js";
import type {Scorer} from "../forest/scorer.js";
import type {Forest} from "../forest/types.js";
import type {Json} from "../schema/artifacts.js";
import {describeForest} from "./describe-forest.js";
import type {Detector, DetectorState, FitOptions, Fitted} from "./detector.js";
import {exactly} from "./forest-arrays.js";
import {fromFile, requireCount, requireRows, requireSeed} from "./options.js";

const manyRows = 512; // from here on the kernel is worth making ready
const most = {trees: 100_000, rows: Number.MAX_SAFE_INTEGER} as const;

/** How to fit a forest. */
export interface ForestFitOptions extends FitOptions {
  /** The number of trees; defaults to 100. */
  trees?: number;

  /** The number of rows drawn to grow each tree; defaults to 256, or to every row if fewer. */
  sampleSize?: number;
}

/** What a forest was fitted with, complete. */
export type ForestParameters = Required<Omit<ForestFitOptions, "sorted">> & {
  /** The number of rows that the trees’ rows were drawn from. */
  rowsGiven: number;
};

/**
 * Finds rows that random splits of single columns isolate early. The score is that of `scoreMatrix`, in
 * (0, 1); higher is more anomalous. Liu, Ting & Zhou, “Isolation Forest” (ICDM 2008).
 */
export const isolationForest: Detector<ForestFitOptions> = {
  name: "isolation-forest",

  fit(matrix, options) {
    requireRows(matrix, 2, "a forest");
    const parameters = forestParameters(options, matrix.rows);
    return fitted(growForest(matrix, parameters), parameters);
  },

  restore(state, parameters, columns) {
    const forest = forestOf(state, columns);
    checkForest(forest);
    return fitted(forest, restoredParameters(parameters, forest));
  }
};

function fitted(forest: Forest, parameters: ForestParameters): Fitted {
  let fast: Scorer | undefined;
  return {
    name: "isolation-forest",
    parameters: {...parameters},
    columns: forest.columns,
    score(matrix, into) {
      if (matrix.rows < manyRows) return scoreMatrix(forest, matrix, into);
      fast ??= scorer(forest);
      return fast(matrix, into);
    },
    explain: (row) => explain(forest, row),
    describe: () => describeForest({...parameters, rows: parameters.rowsGiven}),
    state: () => forestState(forest)
  };
}

/** Returns the options of a forest with their defaults; throws a RangeError if one is out of range. */
export function forestParameters(
  options: {[Name in keyof ForestFitOptions]: unknown},
  rowsGiven: number
): ForestParameters {
  const {
    trees = runParameters.trees.default,
    sampleSize = Math.min(runParameters.sampleSize.default, rowsGiven),
    seed
  } = options;
  return {
    trees: requireCount("trees", trees, 1, most.trees),
    sampleSize: requireCount("sampleSize", sampleSize, 2, rowsGiven),
    seed: requireSeed(seed),
    rowsGiven
  };
}

/** Returns the parameters in a file; throws a ModelError unless they are those of the forest beside them. */
export function restoredParameters(
  parameters: {[name: string]: Json},
  {roots, size}: Pick<Forest, "roots" | "size">
): ForestParameters {
  const read = fromFile(() =>
    forestParameters(
      {trees: parameters.trees, sampleSize: parameters.sampleSize, seed: parameters.seed},
      requireCount("rowsGiven", parameters.rowsGiven, 2, most.rows)
    )
  );
  requireThat(read.trees === roots.length, "parameters.trees", read.trees);
  const fits = roots.every((root) => size[root] === read.sampleSize);
  requireThat(fits, "parameters.sampleSize", read.sampleSize);
  return read;
}

/** Returns a forest as the state of a detector. */
export function forestState(forest: Forest): DetectorState {
  return {
    numbers: {normalizer: forest.normalizer},
    arrays: {
      roots: new Float64Array(forest.roots),
      feature: new Float64Array(forest.feature),
      threshold: new Float64Array(forest.threshold),
      left: new Float64Array(forest.left),
      pathLength: forest.pathLength.slice(),
      size: new Float64Array(forest.size)
    }
  };
}

/** Returns the forest in a state, its arrays exact but not yet checked; throws a ModelError otherwise. */
export function forestOf({numbers, arrays}: DetectorState, columns: number): Forest {
  return {
    roots: exactly(Uint32Array, arrays, "roots"),
    feature: exactly(Int16Array, arrays, "feature"),
    threshold: exactly(Float32Array, arrays, "threshold"),
    left: exactly(Uint32Array, arrays, "left"),
    pathLength: exactly(Float64Array, arrays, "pathLength"),
    size: exactly(Uint32Array, arrays, "size"),
    normalizer: numbers.normalizer,
    columns
  };
}
