import {requireThat} from "../forest/check.js";
import type {Json} from "../schema/artifacts.js";
import type {Reference} from "./box-tree.js";
import type {Detector, FitOptions, Fitted} from "./detector.js";
import {scaledGamma} from "./kernel.js";
import {kernelMatrix, kernelsOf} from "./kernels.js";
import type {Kernels} from "./kernels.js";
import {checkReference} from "./nearest.js";
import {
  fromFile,
  keptRows,
  requireCount,
  requireNumber,
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
import {solveOneClass} from "./solve-one-class.js";

const rowLimit = 8192; // the matrix of kernels is that squared: 256 MiB
const largestGamma = 1e180;
const minTolerance = 1e-11; // rounding lets no solver come nearer

/** How to fit a One-Class SVM. */
export interface OneClassSvmOptions extends FitOptions {
  /** The share of training rows that may lie outside, at most, in (0, 1]; defaults to 0.5. */
  nu?: number;

  /**
   * The width of the kernel exp(−gamma · distance²), above 0; defaults to “scale”: 1 / (columns × the
   * variance of all values that are kept, scaled), or 1 if that variance is 0.
   */
  gamma?: number | "scale";

  /** How far from the optimum the solver may stop, in (1e-11, 1]; defaults to 0.001, as in LIBSVM. */
  tolerance?: number;

  /** The most rows that are kept of those given, drawn by the seed; defaults to 2,048. */
  maxRows?: number;

  /** How columns are made comparable; defaults to “standard”. */
  scale?: ScaleName;
}

/** What has been learnt: the rows that hold the boundary, and how much each counts. */
interface Boundary {
  support: Reference;

  /** The coefficient of each support vector, in (0, 1]. */
  alpha: Float64Array;

  gamma: number;

  /** What the sum of kernels is on the boundary. */
  rho: number;
}

/**
 * Finds rows outside a boundary around the training rows: the score is rho − Σ alpha · kernel, minus
 * scikit-learn’s `OneClassSVM.decision_function`; above 0 is outside, and at most rho; higher is more
 * anomalous. Trained by sequential minimal optimisation on kernels of single precision, as LIBSVM does.
 *
 * Schölkopf et al., “Estimating the support of a high-dimensional distribution” (Neural Computation
 * 13:7, 2001).
 */
export const oneClassSvm: Detector<OneClassSvmOptions> = {
  name: "one-class-svm",

  fit(matrix, options) {
    const complete = completeOptions(options);
    requireRows(matrix, 1, "a One-Class SVM");
    const scale = learnScale(matrix, complete.scale, options.sorted);
    const kept = keptRows(matrix.rows, complete.maxRows, complete.seed);
    const values = trainingRows(matrix, scale, kept);
    const reference = {rows: kept.length, columns: matrix.columns, values};
    const gamma = complete.gamma === "scale" ? scaledGamma(reference) : complete.gamma;
    const {nu, tolerance} = complete;
    const solution = solveOneClass(kernelMatrix(reference, gamma), kept.length, nu, tolerance);
    const boundary = {...supportOf(reference, solution.alpha), gamma, rho: solution.rho};
    const rows = {rows: kept.length, rowsGiven: matrix.rows};
    return fitted({...complete, ...rows, supportVectors: boundary.alpha.length}, scale, boundary);
  },

  restore({numbers, arrays}, parameters, columns) {
    const read = fromFile(() => readParameters(parameters));
    const support = checkReference(arrays.reference, read.supportVectors, columns);
    const {alpha} = arrays;
    requireThat(alpha?.length === support.rows, "length of alpha", alpha?.length);
    for (const value of alpha) requireThat(value > 0 && value <= 1, "a number of alpha", value);
    const {gamma, rho} = numbers;
    requireThat(gamma > 0 && gamma <= largestGamma, "gamma", gamma);
    requireThat(rho >= 0 && rho <= read.rows, "rho", rho);
    return fitted(read, restoreScale(arrays, columns), {support, alpha, gamma, rho});
  }
};

type Parameters = ReturnType<typeof readParameters>;

function completeOptions(options: {[Name in keyof OneClassSvmOptions]: unknown}) {
  const {nu = 0.5, gamma = "scale", tolerance = 0.001, maxRows = 2048} = options;
  const {scale = "standard", seed} = options;
  return {
    nu: requireNumber("nu", nu, 0, 1),
    gamma: gamma === "scale" ? ("scale" as const) : requireNumber("gamma", gamma, 0, largestGamma),
    tolerance: requireNumber("tolerance", tolerance, minTolerance, 1),
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
    rowsGiven: requireCount("rowsGiven", parameters.rowsGiven, rows, most),
    supportVectors: requireCount("supportVectors", parameters.supportVectors, 1, rows)
  };
}

/** Returns the rows whose coefficient is not 0: all that scores depend on. */
function supportOf({columns, values}: Reference, alpha: Float64Array) {
  const rows = Array.from(alpha.keys()).filter((row) => alpha[row] > 0);
  const kept = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    kept.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return {
    support: {rows: rows.length, columns, values: kept},
    alpha: Float64Array.from(rows, (row) => alpha[row])
  };
}

function weightedSum(weights: Float64Array, values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; ++i) sum += weights[i] * values[i];
  return sum;
}

function fitted(parameters: Parameters, scale: Scale, boundary: Boundary): Fitted {
  const {support, alpha, gamma, rho} = boundary;
  let kernels: Kernels | undefined; // made when first asked for, and kept
  return {
    name: "one-class-svm",
    parameters: {...parameters},
    columns: support.columns,
    score(matrix, into) {
      const kernelsWith = (kernels ??= kernelsOf(support, gamma));
      return scoreRows(matrix, scale, (row) => rho - weightedSum(alpha, kernelsWith(row)), into);
    },
    describe: () => ({
      title: "One-Class SVM",
      method: "Draws a boundary around most rows of training, in the space of a Gaussian kernel.",
      score: `How far outside the boundary, at most ${Number(rho.toPrecision(6))}; above 0 is outside.`,
      cost:
        `Trained on ${rowsInWords(parameters.rows, parameters.rowsGiven)}; ` +
        `compares a row with ${rowsInWords(parameters.supportVectors, parameters.rows)}.`,
      source: "Schölkopf et al., Neural Computation 13:7, 2001; as in LIBSVM and scikit-learn"
    }),
    state: () => ({
      numbers: {gamma, rho},
      arrays: {...scaleState(scale), reference: support.values, alpha}
    })
  };
}
