import {requireThat} from "../forest/check.js";
import type {Json} from "../schema/artifacts.js";
import type {Detector, FitOptions, Fitted} from "./detector.js";
import {logarithm} from "../forest/logarithm.js";
import {fromFile, requireCount, requireRows, requireSeed} from "./options.js";
import {learnScale, restoreScale, scaleState, scoreRows, trainingRows} from "./scale.js";
import type {Scale} from "./scale.js";
import {countBelow, countUpTo} from "./sorted.js";

const rowLimit = 2 ** 23;
const largest = 3.4028234663852886e38;
const symmetric = 2 ** -40; // a third moment below this share of its terms is rounding, hence 0

/** What has been learnt. */
interface Tails {
  rows: number;

  /** The training values of each column in ascending order, column after column. */
  sorted: Float64Array;

  /** Of each column, the mean, then the sums of the squares and of the cubes of the distances to it. */
  moments: Float64Array;
}

/**
 * Finds rows in the tails of single columns: the score is Σ over the columns of −ln of the share of
 * training rows, and the row itself, that lie as far out, ≥ 0; higher is more anomalous. A column’s share is
 * that of the thinner tail; if the column is symmetric to the last bit, both tails count.
 *
 * PyOD’s ECOD on the training rows and the row: its batches, too, become part of the distribution, so
 * that there a score depends on the rows scored with it. PyOD takes the maximum of the tails in each
 * column; the paper takes that of the sums over the columns. Nothing is drawn: the seed is kept only.
 *
 * Li et al., “ECOD: unsupervised outlier detection using empirical cumulative distribution functions”
 * (IEEE TKDE 2022).
 */
export const ecod: Detector<FitOptions> = {
  name: "ecod",

  fit(matrix, {seed, sorted}) {
    const parameters = {seed: requireSeed(seed), rows: matrix.rows};
    requireRows(matrix, 1, "ECOD");
    requireCount("rows", matrix.rows, 1, rowLimit);
    const scale = learnScale(matrix, "none", sorted);
    return fitted(parameters, scale, tailsOf(trainingRows(matrix, scale), matrix.columns));
  },

  restore({arrays}, parameters, columns) {
    const read = fromFile(() => readParameters(parameters));
    const {sorted, moments} = arrays;
    requireThat(sorted?.length === read.rows * columns, "length of sorted", sorted?.length);
    requireThat(moments?.length === 3 * columns, "length of moments", moments?.length);
    sorted.forEach((value, i) => {
      const ascending = i % read.rows === 0 || value >= sorted[i - 1];
      requireThat(Math.abs(value) <= largest && ascending, "a number of sorted", value);
    });
    for (const value of moments) {
      requireThat(Math.abs(value) <= largest ** 4, "a number of moments", value);
    }
    return fitted(read, restoreScale(arrays, columns), {rows: read.rows, sorted, moments});
  }
};

function readParameters({seed, rows}: {[name: string]: Json}) {
  return {seed: requireSeed(seed), rows: requireCount("rows", rows, 1, rowLimit)};
}

function tailsOf(values: Float64Array, columns: number): Tails {
  const rows = values.length / columns;
  const sorted = new Float64Array(values.length);
  const moments = new Float64Array(3 * columns);
  for (let column = 0; column < columns; ++column) {
    const own = sorted.subarray(column * rows, (column + 1) * rows);
    for (let i = 0; i < rows; ++i) own[i] = values[i * columns + column] + 0; // −0 counts as 0
    own.sort();
    const mean = own.reduce((sum, value) => sum + value, 0) / rows;
    moments[3 * column] = mean;
    for (const value of own) {
      const distance = value - mean;
      moments[3 * column + 1] += distance * distance;
      moments[3 * column + 2] += distance * distance * distance;
    }
  }
  return {rows, sorted, moments};
}

/** Returns whether a column with *value* added has no skew: its third moment is 0, up to rounding. */
function isSymmetric({rows, moments}: Tails, column: number, value: number): boolean {
  const [mean, squares, cubes] = moments.subarray(3 * column, 3 * column + 3);
  const distance = value - mean;
  const shift = distance / (rows + 1); // of the mean
  const square = squares + distance * distance;
  const cube = cubes + distance * distance * distance;
  const moment = cube - 3 * shift * square + 2 * (rows + 1) * shift * shift * shift;
  const size = Math.abs(cubes) + Math.abs(distance) ** 3 + Math.abs(3 * shift * square);
  return Math.abs(moment) <= symmetric * size;
}

function fitted(parameters: {seed: number; rows: number}, scale: Scale, tails: Tails): Fitted {
  const {rows, sorted} = tails;
  const columns = scale.fill.length;
  return {
    name: "ecod",
    parameters: {...parameters},
    columns,
    score(matrix, into) {
      const surprise = Float64Array.from({length: rows + 2}, (_, count) =>
        count === 0 ? 0 : logarithm((rows + 1) / count)
      );
      const scoreOf = (row: Float64Array) => {
        let sum = 0;
        for (let column = 0; column < columns; ++column) {
          const [from, until] = [column * rows, (column + 1) * rows];
          const left = surprise[countUpTo(sorted, row[column], from, until) + 1];
          const right = surprise[rows - countBelow(sorted, row[column], from, until) + 1];
          sum += isSymmetric(tails, column, row[column]) ? left + right : Math.max(left, right);
        }
        return sum;
      };
      return scoreRows(matrix, scale, scoreOf, into);
    },
    describe: () => ({
      title: "ECOD",
      method: "Adds up, over the columns, how few rows of training lie as far out as the row does.",
      score:
        "The sum over the columns of −ln of the share of rows as far out, ≥ 0; higher is more anomalous.",
      cost: `Looks a row up in the sorted columns of all ${rows.toLocaleString("en-US")} rows.`,
      source: "Li et al., IEEE TKDE 2022; as in PyOD"
    }),
    state: () => ({
      numbers: {},
      arrays: {...scaleState(scale), sorted, moments: tails.moments}
    })
  };
}
