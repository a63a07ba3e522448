import {growForest} from "../../src/core/forest/grow.js";
import type {TrainingSample} from "../../src/core/forest/sample-file.js";
import {scorer} from "../../src/core/forest/scorer.js";
import type {Scorer} from "../../src/core/forest/scorer.js";
import {
  budgetGrid,
  operatingPoints,
  positions,
  sharedAt
} from "../../src/core/evaluation/operating.js";
import {labelCodes} from "../../src/core/evaluation/ranking.js";
import type {SeedCurves} from "../../src/core/schema/threshold.js";
import type {Drawn} from "./compare.js";

/**
 * Grows forests of other seeds on the very rows that the run’s forest was grown on, scores the events
 * that were *drawn* with each, and returns what alert budgets would catch. One forest is in memory at a
 * time. Without a *sample* of those rows there are no other seeds.
 */
export function seedCurves(
  drawn: Drawn,
  scoreOwn: Scorer,
  sample: TrainingSample | undefined
): SeedCurves {
  const {matrix, labels, window} = drawn;
  const budgets = budgetGrid(matrix.rows);
  const seeds = sample?.seeds ?? [];
  const measured = [null, ...seeds].map((seed) => {
    const score = seed === null ? scoreOwn : scorer(growForest(sample!.matrix, {...sample!, seed}));
    const scores = score(matrix);
    return {order: positions(scores), ...operatingPoints(scores, labels, budgets)};
  });
  const [own, ...others] = measured.map(({order}) => order);
  return {
    seeds,
    events: matrix.rows,
    labelled: labels.filter((label) => label !== labelCodes.unlabelled).length,
    attacks: labels.filter((label) => label === labelCodes.attack).length,
    window,
    budgets,
    alerts: measured.map(({alerts}) => alerts),
    caught: measured.map(({caught}) => caught),
    benign: measured.map(({benign}) => benign),
    shared: others.map((order) => sharedAt([own, order], budgets)),
    always: sharedAt([own, ...others], budgets)
  };
}
