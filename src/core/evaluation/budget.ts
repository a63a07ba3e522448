/** Where to draw the line, and how many events are at or above it. */
export interface BudgetThreshold {
  threshold: number;
  alerts: number;
}

/**
 * Returns the lowest observed score at or above which there are no more than *budget* events, an
 * integer from 1. Equal scores are alerts together or not at all; if there are more of the highest
 * score than the budget, the line is that score and *alerts* exceeds the budget. Throws a RangeError
 * without scores, or on a score that is NaN. Sorts a copy.
 */
export function thresholdForBudget(scores: ArrayLike<number>, budget: number): BudgetThreshold {
  if (!(Number.isInteger(budget) && budget >= 1)) {
    throw new RangeError(`invalid budget: ${budget}; give a whole number of alerts, at least 1`);
  }
  const sorted = new Float64Array(scores).sort();
  const n = sorted.length;
  if (n === 0) throw new RangeError("too few scores: 0; a threshold needs 1");
  if (Number.isNaN(sorted[n - 1])) throw new RangeError("invalid score: NaN");
  if (budget >= n) return {threshold: sorted[0], alerts: n};
  let first = n - budget;
  const beyond = sorted[first - 1]; // the first event that the budget does not reach
  while (first < n && sorted[first] === beyond) ++first;
  if (first < n) return {threshold: sorted[first], alerts: n - first};
  while (first > 0 && sorted[first - 1] === beyond) --first;
  return {threshold: beyond, alerts: n - first};
}
