import {checkForest, requireThat} from "../check.js";
import type {RangeForest} from "./penalty.js";

/**
 * Throws a ModelError unless *forest* is sound as `checkForest` means it, no path is shorter than its
 * splits, so that no penalty goes below 0, and each split’s threshold is in (low, high] of its range.
 */
export function checkRangeForest(forest: RangeForest): void {
  checkForest(forest);
  const {feature, threshold, left, pathLength, low, high} = forest;
  const nodes = feature.length;
  requireThat(low.length === nodes, "length of forest.low", low.length);
  requireThat(high.length === nodes, "length of forest.high", high.length);
  const depths = new Uint8Array(nodes);
  for (let node = 0; node < nodes; ++node) {
    if (feature[node] === -1) {
      requireThat(pathLength[node] >= depths[node], `forest.pathLength[${node}]`, pathLength[node]);
      requireThat(low[node] === 0, `forest.low[${node}]`, low[node]);
      requireThat(high[node] === 0, `forest.high[${node}]`, high[node]);
      continue;
    }
    requireThat(low[node] < threshold[node], `forest.low[${node}]`, low[node]);
    requireThat(high[node] >= threshold[node], `forest.high[${node}]`, high[node]);
    depths[left[node]] = depths[left[node] + 1] = depths[node] + 1;
  }
}
