import type {ModelFile} from "../../schema/models.js";

/**
 * How far it is from one value of a column to another: not negative, and never less for a value that
 * is farther away on the same side. Infinite if *from* is not finite.
 */
export type Distance = (column: number, from: number, to: number) => number;

/**
 * Returns the distance in the training distribution: the share of the training rows that lies between
 * two values, from the quantiles of a model’s *profile*, which it interpolates. A value that many rows
 * have stands in the middle of them. Beyond the least and the greatest, the distance goes on at one
 * per range of the column (one per unit if it is constant).
 *
 * The percentile shift of Ustun, Spangher & Liu, “Actionable recourse in linear classification” (FAT*
 * 2019), continued where there are no rows.
 */
export function quantileDistance({quantiles, values}: ModelFile["profile"]): Distance {
  return (column, from, to) => {
    if (!Number.isFinite(from)) return Infinity;
    return Math.abs(place(from, quantiles, values[column]) - place(to, quantiles, values[column]));
  };
}

/** Returns where *value* stands among the training rows: in [0, 1] within their range. */
function place(value: number, quantiles: readonly number[], values: readonly number[]): number {
  const last = values.length - 1;
  const range = values[last] - values[0] || 1;
  if (value < values[0]) return quantiles[0] - (values[0] - value) / range;
  if (value > values[last]) return quantiles[last] + (value - values[last]) / range;
  const next = values.findIndex((known) => known >= value); // the first of those that are equal
  if (values[next] === value) {
    const same = values.findLastIndex((known) => known === value);
    return (quantiles[next] + quantiles[same]) / 2;
  }
  const share = (value - values[next - 1]) / (values[next] - values[next - 1]);
  return quantiles[next - 1] + share * (quantiles[next] - quantiles[next - 1]);
}

/**
 * Returns the distance where no profile is known: in units of the range of each column’s thresholds
 * in the forest, or of 1 if it has fewer than two.
 */
export function thresholdDistance(thresholds: readonly Float32Array[]): Distance {
  const ranges = thresholds.map((sorted) => sorted[sorted.length - 1] - sorted[0] || 1);
  return (column, from, to) =>
    Number.isFinite(from) ? Math.abs(from - to) / ranges[column] : Infinity;
}
