import type {TrainingSample} from "../../../src/core/forest/sample-file.js";
import {driftOfValues} from "../../../src/core/evaluation/window-drift.js";
import type {FeatureDrift} from "../../../src/core/schema/run-pairs.js";

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
    return {feature, ...driftOfValues(a, b)};
  });
  return drifts.sort((a, b) => b.ks - a.ks || (a.feature < b.feature ? -1 : 1));
}

function sortedColumn({matrix: {rows, columns, values}}: TrainingSample, column: number) {
  const all = Float64Array.from({length: rows}, (_, i) => values[i * columns + column]);
  return all.filter(Number.isFinite).sort();
}
