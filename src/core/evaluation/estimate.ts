import {meanAndDeviation} from "./summary.js";

/** A mean over seeds and its standard error; null where none is given, or of fewer than two seeds. */
export type Estimate = readonly [mean: number, error: number | null];

/** How well a detector ranks: the area under the ROC curve, and the average precision. */
export interface Figures {
  auroc: Estimate;
  ap: Estimate;
}

/** How far from a published mean is near enough where no error was published with it. */
export const tolerance = 0.02;

/** Returns the mean of *values* and its standard error. */
export function estimate(values: readonly number[]): Estimate {
  const {mean, deviation} = meanAndDeviation(values);
  // n − 1: the deviation is the population’s
  return [mean, values.length > 1 ? deviation / Math.sqrt(values.length - 1) : null];
}

/**
 * Returns how far two means are apart, as a share of what is allowed: three standard errors of their
 * difference, or *tolerance* if the second has no error. Below 1 is near enough.
 */
export function apart(a: Estimate, b: Estimate): number {
  const allowed = b[1] !== null && b[1] > 0 ? 3 * errorOf(a, b) : tolerance;
  return Math.abs(a[0] - b[0]) / allowed;
}

/** Returns how far two means are apart, in standard errors of their difference. */
export function errorsApart(a: Estimate, b: Estimate): number {
  return Math.abs(a[0] - b[0]) / errorOf(a, b);
}

function errorOf([, a]: Estimate, [, b]: Estimate): number {
  return Math.sqrt((a ?? 0) * (a ?? 0) + (b ?? 0) * (b ?? 0));
}
