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
import {middle} from "./sorted.js";

const methods = ["largest", "mean", "median"] as const;
const rowLimit = 65_536;
const maxNeighbours = 1000;

/** How to fit a detector by the distance to the nearest rows. */
export interface NearestOptions extends FitOptions {
  /** The number of nearest rows, k; in [1, 1000]; defaults to 5, and is all rows if there are fewer. */
  neighbours?: number;

  /** Which of their distances counts: the largest (the default, as PyOD’s), the mean or the median. */
  method?: (typeof methods)[number];

  /** The most rows that are kept of those given, drawn by the seed; defaults to 2,048. */
  maxRows?: number;

  /** How columns are made comparable; defaults to “standard”. */
  scale?: ScaleName;
}

/**
 * Finds rows far from all others: the score is the Euclidean distance to the k-th nearest row kept in
 * training (or the mean or median of the k), ≥ 0; higher is more anomalous. A row that was itself kept is
 * its own nearest, at distance 0, as in PyOD’s `decision_function`.
 *
 * Ramaswamy, Rastogi & Shim (SIGMOD 2000) for the largest; Angiulli & Pizzuti (PKDD 2002) for the mean.
 */
export const kNearestNeighbours: Detector<NearestOptions> = {
  name: "k-nearest-neighbours",

  fit(matrix, options) {
    const complete = completeOptions(options);
    requireRows(matrix, 1, "the distance to neighbours");
    const scale = learnScale(matrix, complete.scale, options.sorted);
    const kept = keptRows(matrix.rows, complete.maxRows, complete.seed);
    const values = trainingRows(matrix, scale, kept);
    const reference = {rows: kept.length, columns: matrix.columns, values};
    return fitted({...complete, rows: kept.length, rowsGiven: matrix.rows}, scale, reference);
  },

  restore({arrays}, parameters, columns) {
    const read = fromFile(() => readParameters(parameters));
    const reference = checkReference(arrays.reference, read.rows, columns);
    return fitted(read, restoreScale(arrays, columns), reference);
  }
};

type Parameters = ReturnType<typeof readParameters>;

function completeOptions(options: {[Name in keyof NearestOptions]: unknown}) {
  const {neighbours = 5, method = "largest", maxRows = 2048, scale = "standard", seed} = options;
  return {
    neighbours: requireCount("neighbours", neighbours, 1, maxNeighbours),
    method: requireOne("method", method, methods),
    maxRows: requireCount("maxRows", maxRows, 1, rowLimit),
    scale: requireOne("scale", scale, scaleNames),
    seed: requireSeed(seed)
  };
}

function readParameters(parameters: {[name: string]: Json}) {
  const complete = completeOptions(parameters as {[name: string]: Json} & {seed: Json});
  const rows = requireCount("rows", parameters.rows, 1, complete.maxRows);
  const most = Number.MAX_SAFE_INTEGER;
  return {
    ...complete,
    rows,
    rowsGiven: requireCount("rowsGiven", parameters.rowsGiven, rows, most)
  };
}

function fitted(parameters: Parameters, scale: Scale, reference: Reference): Fitted {
  const k = Math.min(parameters.neighbours, reference.rows);
  let search: Nearest | undefined; // made when first asked for, and kept
  return {
    name: "k-nearest-neighbours",
    parameters: {...parameters},
    columns: reference.columns,
    score(matrix, into) {
      const nearest = (search ??= nearestOf(reference, k));
      const summary = summaryOf(parameters.method);
      const scoreOf = (row: Float64Array) => {
        nearest.search(row);
        return summary(nearest.distances);
      };
      return scoreRows(matrix, scale, scoreOf, into);
    },
    describe: () => describe(parameters, k),
    state: () => ({
      numbers: {},
      arrays: {...scaleState(scale), reference: reference.values}
    })
  };
}

function summaryOf(method: Parameters["method"]): (distances: Float64Array) => number {
  if (method === "median") return middle;
  if (method === "largest") return (distances) => distances[distances.length - 1];
  return (distances) => distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

function describe({method, rows, rowsGiven}: Parameters, k: number) {
  const distance = {
    largest: `distance to the farthest of the ${k} nearest rows`,
    mean: `mean distance to the ${k} nearest rows`,
    median: `median distance to the ${k} nearest rows`
  };
  const score = k === 1 ? "distance to the nearest row" : distance[method];
  return {
    title: "Distance to neighbours",
    method: "Measures how far a row is from the rows of training that are nearest to it.",
    score: `The ${score}, ≥ 0; higher is more anomalous.`,
    cost: `Compares a row with each row kept: ${rowsInWords(rows, rowsGiven)}.`,
    source: "Ramaswamy, Rastogi & Shim, SIGMOD 2000; as KNN in PyOD"
  };
}
