const minCurvature = 1e-12; // of a pair of equal rows, whose kernel matrix is singular
const maxSteps = 1_000_000; // some seconds for 2,048 rows, which take some thousand steps

/** Where the dual problem of a One-Class SVM has its minimum. */
export interface Solution {
  /** The coefficient of each row, in [0, 1]; their sum is nu × rows. */
  alpha: Float64Array;

  /** What the sum of kernels is on the boundary. */
  rho: number;
}

/** Where the solver stands. */
interface Stand {
  alpha: Float64Array;

  /** The gradient of the objective: the sum of kernels at each row. */
  gradient: Float64Array;
}

/**
 * Returns the alpha that minimises ½ αᵀKα, each in [0, 1] and their sum nu × rows, for a symmetric
 * matrix K of *rows* × *rows*, to within *tolerance* of the conditions of Karush, Kuhn and Tucker.
 * Throws a RangeError if a million steps do not lead there, as when rounding
 * does not let them.
 *
 * LIBSVM’s start, choice of pairs by second order (Fan, Chen & Lin, JMLR 6, 2005) and step, without
 * its shrinking, which changes the time but not the minimum.
 */
export function solveOneClass(
  kernels: Float32Array,
  rows: number,
  nu: number,
  tolerance: number
): Solution {
  const stand = startOf(kernels, rows, nu);
  for (let step = 0; step < maxSteps; ++step) {
    const pair = findPair(kernels, rows, stand, tolerance);
    if (!pair) return {alpha: stand.alpha, rho: rhoOf(stand)};
    move(kernels, rows, stand, pair);
  }
  throw new RangeError(`invalid tolerance: ${tolerance}; not reached in ${maxSteps} steps`);
}

/** Gives the first rows a coefficient of 1 until the sum is nu × rows. */
function startOf(kernels: Float32Array, rows: number, nu: number): Stand {
  const alpha = new Float64Array(rows);
  const integral = Math.floor(nu * rows);
  alpha.fill(1, 0, integral);
  if (integral < rows) alpha[integral] = nu * rows - integral;
  const gradient = new Float64Array(rows);
  for (let j = 0; j <= integral && j < rows; ++j) {
    for (let i = 0; i < rows; ++i) gradient[i] += alpha[j] * kernels[j * rows + i];
  }
  return {alpha, gradient};
}

/** Returns the pair whose change helps most, or undefined if none helps by more than *tolerance*. */
function findPair(
  kernels: Float32Array,
  rows: number,
  {alpha, gradient}: Stand,
  tolerance: number
): [number, number] | undefined {
  let up = -1; // the row that gains most from a larger coefficient
  for (let t = 0; t < rows; ++t) {
    if (alpha[t] < 1 && (up === -1 || gradient[t] <= gradient[up])) up = t;
  }
  if (up === -1) return undefined;
  let down = -1;
  let best = Infinity;
  let steepest = -Infinity;
  for (let t = 0; t < rows; ++t) {
    if (!(alpha[t] > 0)) continue;
    const slope = gradient[t] - gradient[up];
    if (slope > steepest) steepest = slope;
    if (!(slope > 0)) continue;
    const change = -(slope * slope) / curvatureOf(kernels, rows, up, t);
    if (change <= best) [down, best] = [t, change];
  }
  return down === -1 || steepest < tolerance ? undefined : [up, down];
}

/** Moves coefficient from the second of the pair to the first, as far as the bounds let it. */
function move(
  kernels: Float32Array,
  rows: number,
  {alpha, gradient}: Stand,
  [i, j]: [number, number]
): void {
  const before = [alpha[i], alpha[j]];
  const sum = alpha[i] + alpha[j];
  const step = (gradient[j] - gradient[i]) / curvatureOf(kernels, rows, i, j);
  if (alpha[j] - step < 0 || alpha[i] + step > 1) {
    alpha[i] = Math.min(1, sum);
    alpha[j] = sum > 1 ? sum - 1 : 0;
  } else {
    alpha[i] += step;
    alpha[j] -= step;
  }
  const [changeOfI, changeOfJ] = [alpha[i] - before[0], alpha[j] - before[1]];
  for (let t = 0, ti = i * rows, tj = j * rows; t < rows; ++t) {
    gradient[t] += kernels[ti + t] * changeOfI + kernels[tj + t] * changeOfJ;
  }
}

function curvatureOf(kernels: Float32Array, rows: number, i: number, j: number): number {
  const diagonal = kernels[i * rows + i] + kernels[j * rows + j];
  return Math.max(diagonal - 2 * kernels[i * rows + j], minCurvature);
}

/** Returns the mean gradient where the coefficient is free, or the middle of its bounds if none is. */
function rhoOf({alpha, gradient}: Stand): number {
  let [sum, free, low, high] = [0, 0, -Infinity, Infinity];
  for (let t = 0; t < alpha.length; ++t) {
    if (alpha[t] >= 1) low = Math.max(low, gradient[t]);
    else if (alpha[t] <= 0) high = Math.min(high, gradient[t]);
    else {
      sum += gradient[t];
      ++free;
    }
  }
  if (free > 0) return sum / free;
  return high === Infinity ? low : (low + high) / 2;
}
