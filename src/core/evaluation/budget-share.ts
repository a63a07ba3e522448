import {highest} from "./order.js";

/** The most anomalous of some units, as many as a budget: those above a score, and a share of those at it. */
export interface BudgetShare {
  /** The lowest score within the budget. */
  boundary: number;

  /** Of the units with that score, the share that fits into the budget, in (0, 1]: each is equally likely to be an alert. */
  share: number;
}

/** What is found among the most anomalous units. */
export interface BudgetMeasures {
  /** The share of attacks among the labelled ones, in [0, 1]; null if none of them is labelled. */
  precision: number | null;

  /** The share of all attacks that is among them, in [0, 1]; null without attacks. */
  recall: number | null;
}

/**
 * Returns the boundary of the *budget* most anomalous of *scores*; of all, if there are fewer. Throws a RangeError on NaN,
 * without scores, or unless the budget is an integer from 1.
 */
export function budgetShare(scores: ArrayLike<number>, budget: number): BudgetShare {
  if (!(Number.isInteger(budget) && budget >= 1))
    throw new RangeError(`invalid budget: ${budget}; give an integer from 1`);
  const top = highest(scores, budget);
  if (top.length === 0) throw new RangeError("too few scores: 0; a budget needs 1");
  const boundary = top[0];
  const above = top.findIndex((score) => score > boundary);
  const within = above < 0 ? top.length : above;
  let tied = 0;
  for (let i = 0; i < scores.length; ++i) if (scores[i] === boundary) ++tied;
  return {boundary, share: within / tied};
}

/** Returns how likely a unit with *score* is among the most anomalous ones, in [0, 1]. */
export function alertChance(score: number, {boundary, share}: BudgetShare): number {
  return score > boundary ? 1 : score === boundary ? share : 0;
}

/** Returns what is found among the most anomalous of *scores*; *labels* are `labelCodes`. */
export function measureBudget(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  within: BudgetShare
): BudgetMeasures {
  const alerts = [0, 0];
  let attacks = 0;
  for (let i = 0; i < labels.length; ++i) {
    if (labels[i] > 1) continue;
    attacks += labels[i];
    alerts[labels[i]] += alertChance(scores[i], within);
  }
  const labelled = alerts[0] + alerts[1];
  return {
    precision: labelled > 0 ? alerts[1] / labelled : null,
    recall: attacks > 0 ? alerts[1] / attacks : null
  };
}
