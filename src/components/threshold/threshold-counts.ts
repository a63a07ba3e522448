import {truncateTo} from "../../core/evaluation/decimals.js";
import {
  alertsForBudget,
  countAlerts,
  thresholdForBudget
} from "../../core/evaluation/threshold-for-budget.js";
import type {Days, ThresholdPage} from "../../core/schema/threshold.js";

/** The alerts at a threshold: the events at or above it. */
export interface Above {
  threshold: number;

  /** The number of alerts, and whether there are more than are published. */
  alerts: number;
  more: boolean;

  /** The alerts a day, on average over the span of the log. */
  perDay: number;

  /** Attacks and benign events among the alerts with a label. */
  attacks: number;
  benign: number;
}

/** Returns the alerts at *threshold*, counted from the most anomalous events. */
export function countsAtThreshold(page: ThresholdPage, threshold: number): Above {
  const {tail, events, days} = page;
  const alerts = countAlerts(tail.score, roundedThreshold(page, threshold));
  const count = (code: number) => {
    let n = 0;
    for (let i = 0; i < alerts; ++i) if (tail.attack[i] === code) ++n;
    return n;
  };
  return {
    threshold,
    alerts,
    more: alerts > tail.complete || (alerts === tail.score.length && alerts < events),
    perDay: alerts / days,
    attacks: count(1),
    benign: count(0)
  };
}

/** Returns *threshold* rounded as the scores of the tail are, so that equal ones compare as equal. */
export function roundedThreshold({tail}: ThresholdPage, threshold: number): number {
  return tail.decimals === null ? threshold : truncateTo(Math.max(0, threshold), tail.decimals);
}

/**
 * Returns the threshold for *perDay* alerts a day, as a run with `--budget` has it, but of the published
 * scores: rounded as they are, and no lower than the last of them that is published with its equals.
 */
export function thresholdForDailyBudget(
  {
    tail,
    days
  }: Pick<ThresholdPage, "days"> & {tail: Pick<ThresholdPage["tail"], "score" | "complete">},
  perDay: number
): number {
  const scores = tail.complete > 0 ? tail.score.slice(0, tail.complete) : tail.score;
  return thresholdForBudget(scores, alertsForBudget(perDay, days)).threshold;
}

/** Returns the maximum of alerts a day that the published events allow, an integer from 1. */
export function maxPerDay({tail, days}: ThresholdPage): number {
  return Math.max(1, Math.floor(tail.complete / days));
}

/** Returns how many of the first *alerts* events of the tail fall into each stretch of the log. */
export function alertsByDay(page: ThresholdPage, alerts: number): number[] {
  const {daily, tail, first} = page;
  const counts = new Array<number>(daily.counts.length).fill(0);
  for (let i = 0; i < alerts; ++i) ++counts[stretchOf(daily, first, tail.second[i])];
  return counts;
}

function stretchOf({start, step, counts}: Days, first: number, second: number): number {
  const at = Math.floor((first + 1000 * second - start) / (86_400_000 * step));
  return Math.max(0, Math.min(counts.length - 1, at));
}

/** Returns the value of *curve* at *budget*, interpolated by the logarithm between the *budgets* of its values. */
export function valueAt(
  budgets: readonly number[],
  curve: readonly (number | null)[],
  budget: number
): number | null {
  const after = budgets.findIndex((known) => known >= budget);
  if (after <= 0) return curve.at(after) ?? null; // at or before the first, or beyond the last
  const [low, high] = [curve[after - 1], curve[after]];
  if (low === null || high === null) return low ?? high;
  const t = Math.log(budget / budgets[after - 1]) / Math.log(budgets[after] / budgets[after - 1]);
  return low + t * (high - low);
}
