import {chiSquaredTail} from "./chi-squared.js";

/** The fewest sets that are tested: with two, no order of few detectors is unlikely by chance. */
export const minSets = 3;

/**
 * The 95 % quantiles of the studentised range of k means with infinite degrees of freedom, divided by √2, for k = 2, 3, …, 20:
 * table 5 of Demšar, “Statistical Comparisons of Classifiers over Multiple Data Sets” (JMLR 7, 2006), with more digits, from SciPy.
 */
const nemenyi = [
  1.959964, 2.343701, 2.569032, 2.727774, 2.849705, 2.94832, 3.030878, 3.10173, 3.163684, 3.218654,
  3.268004, 3.312739, 3.353618, 3.39123, 3.426041, 3.458425, 3.488685, 3.517073, 3.543799
];

/** Whether several detectors differ over several sets, and which do. */
export interface RankTest {
  /** The average rank of each detector over the sets; 1 is the best, ties share the mean of their ranks. */
  ranks: number[];

  /** The statistic of Friedman, corrected for ties, ≥ 0, and the probability of one at least as large by chance, in [0, 1]. */
  statistic: number;
  p: number;

  /** By how much two average ranks must differ to differ at 5 % (Nemenyi); null for more than 20 detectors. */
  criticalDifference: number | null;

  /** The largest groups of detectors, by their places, that do not differ; each of two or more, the best first. */
  groups: number[][];
}

/**
 * Returns the ranks of the columns of *measures* (one row a set, one column a detector; higher is better) with the test of Friedman
 * (JASA 32, 1937) and the critical difference of Nemenyi; null if there are fewer than 3 sets or 2 detectors. With few sets, the
 * distribution of the statistic is only near χ². Throws a RangeError if a row is of another length, or holds NaN.
 */
export function friedman(measures: readonly (readonly number[])[]): RankTest | null {
  const [n, k] = [measures.length, measures[0]?.length ?? 0];
  if (n < minSets || k < 2) return null;
  const sums = new Array<number>(k).fill(0);
  let ties = 0;
  for (const row of measures) {
    if (row.length !== k || row.some(Number.isNaN)) throw new RangeError(`invalid measures: ${row.join(", ")}`); // prettier-ignore
    const ranked = rankRow(row);
    ranked.ranks.forEach((rank, i) => (sums[i] += rank));
    ties += ranked.ties;
  }
  const squares = sums.reduce((sum, one) => sum + one * one, 0);
  const untied = 1 - ties / (n * k * (k * k - 1));
  const raw = (12 / (n * k * (k + 1))) * squares - 3 * n * (k + 1);
  const statistic = untied > 0 ? Math.max(0, raw) / untied : 0;
  const quantile = nemenyi[k - 2];
  const criticalDifference =
    quantile === undefined ? null : quantile * Math.sqrt((k * (k + 1)) / (6 * n));
  const ranks = sums.map((sum) => sum / n);
  return {
    ranks,
    statistic,
    p: chiSquaredTail(statistic, k - 1),
    criticalDifference,
    groups: criticalDifference === null ? [] : groupsOf(ranks, criticalDifference)
  };
}

/** Returns the ranks of *row*, the highest first, and Σ t³ − t over its groups of t equal values. */
function rankRow(row: readonly number[]): {ranks: number[]; ties: number} {
  const ranks = row.map((value) => {
    const above = row.filter((other) => other > value).length;
    const equal = row.filter((other) => other === value).length;
    return above + (equal + 1) / 2;
  });
  const ties = row.reduce((sum, value) => {
    const equal = row.filter((other) => other === value).length;
    return sum + (equal * equal - 1); // of each of the t, a share of t³ − t
  }, 0);
  return {ranks, ties};
}

/** Returns the largest groups of places whose ranks lie within *difference*. */
function groupsOf(ranks: readonly number[], difference: number): number[][] {
  const order = [...ranks.keys()].sort((a, b) => ranks[a] - ranks[b] || a - b);
  const groups: number[][] = [];
  let last = 0; // the end of the group before: one that reaches no further is in it
  order.forEach((first, start) => {
    const end = order.findLastIndex((place) => ranks[place] - ranks[first] <= difference) + 1;
    if (end > last && end - start > 1) groups.push(order.slice(start, end));
    last = Math.max(last, end);
  });
  return groups;
}
