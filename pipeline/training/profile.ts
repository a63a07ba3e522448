import {quantiles} from "../../src/core/metrics/summary.js";
import type {Matrix} from "../../src/core/forest/types.js";
import type {ModelFile} from "../../src/core/schema/models.js";

/** The quantiles that a profile keeps of each feature. */
export const profileQuantiles = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1];

/**
 * Returns what is typical of each column of *matrix*: its quantiles (`quantiles` of
 * src/core/metrics/summary.ts), values that are not finite left out. A column without any has
 * quantiles of 0.
 */
export function profileOf({rows, columns, values}: Matrix): ModelFile["profile"] {
  const profile = Array.from({length: columns}, (_, j) => {
    const column = Float64Array.from({length: rows}, (_, i) => values[i * columns + j]);
    return quantiles(column, profileQuantiles).map((value) => (Number.isNaN(value) ? 0 : value));
  });
  return {quantiles: profileQuantiles, values: profile};
}
