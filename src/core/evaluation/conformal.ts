import type {ConformalObstacle} from "../schema/threshold.js";
import {kolmogorovSmirnov} from "./drift.js";
import {kolmogorovTail} from "./kolmogorov.js";

/** How alike the scores of two windows are. */
export interface WindowDistance {
  /** The Kolmogorov–Smirnov distance between them, in [0, 1]; null if one has fewer than 8. */
  distance: number | null;

  /** The probability of such a distance, or a greater one, by chance; null likewise. */
  chance: number | null;
}

/** What a conformal test says of some events. */
export interface ConformalResult {
  /** Whether the alerts are certified: the expected share of false ones is at most alpha. */
  certified: boolean;

  /** Why not; null if they are. */
  obstacle: ConformalObstacle | null;

  /** The number of events that are alerts; 0 if nothing is certified. */
  alerts: number;

  /** The greatest p-value of an alert; null without alerts. */
  threshold: number | null;

  /** The least number of calibration rows with which as many alerts as expected could be certified. */
  rowsNeeded: number;
}

/** What is tested. */
export interface ConformalInput {
  /** The p-values to test, as `conformalPValues` returns them. */
  pValues: Float64Array;

  /** The number of events that these were calibrated on, and how many are known to be attacks; 0 if nothing is known. */
  calibrationRows: number;
  attacksInCalibration: number;

  /** The chance of `compareWindows` between those events and later ones that are taken for normal; null for no check. */
  chance: number | null;

  /** The expected share of alerts among the tested events, in (0, 1]; e.g., the base rate, or the share that a budget allows. */
  expectedShare: number;

  /** The greatest share of false alerts that is accepted on average, in (0, 1). */
  alpha: number;
}

/** The probability below which two windows are not taken for alike. */
export const alikeLevel = 0.01;

/**
 * Tests which events are anomalies with a false discovery rate of at most alpha, by the procedure of Benjamini and Hochberg over their
 * conformal p-values. The guarantee holds if the normal events among those that are tested and those of the
 * calibration window are exchangeable; what can be seen to contradict that is an obstacle, and then nothing is certified.
 * Throws a RangeError if alpha or the expected share is out of range.
 *
 * Bates, Candès, Lei, Romano & Sesia, “Testing for outliers with conformal p-values” (Annals of Statistics 51:1, 2023).
 */
export function testConformally(input: ConformalInput): ConformalResult {
  const {pValues, chance, expectedShare, alpha} = input;
  requireShare("alpha", alpha, alpha < 1);
  requireShare("expected share", expectedShare, expectedShare <= 1);
  const needed = rowsNeeded(expectedShare, alpha);
  const reject = (obstacle: ConformalObstacle): ConformalResult => ({
    ...{certified: false, obstacle, alerts: 0, threshold: null},
    rowsNeeded: needed
  });
  if (input.attacksInCalibration > 0) return reject("attacks-in-calibration");
  if (chance !== null && chance < alikeLevel) return reject("not-exchangeable");
  if (input.calibrationRows < needed) return reject("too-few-rows");
  const threshold = benjaminiHochberg(pValues, alpha);
  if (threshold === null) return reject("nothing-found");
  const alerts = pValues.reduce((sum, p) => sum + Number(p <= threshold), 0);
  return {certified: true, obstacle: null, alerts, threshold, rowsNeeded: needed};
}

/**
 * Returns how far the scores of held-out events are from those of the calibration window, both ascending: how far p-values are from uniform
 * ones, without the steps that equal scores make.
 */
export function compareWindows(
  calibration: ArrayLike<number>,
  heldOut: ArrayLike<number>
): WindowDistance {
  const [n, m] = [calibration.length, heldOut.length];
  if (n < 8 || m < 8) return {distance: null, chance: null};
  const distance = kolmogorovSmirnov(calibration, heldOut);
  return {distance, chance: kolmogorovTail(distance, (n * m) / (n + m))};
}

/**
 * Returns the conformal p-value of each of *scores*: (1 + the number of calibration scores at or above it) / (1 + the number of
 * calibration scores), in (0, 1]; small is anomalous. *calibration* is in ascending order. Throws a RangeError if a score is NaN.
 */
export function conformalPValues(
  calibration: ArrayLike<number>,
  scores: ArrayLike<number>
): Float64Array {
  const n = calibration.length;
  const pValues = new Float64Array(scores.length);
  for (let i = 0; i < scores.length; ++i) {
    if (Number.isNaN(scores[i])) throw new RangeError(`invalid score ${i}: NaN`);
    pValues[i] = (1 + n - countBelow(calibration, scores[i])) / (n + 1);
  }
  return pValues;
}

/**
 * Returns the greatest of *pValues* that the procedure of Benjamini and Hochberg rejects at the level *alpha*, so that
 * all at or below it are discoveries; null if there are none.
 *
 * Benjamini & Hochberg, “Controlling the false discovery rate” (J. R. Statist. Soc. B 57:1, 1995).
 */
export function benjaminiHochberg(pValues: ArrayLike<number>, alpha: number): number | null {
  const sorted = Float64Array.from(pValues).sort();
  for (let k = sorted.length; k > 0; --k)
    if (sorted[k - 1] <= (alpha * k) / sorted.length) return sorted[k - 1];
  return null;
}

/**
 * Returns the least number of calibration rows for which a share of discoveries can be certified at *alpha*: the smallest p-value,
 * 1 / (rows + 1), has to be at most alpha × *share*.
 */
export function rowsNeeded(share: number, alpha: number): number {
  return Math.max(0, Math.ceil(1 / (alpha * share) - 1 - 1e-9));
}

/** Returns the number of *sorted*, ascending, that are below *value*. */
function countBelow(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function requireShare(name: string, value: number, isBelow: boolean): void {
  if (!(value > 0 && isBelow)) throw new RangeError(`invalid ${name}: ${value}; it is in (0, 1)`);
}
