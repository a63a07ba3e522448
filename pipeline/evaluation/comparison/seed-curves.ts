import {scaleScores} from "../../../src/core/detectors/flow-model.js";
import {growForest} from "../../../src/core/forest/grow.js";
import type {TrainingSample} from "../../../src/core/forest/sample-file.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import {
  budgetGrid,
  operatingPoints,
  positions,
  sharedAt
} from "../../../src/core/evaluation/operating.js";
import type {OperatingPoints} from "../../../src/core/evaluation/operating.js";
import {labelCodes} from "../../../src/core/evaluation/ranking.js";
import type {SeedCurves} from "../../../src/core/schema/threshold.js";
import type {Drawn, DrawnRows} from "./draw.js";

/** What alert budgets would catch by one score, and the position of each event, from 0, the most anomalous. */
export interface Curve extends OperatingPoints {
  order: Uint32Array;
}

/** Returns what alert budgets would catch by the *scores* of the model that alerts, which are scaled by *scale* as `flowScorer` does. */
export function ownCurve({
  scores,
  scale,
  drawn
}: {
  scores: Float64Array;
  scale: number | null;
  drawn: DrawnRows;
}): Curve {
  return curveOf(scaleScores(scores.slice(), scale), drawn);
}

/** Grows a forest of another *seed* on the very rows of *sample* that the run’s forest was grown on, and returns what alert budgets would catch by it. */
export function seedCurve({
  sample,
  seed,
  drawn
}: {
  sample: TrainingSample;
  seed: number;
  drawn: DrawnRows;
}): Curve {
  const score = scorer(growForest(sample.matrix, {...sample, seed}));
  return curveOf(score(drawn.matrix), drawn);
}

function curveOf(scores: Float64Array, {labels}: DrawnRows): Curve {
  const budgets = budgetGrid(scores.length);
  return {order: positions(scores), ...operatingPoints(scores, labels, budgets)};
}

/** Returns what the page Threshold says of the *curves*: the first is that of the run, the others those of *seeds*, in order. */
export function seedCurves(
  {matrix, labels, window}: Drawn,
  seeds: number[],
  curves: readonly Curve[]
): SeedCurves {
  const budgets = budgetGrid(matrix.rows);
  const [own, ...others] = curves.map(({order}) => order);
  return {
    seeds,
    events: matrix.rows,
    labelled: labels.filter((label) => label !== labelCodes.unlabelled).length,
    attacks: labels.filter((label) => label === labelCodes.attack).length,
    window,
    budgets,
    alerts: curves.map(({alerts}) => alerts),
    caught: curves.map(({caught}) => caught),
    benign: curves.map(({benign}) => benign),
    shared: others.map((order) => sharedAt([own, order], budgets)),
    always: sharedAt([own, ...others], budgets)
  };
}
