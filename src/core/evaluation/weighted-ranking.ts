import {labelCodes} from "./ranking.js";
import {ascendingOrder} from "./order.js";

/** Items in the order of their scores: all that measures of weighted samples need. */
export interface RankedItems {
  /** The items, most anomalous first. */
  order: Uint32Array;

  /** Per place in *order*, whether the score of the next is lower: where a threshold may be. */
  isLast: Uint8Array;

  /** Per item, its label: `labelCodes`. */
  labels: ArrayLike<number>;
}

/** What is measured of a weighted sample; NaN where it is not defined. */
export interface WeightedMeasures {
  ap: number;
  auroc: number;

  /** Of the labelled alerts, and of the attacks: those of the most anomalous, as many as the budget. */
  precision: number;
  recall: number;
}

/** Returns the items in the order of *scores*, the highest first. Throws a RangeError on a score that is NaN. */
export function rankItems(scores: ArrayLike<number>, labels: ArrayLike<number>): RankedItems {
  const order = ascendingOrder(scores).reverse();
  const isLast = Uint8Array.from(order, (item, i) =>
    Number(i + 1 === order.length || scores[order[i + 1]] < scores[item])
  );
  return {order, isLast, labels};
}

/**
 * Returns what `averagePrecision`, `auroc`, and the precision and recall at a budget are if item i is there *weights*[i] times. The budget is the
 * *share* of all items, at least one; equal scores are alerts together or not at all, and the highest are always alerts.
 */
export function weightedMeasures(
  {order, isLast, labels}: RankedItems,
  weights: ArrayLike<number>,
  share: number
): WeightedMeasures {
  const total = totalsOf(labels, weights);
  const budget = Math.max(1, Math.round(share * total.items));
  const above = {items: 0, attacks: 0, benign: 0};
  const before = {attacks: 0, benign: 0};
  const alerts = {items: 0, attacks: 0, benign: 0};
  let [ap, area] = [0, 0];
  for (let i = 0; i < order.length; ++i) {
    const item = order[i];
    above.items += weights[item];
    if (labels[item] === labelCodes.attack) above.attacks += weights[item];
    else if (labels[item] === labelCodes.benign) above.benign += weights[item];
    if (isLast[i] === 0) continue;
    const attacks = above.attacks - before.attacks;
    if (attacks > 0) {
      ap += (attacks / total.attacks) * (above.attacks / (above.attacks + above.benign));
      area += attacks * (total.benign - (above.benign + before.benign) / 2);
    }
    if (above.items <= budget || alerts.items === 0) Object.assign(alerts, above);
    [before.attacks, before.benign] = [above.attacks, above.benign];
  }
  const isRanked = total.attacks > 0 && total.benign > 0;
  return {
    ap: isRanked ? ap : NaN,
    auroc: isRanked ? area / total.attacks / total.benign : NaN,
    precision: alerts.attacks / (alerts.attacks + alerts.benign),
    recall: alerts.attacks / total.attacks
  };
}

function totalsOf(labels: ArrayLike<number>, weights: ArrayLike<number>) {
  const total = {items: 0, attacks: 0, benign: 0};
  for (let i = 0; i < labels.length; ++i) {
    total.items += weights[i];
    if (labels[i] === labelCodes.attack) total.attacks += weights[i];
    else if (labels[i] === labelCodes.benign) total.benign += weights[i];
  }
  return total;
}

/**
 * Returns what `precisionAt` is for each of *ks*, ascending, if item i is there *weights*[i] times: the share of attacks among the k most
 * anomalous labelled ones, where rank k splits equal scores the mean over their orders; NaN of more than there are.
 */
export function weightedPrecisionAt(
  {order, isLast, labels}: RankedItems,
  weights: ArrayLike<number>,
  ks: readonly number[]
): number[] {
  const found = ks.map(() => 0);
  const most = ks.at(-1) ?? 0;
  const group = {attacks: 0, labelled: 0};
  let above = 0; // the labelled ones with a higher score
  for (let i = 0; i < order.length && above < most; ++i) {
    const item = order[i];
    if (labels[item] === labelCodes.attack) group.attacks += weights[item];
    if (labels[item] !== labelCodes.unlabelled) group.labelled += weights[item];
    if (isLast[i] === 0 || group.labelled === 0) continue;
    for (let j = 0; j < ks.length; ++j)
      if (ks[j] > above) found[j] += group.attacks * Math.min(1, (ks[j] - above) / group.labelled);
    above += group.labelled;
    Object.assign(group, {attacks: 0, labelled: 0});
  }
  return ks.map((k, j) => (k <= above ? found[j] / k : NaN));
}
