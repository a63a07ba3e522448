import {binCounts} from "../../src/core/evaluation/drift.js";
import {quantiles} from "../../src/core/evaluation/summary.js";
import type {Matrix} from "../../src/core/forest/types.js";
import type {ModelFile} from "../../src/core/schema/models.js";

/** The quantiles that a profile keeps of each feature. */
export const profileQuantiles = [
  0, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 1
];

/** A feature of no more values than this has a bin for each; one of more has bins of equal shares. */
const maxValues = 20;

const deciles = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * Returns what is typical of each column of *matrix*: its quantiles (`quantiles` of
 * src/core/evaluation/summary.ts) and how many rows lie in each of some bins, values that are not finite
 * skipped. A column without any has quantiles of 0, and one bin with nothing in it.
 */
export function profileOf({rows, columns, values}: Matrix): ModelFile["profile"] {
  const table = Array.from({length: columns}, (_, j) =>
    Float64Array.from({length: rows}, (_, i) => values[i * columns + j]).filter(Number.isFinite)
  );
  const profile = table.map((column) =>
    quantiles(column, profileQuantiles).map((value) => (Number.isNaN(value) ? 0 : value))
  );
  return {quantiles: profileQuantiles, values: profile, bins: table.map(binsOf)};
}

function binsOf(column: Float64Array): {edges: number[]; counts: number[]} {
  const distinct = [...new Set(column)].sort((a, b) => a - b);
  const edges = distinct.length <= maxValues ? distinct : [...new Set(quantiles(column, deciles))];
  if (edges.length === 0) return {edges: [0], counts: [0]};
  return {edges, counts: [...binCounts(edges, column)]};
}
