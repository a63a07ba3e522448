import {modelFeatures} from "../../../../src/core/features/list.js";
import {explain} from "../../../../src/core/forest/explain.js";
import {growForest} from "../../../../src/core/forest/grow.js";
import {scorer} from "../../../../src/core/forest/scorer.js";
import type {EventModel} from "../../../../src/core/stream/event-scores.js";
import {benchRows} from "../../../bench/forest/rows.js";

/** Returns a model of three trees, which sees all features of models. */
export function smallModel(): EventModel {
  const matrix = benchRows(300, modelFeatures.length);
  const forest = growForest(matrix, {seed: 1, trees: 3, sampleSize: 64});
  return {
    name: "isolation-forest",
    version: "1",
    features: modelFeatures.map(({name}) => name),
    score: scorer(forest),
    threshold: null,
    explain: (row) => explain(forest, row),
    profile: null
  };
}
