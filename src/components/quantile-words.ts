/** Returns a quantile in [0, 1] as words; e.g., `the median`, `the 95th percentile`, `the least`. */
export function quantileWords(quantile: number): string {
  if (quantile === 0) return "the least";
  if (quantile === 1) return "the greatest";
  if (quantile === 0.5) return "the median";
  const percent = Math.round(quantile * 100);
  return `the ${percent}${percent === 1 ? "st" : "th"} percentile`;
}
