import {sortAscending} from "./order.js";

/** The label of a benign event, of an attack, and of an event of which nothing is known. */
export const labelCodes = {benign: 0, attack: 1, unlabelled: 255} as const;

/** The labelled events’ scores by class, each in ascending order: all that a ranking metric needs. */
export interface Ranking {
  /** The scores of the attacks. */
  attacks: Float64Array;

  /** The scores of the benign events. */
  benign: Float64Array;
}

/**
 * Returns the scores of the labelled events by class, sorted. Labels are 1 for an attack, 0 for a
 * benign event and 255 for one without a label, which is skipped. Throws a RangeError on any other
 * label, on a score that is NaN, or if the lengths differ.
 */
export function rank(scores: ArrayLike<number>, labels: ArrayLike<number>): Ranking {
  if (scores.length !== labels.length) {
    throw new RangeError(`invalid lengths: ${scores.length} scores, ${labels.length} labels`);
  }
  const counts = [0, 0];
  for (let i = 0; i < labels.length; ++i) {
    if (labels[i] === labelCodes.unlabelled) continue;
    if (labels[i] !== 0 && labels[i] !== 1)
      throw new RangeError(`invalid label ${i}: ${labels[i]}`);
    if (Number.isNaN(scores[i])) throw new RangeError(`invalid score ${i}: NaN`);
    ++counts[labels[i]];
  }
  const classes = counts.map((count) => new Float64Array(count));
  counts.fill(0);
  for (let i = 0; i < labels.length; ++i) {
    if (labels[i] !== labelCodes.unlabelled) classes[labels[i]][counts[labels[i]]++] = scores[i];
  }
  return {attacks: sortAscending(classes[1]), benign: sortAscending(classes[0])};
}

/**
 * Returns the average precision, in (0, 1]; higher is better, and a random ranking has the share of
 * attacks. It is the sum over thresholds of precision × gain in recall, as in scikit-learn: equal
 * scores share one threshold, nothing is interpolated. Null unless there are both classes.
 */
export function averagePrecision(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>
): number | null {
  return averagePrecisionOf(rank(scores, labels));
}

/**
 * Returns the probability that an attack scores above a benign event, ties counting one half: the area
 * under the ROC curve (Mann & Whitney 1947), in [0, 1]; 0.5 is random. Null unless there are both classes.
 */
export function auroc(scores: ArrayLike<number>, labels: ArrayLike<number>): number | null {
  return aurocOf(rank(scores, labels));
}

/**
 * Returns the share of attacks among the *k* most anomalous labelled events, in [0, 1]. Where the cut falls
 * among equal scores, it is the mean over all their orders. Throws a RangeError unless k is an integer
 * in [1, labelled events].
 */
export function precisionAt(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  k: number
): number {
  return precisionAtOf(rank(scores, labels), k);
}

/** Returns what `averagePrecision` does, of scores that are sorted already. */
export function averagePrecisionOf(ranking: Ranking): number | null {
  if (!hasBothClasses(ranking)) return null;
  const all = ranking.attacks.length;
  let sum = 0;
  let before = 0;
  forEachAttackScore(ranking, (attacks, _, benign) => {
    sum += ((attacks - before) / all) * (attacks / (attacks + benign)); // without an attack, nothing is added
    before = attacks;
  });
  return sum;
}

/** Returns what `auroc` does, of scores that are sorted already. */
export function aurocOf(ranking: Ranking): number | null {
  if (!hasBothClasses(ranking)) return null;
  const all = ranking.benign.length;
  let area = 0; // in pairs of an attack and a benign event: halves, so that no sum is rounded
  let before = 0;
  forEachAttackScore(ranking, (attacks, above, benign) => {
    area += (attacks - before) * (all - (above + benign) / 2);
    before = attacks;
  });
  return area / ranking.attacks.length / ranking.benign.length;
}

/** Returns what `precisionAt` does, of scores that are sorted already. */
export function precisionAtOf(ranking: Ranking, k: number): number {
  const labelled = ranking.attacks.length + ranking.benign.length;
  if (!(Number.isInteger(k) && 1 <= k && k <= labelled)) {
    throw new RangeError(
      `invalid k: ${k}; give an integer in [1, ${labelled}], the labelled events`
    );
  }
  let found = 0;
  let [attacksBefore, benignBefore] = [0, 0];
  forEachThreshold(ranking, (_, attacks, benign) => {
    const left = k - attacksBefore - benignBefore;
    const tied = attacks + benign - attacksBefore - benignBefore;
    if (left > 0) found += (attacks - attacksBefore) * Math.min(1, left / tied);
    attacksBefore = attacks;
    benignBefore = benign;
    return attacks + benign < k;
  });
  return found / k;
}

/**
 * Calls *visit* with each distinct score, the highest first, and the number of attacks and of benign
 * events at or above it, until it returns false.
 */
export function forEachThreshold(
  {attacks, benign}: Ranking,
  visit: (score: number, attacks: number, benign: number) => boolean | void
): void {
  let i = attacks.length;
  let j = benign.length;
  while (i > 0 || j > 0) {
    const score =
      i > 0 && !(j > 0 && benign[j - 1] > attacks[i - 1]) ? attacks[i - 1] : benign[j - 1];
    while (i > 0 && attacks[i - 1] === score) --i;
    while (j > 0 && benign[j - 1] === score) --j;
    if (visit(score, attacks.length - i, benign.length - j) === false) return;
  }
}

/**
 * Calls *visit* with each distinct score of an attack, the highest first, as the number of attacks at or above it, of benign
 * events above it, and of benign events at or above it. Attacks are rare: this is faster than a visit of every score.
 */
function forEachAttackScore(
  {attacks, benign}: Ranking,
  visit: (attacks: number, benignAbove: number, benign: number) => void
): void {
  let i = attacks.length;
  let j = benign.length;
  while (i > 0) {
    const score = attacks[i - 1];
    while (i > 0 && attacks[i - 1] === score) --i;
    while (j > 0 && benign[j - 1] > score) --j;
    const above = benign.length - j;
    while (j > 0 && benign[j - 1] === score) --j;
    visit(attacks.length - i, above, benign.length - j);
  }
}

function hasBothClasses({attacks, benign}: Ranking): boolean {
  return attacks.length > 0 && benign.length > 0;
}
