/** The most decimals to which numbers are truncated; beyond, they are kept as they are. */
const maxDecimals = 12;

/**
 * Truncates *scores*, in descending order and in [0, 1], to as few decimals, 4 or more, as keep different
 * ones different. Since they are truncated and not rounded, a threshold at one of the results has the same
 * scores at or above it as among *scores*.
 */
export function truncateToDistinguish(scores: ArrayLike<number>): {
  decimals: number | null;
  truncated: number[];
} {
  for (let decimals = 4; decimals <= maxDecimals; ++decimals) {
    const truncated = Array.from(scores, (score) => truncateTo(score, decimals));
    if (
      truncated.every(
        (value, i) => i === 0 || value < truncated[i - 1] || scores[i] === scores[i - 1]
      )
    ) {
      return {decimals, truncated};
    }
  }
  return {decimals: null, truncated: Array.from(scores)};
}

/** Returns the greatest number of at most *decimals* decimals that is not above *value*, in [0, 1]. */
export function truncateTo(value: number, decimals: number): number {
  let scale = 1;
  for (let i = 0; i < decimals; ++i) scale *= 10;
  let integral = Math.floor(value * scale) + 1; // the product may round, up or down
  while (integral / scale > value) --integral;
  return integral / scale;
}
