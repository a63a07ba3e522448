import {mostAnomalous} from "./agreement.js";
import {ascendingOrder} from "./order.js";
import {labelCodes} from "./ranking.js";

/** What stands at or above the thresholds of some budgets: one element a budget. */
export interface OperatingPoints {
  /** The number of alerts: at most the budget, unless more share the highest score. */
  alerts: number[];

  /** The attacks and the benign events among the alerts; the rest has no label. */
  caught: number[];
  benign: number[];
}

/**
 * Returns budgets from 1 to *n* in steps of about an eighth, ascending, *n* last: even on a logarithmic
 * axis, and the same integers in every engine. Empty if *n* is 0.
 */
export function budgetGrid(n: number): number[] {
  const grid: number[] = [];
  for (let k = 1; k < n; k = Math.max(k + 1, Math.round(k * 1.125))) grid.push(k);
  return n >= 1 ? [...grid, n] : grid;
}

/**
 * Returns what an alert budget of each of *budgets*, ascending integers from 1, would catch. The line of
 * a budget is that of `thresholdForBudget`: equal scores are alerts together or not at all. Labels are
 * `labelCodes`. Throws a RangeError on a score that is NaN, or if the lengths differ.
 */
export function operatingPoints(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  budgets: readonly number[]
): OperatingPoints {
  if (scores.length !== labels.length) {
    throw new RangeError(`invalid lengths: ${scores.length} scores, ${labels.length} labels`);
  }
  const order = ascendingOrder(scores);
  const points: OperatingPoints = {alerts: [], caught: [], benign: []};
  let [next, caught, benign] = [order.length - 1, 0, 0];
  for (const budget of budgets) {
    for (let end = groupEnd(scores, order, next); next >= 0; end = groupEnd(scores, order, next)) {
      const alerts = order.length - 1 - end;
      if (alerts > budget && next < order.length - 1) break;
      for (; next > end; --next) {
        if (labels[order[next]] === labelCodes.attack) ++caught;
        if (labels[order[next]] === labelCodes.benign) ++benign;
      }
    }
    points.alerts.push(order.length - 1 - next);
    points.caught.push(caught);
    points.benign.push(benign);
  }
  return points;
}

/** Returns where the group of scores equal to that at *next* begins, less one, going down the order. */
function groupEnd(scores: ArrayLike<number>, order: Uint32Array, next: number): number {
  let end = next;
  while (end >= 0 && scores[order[end]] === scores[order[next]]) --end;
  return end;
}

/** Returns the position of each event from 0, the most anomalous; equal scores in the order of the events. */
export function positions(scores: ArrayLike<number>): Uint32Array {
  const places = new Uint32Array(scores.length);
  mostAnomalous(scores, scores.length).forEach((event, place) => (places[event] = place));
  return places;
}

/**
 * Returns, for each of *budgets*, how many events are among as many of the most anomalous in every one of *orders*:
 * the positions (`positions`) of the same events under several scores.
 */
export function sharedAt(orders: readonly Uint32Array[], budgets: readonly number[]): number[] {
  const events = orders[0]?.length ?? 0;
  const from = new Uint32Array(events + 1); // from[k]: events that are in every top k, not in k − 1
  for (let i = 0; i < events; ++i) {
    let worst = 0;
    for (const order of orders) worst = Math.max(worst, order[i]);
    ++from[worst + 1];
  }
  for (let k = 1; k <= events; ++k) from[k] += from[k - 1];
  return budgets.map((k) => from[Math.min(k, events)]);
}
