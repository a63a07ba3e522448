import {ascendingOrder} from "./order.js";
import {labelCodes} from "./ranking.js";

/** Units in the order of their scores, the most anomalous first, as samples of them are measured. */
export interface RankedUnits {
  /** The index of each unit. */
  order: Uint32Array;

  /** The label of each unit in that order: `labelCodes`. */
  labels: Uint8Array;

  /** Where each group of equal scores ends, exclusive. */
  ends: Uint32Array;
}

/** What is measured of a sample; null where it is not defined. */
export interface SampleMeasures {
  ap: number | null;
  auroc: number | null;
  precisionAtBudget: number | null;
  recallAtBudget: number | null;

  /** The precision among the k most anomalous labelled units, for each k that is asked for. */
  precisionAt: (number | null)[];
}

/** How many units of a sample are its most anomalous ones. */
export interface SampleCuts {
  budget: number;
  ks: readonly number[];
}

/** Returns units by their *scores*, the most anomalous first. Throws a RangeError on NaN. */
export function rankUnits(scores: ArrayLike<number>, labels: ArrayLike<number>): RankedUnits {
  const order = ascendingOrder(scores).reverse();
  const ends: number[] = [];
  for (let i = 1; i <= order.length; ++i)
    if (i === order.length || scores[order[i]] !== scores[order[i - 1]]) ends.push(i);
  const sorted = Uint8Array.from(order, (unit) => labels[unit]);
  return {order, labels: sorted, ends: Uint32Array.from(ends)};
}

/**
 * Returns what *ranked* units measure if each counts as often as its weight in *weights* says: average precision and AUROC as
 * `averagePrecision` and `auroc` have them, precision and recall as `measureBudget` has them, with equal scores in all their orders.
 */
export function measureSample(
  ranked: RankedUnits,
  weights: ArrayLike<number>,
  {budget, ks}: SampleCuts
): SampleMeasures {
  const sums = {attacks: 0, benign: 0, units: 0, precisions: 0, above: 0, found: 0, wrong: 0};
  const foundAt = new Float64Array(ks.length);
  let from = 0;
  for (const end of ranked.ends) {
    const [attacks, benign, others] = countGroup(ranked, weights, from, end);
    from = end;
    const all = attacks + benign + others;
    if (all === 0) continue;
    const labelled = sums.attacks + sums.benign;
    const alerts = Math.max(0, Math.min(1, (budget - sums.units) / all));
    sums.found += attacks * alerts;
    sums.wrong += benign * alerts;
    for (let i = 0; i < ks.length; ++i)
      if (attacks > 0 && labelled < ks[i])
        foundAt[i] += attacks * Math.min(1, (ks[i] - labelled) / (attacks + benign));
    sums.above += attacks * (sums.benign + benign / 2);
    sums.attacks += attacks;
    sums.benign += benign;
    sums.units += all;
    if (attacks > 0) sums.precisions += attacks * (sums.attacks / (sums.attacks + sums.benign));
  }
  const {attacks, benign, found, wrong} = sums;
  const both = attacks > 0 && benign > 0;
  return {
    ap: both ? sums.precisions / attacks : null,
    auroc: both ? 1 - sums.above / attacks / benign : null,
    precisionAtBudget: found + wrong > 0 ? found / (found + wrong) : null,
    recallAtBudget: attacks > 0 ? found / attacks : null,
    precisionAt: ks.map((k, i) => (k <= attacks + benign ? foundAt[i] / k : null))
  };
}

/** Returns the attacks, the benign and the unlabelled units in [from, end), each by its weight. */
function countGroup(
  {order, labels}: RankedUnits,
  weights: ArrayLike<number>,
  from: number,
  end: number
): [number, number, number] {
  let [attacks, benign, others] = [0, 0, 0];
  for (let i = from; i < end; ++i) {
    const count = weights[order[i]];
    if (labels[i] === labelCodes.attack) attacks += count;
    else if (labels[i] === labelCodes.benign) benign += count;
    else others += count;
  }
  return [attacks, benign, others];
}
