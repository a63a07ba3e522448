/** The most decimals that numbers are cut to; beyond, they are kept as they are. */
const most = 12;

/**
 * Cuts *scores*, in descending order and in [0, 1], to as few decimals, 4 or more, as keep different
 * ones different. Since they are cut and not rounded, a line drawn at one of the results has the same
 * scores at or above it as among *scores*.
 */
export function truncateToDistinguish(scores: ArrayLike<number>): {
  decimals: number | null;
  cut: number[];
} {
  for (let decimals = 4; decimals <= most; ++decimals) {
    const cut = Array.from(scores, (score) => truncateTo(score, decimals));
    if (cut.every((value, i) => i === 0 || value < cut[i - 1] || scores[i] === scores[i - 1])) {
      return {decimals, cut};
    }
  }
  return {decimals: null, cut: Array.from(scores)};
}

/** Returns the greatest number of at most *decimals* decimals that is not above *value*, in [0, 1]. */
export function truncateTo(value: number, decimals: number): number {
  let scale = 1;
  for (let i = 0; i < decimals; ++i) scale *= 10;
  let whole = Math.floor(value * scale) + 1; // the product may round, up or down
  while (whole / scale > value) --whole;
  return whole / scale;
}
