import type {TrainingSample} from "../../../src/core/forest/sample-file.js";
import {
  binCounts,
  kolmogorovSmirnov,
  populationStability,
  stabilityNoise
} from "../../../src/core/evaluation/drift.js";
import {quantiles} from "../../../src/core/evaluation/summary.js";
import type {FeatureDrift} from "../../../src/core/schema/run-pairs.js";

const deciles = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * Returns the drift of each feature that both samples have, the most drifted first by the
 * Kolmogorov–Smirnov statistic. Values that are not finite are skipped; so is a feature without any.
 */
export function featureDrift(before: TrainingSample, after: TrainingSample): FeatureDrift[] {
  const drifts = before.features.flatMap((feature, column) => {
    const other = after.features.indexOf(feature);
    if (other < 0) return [];
    const a = sortedColumn(before, column);
    const b = sortedColumn(after, other);
    if (a.length === 0 || b.length === 0) return [];
    const edges = [...new Set(quantiles(a, deciles))];
    return {
      feature,
      psi: populationStability(binCounts(edges, a), binCounts(edges, b)),
      noise: stabilityNoise(a.length, b.length, edges.length),
      ks: kolmogorovSmirnov(a, b)
    };
  });
  return drifts.sort((a, b) => b.ks - a.ks || (a.feature < b.feature ? -1 : 1));
}

function sortedColumn({matrix: {rows, columns, values}}: TrainingSample, column: number) {
  const all = Float64Array.from({length: rows}, (_, i) => values[i * columns + column]);
  return all.filter(Number.isFinite).sort();
}
