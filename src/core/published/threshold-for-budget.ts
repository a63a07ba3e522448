import {thresholdForBudget} from "../evaluation/budget.js";
import type {BudgetThreshold} from "../evaluation/budget.js";

/**
 * An event that scores below this is not strange, however much time there is to read: the score of a
 * row whose path is as long as the average one (Liu, Ting & Zhou 2008, section 2).
 */
const normalScore = 0.5;

/** Draws the line for *budget*, but never where events are ordinary; a short log may have no alerts. */
export function lineFor(scores: Float64Array, budget: number): BudgetThreshold {
  const line = thresholdForBudget(scores, budget);
  if (line.threshold >= normalScore) return line;
  return {
    threshold: normalScore,
    alerts: scores.filter((score) => score >= normalScore).length
  };
}
