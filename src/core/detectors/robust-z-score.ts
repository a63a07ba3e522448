import type {Json} from "../schema/artifacts.js";
import type {Matrix} from "../forest/types.js";
import type {Detector, FitOptions, Fitted} from "./detector.js";
import {fromFile, requireCount, requireRows, requireSeed} from "./options.js";
import {learnScale, restoreScale, scaleState, scoreRows, trainingRows} from "./scale.js";
import type {Scale} from "./scale.js";
import {middle} from "./sorted.js";

const ofDeviation = 1.4826; // median absolute deviation → standard deviation, of a normal distribution
const ofMean = 1.253314; // mean absolute deviation → standard deviation

/**
 * Finds rows of which one column is far from its median: the score is the largest over the columns of
 * |x − median| / (1.4826 × the median absolute deviation), ≥ 0; higher is more anomalous. Where that
 * deviation is 0, as when most values are equal, 1.253314 × the mean absolute deviation from the median
 * stands in; where that is 0, too, as in a constant column, 1 does: differences count as they are.
 * Nothing is drawn: the seed is kept only.
 *
 * Iglewicz & Hoaglin, “How to detect and handle outliers” (ASQC 1993).
 */
export const robustZScore: Detector<FitOptions> = {
  name: "robust-z-score",

  fit(matrix, {seed, sorted}) {
    const parameters = {seed: requireSeed(seed), rows: matrix.rows};
    requireRows(matrix, 1, "a robust z-score");
    return fitted(parameters, robustScale(matrix, sorted));
  },

  restore({arrays}, parameters, columns) {
    return fitted(
      fromFile(() => readParameters(parameters)),
      restoreScale(arrays, columns)
    );
  }
};

function readParameters({seed, rows}: {[name: string]: Json}) {
  return {
    seed: requireSeed(seed),
    rows: requireCount("rows", rows, 1, Number.MAX_SAFE_INTEGER)
  };
}

/** Returns a scale by which a value becomes its robust z-score, with its sign. */
function robustScale(matrix: Matrix, sorted: FitOptions["sorted"]): Scale {
  const plain = learnScale(matrix, "none", sorted);
  const {columns} = matrix;
  const {fill} = plain; // the median: what is missing does not move it
  const values = trainingRows(matrix, plain);
  const spread = fill.map((median, j) => {
    const deviations = new Float64Array(matrix.rows);
    for (let i = 0; i < matrix.rows; ++i) {
      deviations[i] = Math.abs(values[i * columns + j] - median);
    }
    deviations.sort();
    const mean = deviations.reduce((sum, deviation) => sum + deviation, 0) / matrix.rows;
    return ofDeviation * middle(deviations) || ofMean * mean || 1;
  });
  return {fill, center: fill.slice(), spread};
}

function fitted(parameters: {seed: number; rows: number}, scale: Scale): Fitted {
  return {
    name: "robust-z-score",
    parameters: {...parameters},
    columns: scale.fill.length,
    score(matrix, into) {
      const scoreOf = (row: Float64Array) =>
        row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      return scoreRows(matrix, scale, scoreOf, into);
    },
    describe: () => ({
      title: "Robust z-score",
      method: "Measures each column by its distance from the median, and keeps the farthest.",
      score:
        "The largest over the columns of |x − median| / (1.4826 × MAD), ≥ 0; higher is more anomalous.",
      cost: `Sorts each column of all ${parameters.rows.toLocaleString("en-US")} rows once.`,
      source: "Iglewicz & Hoaglin, How to Detect and Handle Outliers, ASQC 1993"
    }),
    state: () => ({numbers: {}, arrays: scaleState(scale)})
  };
}
