import {growForest} from "../../../src/core/forest/grow.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {estimate} from "../../../src/core/evaluation/estimate.js";
import type {Figures} from "../../../src/core/evaluation/estimate.js";
import {aurocOf, averagePrecisionOf, rank} from "../../../src/core/evaluation/ranking.js";
import type {Labelled} from "./labelled.js";

/** Returns how well forests of 100 trees of 256 rows of *train* rank *test*, over the seeds 0 to 9. */
export function figuresOf(train: Matrix, test: Labelled): Figures {
  const rankings = Array.from({length: 10}, (_, seed) => {
    const scores = scorer(growForest(train, {seed}))(test.matrix);
    const ranking = rank(scores, test.labels);
    return {auroc: aurocOf(ranking)!, ap: averagePrecisionOf(ranking)!};
  });
  return {
    auroc: estimate(rankings.map(({auroc}) => auroc)),
    ap: estimate(rankings.map(({ap}) => ap))
  };
}
