import {requireThat} from "../forest/check.js";
import type {Json} from "../schema/artifacts.js";
import type {Reference} from "./box-tree.js";
import type {Detector, FitOptions, Fitted} from "./detector.js";
import {checkReference, nearestOf} from "./nearest.js";
import type {Nearest} from "./nearest.js";
import {
  fromFile,
  keptRows,
  requireCount,
  requireOne,
  requireRows,
  requireSeed,
  rowsInWords
} from "./options.js";
import {
  learnScale,
  restoreScale,
  scaleNames,
  scaleState,
  scoreRows,
  trainingRows
} from "./scale.js";
import type {Scale, ScaleName} from "./scale.js";

const rowLimit = 65_536;
const maxNeighbours = 1000;
const smoothing = 1e-10; // added to a distance, so that the density of equal rows is finite
const largest = {distance: 1e100, density: 1 / smoothing} as const;

/** How to fit a Local Outlier Factor. */
export interface LocalOutlierFactorOptions extends FitOptions {
  /** The number of nearest rows, k; in [1, 1000]; defaults to 20, and is all other rows if there are fewer. */
  neighbours?: number;

  /** The most rows that are kept of those given, drawn by the seed; defaults to 2,048. */
  maxRows?: number;

  /** How columns are made comparable; defaults to “standard”. */
  scale?: ScaleName;
}

/** Of each row of the reference, what the scores of others need. */
interface Densities {
  /** The distance to its k-th nearest other row. */
  reach: Float64Array;

  /** Its local reachability density: 1 / (mean reachability distance of its k nearest + 1e-10). */
  density: Float64Array;
}

/**
 * Finds rows in sparser places than their neighbours are in: the score is the Local Outlier Factor,
 * > 0; about 1 for a row as dense as its neighbours; higher is more anomalous. Rows are compared with those
 * kept in training alone, as in scikit-learn’s `LocalOutlierFactor(novelty=True)`; of equal distances,
 * the row that came first in training counts. More than k equal rows have the density 1e10.
 *
 * Breunig, Kriegel, Ng & Sander, “LOF: identifying density-based local outliers” (SIGMOD 2000).
 */
export const localOutlierFactor: Detector<LocalOutlierFactorOptions> = {
  name: "local-outlier-factor",

  fit(matrix, options) {
    const complete = completeOptions(options);
    requireRows(matrix, 2, "a local outlier factor");
    const scale = learnScale(matrix, complete.scale, options.sorted);
    const kept = keptRows(matrix.rows, complete.maxRows, complete.seed);
    const values = trainingRows(matrix, scale, kept);
    const reference = {rows: kept.length, columns: matrix.columns, values};
    const parameters = {...complete, rows: kept.length, rowsGiven: matrix.rows};
    return fitted(parameters, scale, reference, densitiesOf(reference, neighboursOf(parameters)));
  },

  restore({arrays}, parameters, columns) {
    const read = fromFile(() => readParameters(parameters));
    const reference = checkReference(arrays.reference, read.rows, columns);
    const {reach, density} = arrays;
    requireThat(reach?.length === read.rows, "length of reach", reach?.length);
    requireThat(density?.length === read.rows, "length of density", density?.length);
    for (const value of reach) {
      requireThat(value >= 0 && value <= largest.distance, "a number of reach", value);
    }
    for (const value of density) {
      requireThat(value > 0 && value <= largest.density, "a number of density", value);
    }
    return fitted(read, restoreScale(arrays, columns), reference, {reach, density});
  }
};

type Parameters = ReturnType<typeof readParameters>;

function completeOptions(options: {[Name in keyof LocalOutlierFactorOptions]: unknown}) {
  const {neighbours = 20, maxRows = 2048, scale = "standard", seed} = options;
  return {
    neighbours: requireCount("neighbours", neighbours, 1, maxNeighbours),
    maxRows: requireCount("maxRows", maxRows, 2, rowLimit),
    scale: requireOne("scale", scale, scaleNames),
    seed: requireSeed(seed)
  };
}

function readParameters(parameters: {[name: string]: Json}) {
  const complete = completeOptions(parameters as {[name: string]: Json} & {seed: Json});
  const rows = requireCount("rows", parameters.rows, 2, complete.maxRows);
  const most = Number.MAX_SAFE_INTEGER;
  return {
    ...complete,
    rows,
    rowsGiven: requireCount("rowsGiven", parameters.rowsGiven, rows, most)
  };
}

function neighboursOf({neighbours, rows}: {neighbours: number; rows: number}): number {
  return Math.min(neighbours, rows - 1);
}

/** Returns the densities of the rows of *reference*, each compared with all others. */
function densitiesOf(reference: Reference, k: number): Densities {
  const {rows, columns, values} = reference;
  const nearest = nearestOf(reference, k);
  const reach = new Float64Array(rows);
  const density = new Float64Array(rows);
  const distances = new Float64Array(rows * k);
  const neighbours = new Int32Array(rows * k);
  for (let row = 0; row < rows; ++row) {
    nearest.search(values, row * columns, row);
    distances.set(nearest.distances, row * k);
    neighbours.set(nearest.rows, row * k);
    reach[row] = nearest.distances[k - 1];
  }
  for (let row = 0; row < rows; ++row) {
    const slice = [row * k, (row + 1) * k] as const;
    density[row] = densityAt(distances.subarray(...slice), neighbours.subarray(...slice), reach);
  }
  return {reach, density};
}

/** Returns the local reachability density of a row whose nearest rows are given; above 0. */
function densityAt(distances: Float64Array, rows: Int32Array, reach: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; ++i) sum += Math.max(distances[i], reach[rows[i]]);
  return 1 / (sum / rows.length + smoothing);
}

/** Returns the mean density of the nearest rows over that of the row itself. */
function factorOf({distances, rows}: Nearest, {reach, density}: Densities): number {
  const own = densityAt(distances, rows, reach);
  let sum = 0;
  for (let i = 0; i < rows.length; ++i) sum += density[rows[i]] / own;
  return sum / rows.length;
}

function fitted(
  parameters: Parameters,
  scale: Scale,
  reference: Reference,
  densities: Densities
): Fitted {
  const k = neighboursOf(parameters);
  let search: Nearest | undefined; // made when first asked for, and kept
  return {
    name: "local-outlier-factor",
    parameters: {...parameters},
    columns: reference.columns,
    score(matrix, into) {
      const nearest = (search ??= nearestOf(reference, k));
      const scoreOf = (row: Float64Array) => {
        nearest.search(row);
        return factorOf(nearest, densities);
      };
      return scoreRows(matrix, scale, scoreOf, into);
    },
    describe: () => ({
      title: "Local Outlier Factor",
      method: `Compares how close the ${k} nearest rows are with how close theirs are to them.`,
      score:
        "The mean density of the neighbours over the row’s own, > 0; 1 is typical, higher is more anomalous.",
      cost: `Compares a row with each row kept: ${rowsInWords(parameters.rows, parameters.rowsGiven)}.`,
      source: "Breunig, Kriegel, Ng & Sander, SIGMOD 2000; as in scikit-learn, for new rows"
    }),
    state: () => ({
      numbers: {},
      arrays: {...scaleState(scale), reference: reference.values, ...densities}
    })
  };
}
