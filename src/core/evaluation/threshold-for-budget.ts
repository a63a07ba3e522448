import {highest} from "./order.js";

/** A threshold, and how many events are at or above it: the alerts. */
export interface BudgetThreshold {
  threshold: number;
  alerts: number;
}

/** How to choose a threshold. */
export interface ThresholdOptions {
  /** The lowest threshold; defaults to 0.5. */
  floor?: number;
}

/**
 * The score of a row whose path is as long as the average one (Liu, Ting & Zhou 2008, section 2). What
 * scores below it is normal, however many alerts can be triaged.
 */
export const normalScore = 0.5;

/** Returns how many alerts a budget of *perDay* allows over *days*: an integer from 1. */
export function alertsForBudget(perDay: number, days: number): number {
  return Math.max(1, Math.round(perDay * days));
}

/**
 * Returns the lowest observed score at or above which there are no more than *budget* events, an
 * integer from 1. Equal scores are alerts together or not at all; if there are more of the highest
 * score than the budget, the threshold is that score and *alerts* exceeds the budget. Throws a
 * RangeError without scores, or on a score that is NaN.
 *
 * The threshold is never below *floor*, so a short or calm log may have fewer alerts than the budget,
 * or none. The floor holds for `--budget` and for every slider alike: a larger budget is no reason to
 * triage normal events, and a number that depends on where it was entered is wrong in one of the
 * places. Only detectors whose scores have another scale are compared without a floor.
 */
export function thresholdForBudget(
  scores: ArrayLike<number>,
  budget: number,
  {floor = normalScore}: ThresholdOptions = {}
): BudgetThreshold {
  if (!(Number.isInteger(budget) && budget >= 1)) {
    throw new RangeError(`invalid budget: ${budget}; give an integer of alerts, at least 1`);
  }
  const n = scores.length;
  if (n === 0) throw new RangeError("too few scores: 0; a threshold needs 1");
  const threshold = lowestWithin(highest(scores, budget + 1), budget);
  if (threshold >= floor) return {threshold, alerts: countAlerts(scores, threshold)};
  return {threshold: floor, alerts: countAlerts(scores, floor)};
}

/** Returns the number of alerts that the quantile *at*, in (0, 1), of *events* scores leaves: an integer from 1. */
export function alertsForQuantile(at: number, events: number): number {
  return Math.max(1, Math.floor((1 - at) * events + 1e-9));
}

/** Returns how many *scores*, in any order, are at or above *threshold*. */
export function countAlerts(scores: ArrayLike<number>, threshold: number): number {
  let alerts = 0;
  for (let i = 0; i < scores.length; ++i) if (scores[i] >= threshold) ++alerts;
  return alerts;
}

/**
 * Returns the lowest score of the groups of equal scores that fit into *budget*; the highest score, if none does. *top* is
 * the highest scores, ascending: one more than the budget, or all.
 */
function lowestWithin(top: Float64Array, budget: number): number {
  if (budget >= top.length) return top[0];
  const beyond = top[0]; // the first event that the budget does not reach
  return top.find((score) => score > beyond) ?? beyond;
}
