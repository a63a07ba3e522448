import {isolationForest} from "../detectors/isolation-forest.js";
import {localOutlierFactor} from "../detectors/local-outlier-factor.js";
import {oneClassSvm} from "../detectors/one-class-svm.js";
import {mostAnomalous} from "../evaluation/agreement.js";
import {auroc, averagePrecision} from "../evaluation/ranking.js";
import type {FirstFigures} from "../schema/three-methods.js";
import {firstEvents} from "./events.js";

/** The share of events that the first project let be anomalous: `contamination`, and `nu`. */
const share = 0.05;

/**
 * Returns what Isolation Forest, Local Outlier Factor and One-Class SVM find among the events of *seed*, which they are fitted on, with the
 * settings of the first project: all columns standardised, 100 trees, 20 neighbours, a radial kernel. The first two raise the most anomalous
 * events, a twentieth; the third what lies outside its boundary.
 */
export function compareFirst(seed: number): FirstFigures[] {
  const {matrix, labels} = firstEvents(seed);
  const alerts = Math.ceil(share * matrix.rows); // what lies beyond the quantile of 5 %
  const forest = isolationForest.fit(matrix, {seed}).score(matrix);
  const factor = localOutlierFactor.fit(matrix, {seed}).score(matrix);
  const boundary = oneClassSvm.fit(matrix, {seed, nu: share}).score(matrix);
  const outside = [...boundary.keys()].filter((i) => boundary[i] > 0);
  const of = (method: FirstFigures["method"], scores: Float64Array, raised: Iterable<number>) => {
    const found = [...raised];
    const truePositives = found.filter((i) => labels[i] === 1).length;
    return {
      method,
      truePositives,
      falsePositives: found.length - truePositives,
      ap: averagePrecision(scores, labels)!,
      auroc: auroc(scores, labels)!
    };
  };
  return [
    of("isolation-forest", forest, mostAnomalous(forest, alerts)),
    of("local-outlier-factor", factor, mostAnomalous(factor, alerts)),
    of("one-class-svm", boundary, outside)
  ];
}
