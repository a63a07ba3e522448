/** How the scores of two models of the same rows differ: the second less the first. */
export interface ShadowDifferences {
  rows: number;

  /** The mean difference, its mean size, and its largest size; null without rows. */
  meanDifference: number | null;
  meanAbsoluteDifference: number | null;
  maxAbsoluteDifference: number | null;

  /** Pearson’s correlation of the two scores; null if one is constant. */
  correlation: number | null;

  /** The rows that are alerts by both, by one alone, and by neither; null if one has no threshold. */
  alerts: {both: number; onlyModel: number; onlyShadow: number; neither: number} | null;
}

/** Sums of differences. */
export interface DifferenceSums {
  /** Adds the first *rows* scores of each. */
  add(scores: Float64Array, others: Float64Array, rows: number): void;
  summary(): ShadowDifferences;
}

/** Returns sums of nothing yet, for models with these thresholds. */
export function shadowDifferences(
  threshold: number | null,
  otherThreshold: number | null
): DifferenceSums {
  const alerts = {both: 0, onlyModel: 0, onlyShadow: 0, neither: 0};
  const isAlerting = threshold !== null && otherThreshold !== null;
  let [rows, sum, size, largest] = [0, 0, 0, 0];
  let [meanA, meanB, squareA, squareB, product] = [0, 0, 0, 0, 0]; // Welford’s, since scores lie close together
  return {
    add(scores, others, n) {
      for (let i = 0; i < n; ++i) {
        const [a, b] = [scores[i], others[i]];
        const difference = b - a;
        sum += difference;
        size += Math.abs(difference);
        largest = Math.max(largest, Math.abs(difference));
        const [fromA, fromB] = [a - meanA, b - meanB];
        meanA += fromA / ++rows;
        meanB += fromB / rows;
        squareA += fromA * (a - meanA);
        squareB += fromB * (b - meanB);
        product += fromA * (b - meanB);
        if (!isAlerting) continue;
        const [isOne, isOther] = [a >= threshold, b >= otherThreshold];
        ++alerts[isOne ? (isOther ? "both" : "onlyModel") : isOther ? "onlyShadow" : "neither"];
      }
    },
    summary() {
      const correlation = product / Math.sqrt(squareA * squareB);
      return {
        rows,
        meanDifference: rows > 0 ? sum / rows : null,
        meanAbsoluteDifference: rows > 0 ? size / rows : null,
        maxAbsoluteDifference: rows > 0 ? largest : null,
        correlation: Number.isFinite(correlation) ? correlation : null,
        alerts: isAlerting ? {...alerts} : null
      };
    }
  };
}
