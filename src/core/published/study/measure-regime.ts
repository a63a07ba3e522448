import {mostAnomalous} from "../../evaluation/agreement.js";
import {clusterBootstrap, percentileInterval} from "../../evaluation/bootstrap.js";
import {clusterLabels, clusterScores} from "../../evaluation/cluster-units.js";
import {estimate} from "../../evaluation/estimate.js";
import {budgetGrid, operatingPoints} from "../../evaluation/operating.js";
import {
  aurocOf,
  averagePrecision,
  averagePrecisionOf,
  precisionAtOf,
  rank
} from "../../evaluation/ranking.js";
import {topStability} from "../../evaluation/top-stability.js";
import {countAlerts, thresholdForBudget} from "../../evaluation/threshold-for-budget.js";
import {
  rankItems,
  weightedMeasures,
  weightedPrecisionAt
} from "../../evaluation/weighted-ranking.js";
import {seeded} from "../../forest/random.js";
import type {Measured, RegimeMeasures, StudyUnit, UnitMeasures} from "../../schema/study.js";
import type {StudyFrame} from "./study-frame.js";

/** The scores of the events of a frame, by seed, the first seed first; higher is more anomalous. */
export type SeedScores = readonly ArrayLike<number>[];

/** What is ranked: the scores of its units by seed, their labels, and the clusters that they are drawn in. */
interface RankedUnit {
  unit: StudyUnit;
  scores: SeedScores;
  labels: Uint8Array;
  clusters: ArrayLike<number>;
  budget: number;
}

/** The scores of a method in one regime, and the events that they are of. */
export interface RegimeScores {
  frame: StudyFrame;
  scores: SeedScores;
}

/** Returns what the scores of a method in one regime measure. Throws a RangeError on NaN. */
export function measureRegime({frame, scores}: RegimeScores): RegimeMeasures {
  const {labels, hours, hourCount, budget} = frame;
  const units: RankedUnit[] = [
    {unit: "event", scores, labels, clusters: hours, budget: budget.event},
    {
      unit: "entity-hour",
      scores: scores.map((of) => clusterScores(of, hours, hourCount)),
      labels: clusterLabels(labels, hours, hourCount),
      clusters: Uint32Array.from({length: hourCount}, (_, hour) => hour),
      budget: budget.hour
    }
  ];
  return {
    units: units.map((unit) => measureUnit(unit, frame)),
    periodAp: periodAps(frame, scores),
    recallByAttack: attackRecalls(frame, scores),
    stability: topStability(
      scores.map((of) => mostAnomalous(of, budget.event)),
      labels.length
    ),
    curve: curveOf(frame, scores[0])
  };
}

function measureUnit(
  {unit, scores, labels, clusters, budget}: RankedUnit,
  {ks: all, samples, seed}: StudyFrame
): UnitMeasures {
  const labelled = labels.reduce((sum, label) => sum + Number(label <= 1), 0);
  const ks = all.filter((k) => k <= labelled);
  const seeds = scores.map((of) => measureSeed(of, labels, {budget, ks}));
  const items = rankItems(scores[0], labels);
  const measureSample = (weights: ArrayLike<number>) => {
    const {ap, auroc, precision, recall} = weightedMeasures(items, weights, budget / labels.length);
    return [ap, auroc, precision, recall, ...weightedPrecisionAt(items, weights, ks)];
  };
  const isRanked = seeds[0][0] !== null;
  const random = seeded(seed); // the same samples of every method: they are paired
  const sampled = isRanked ? clusterBootstrap(clusters, measureSample, {samples, random}) : [];
  const [ap, auroc, precisionAtBudget, recallAtBudget, ...precisions] = seeds[0].map((_, i) =>
    measuredOf(
      seeds.map((list) => list[i]),
      sampled[i]
    )
  );
  return {
    ...{unit, ap, auroc, precisionAtBudget, recallAtBudget},
    precisionAt: ks.flatMap((k, i) => {
      const precision = ap && precisions[i];
      return precision ? [{k, precision}] : [];
    })
  };
}

/** Returns what the scores of one seed measure: average precision, AUROC, precision and recall at the budget, precision at each k. */
function measureSeed(
  scores: ArrayLike<number>,
  labels: Uint8Array,
  {budget, ks}: {budget: number; ks: readonly number[]}
): (number | null)[] {
  const ranking = rank(scores, labels);
  const threshold = thresholdOf(scores, budget);
  const caught = countAlerts(ranking.attacks, threshold);
  const alerts = caught + countAlerts(ranking.benign, threshold);
  return [
    averagePrecisionOf(ranking),
    aurocOf(ranking),
    alerts > 0 ? caught / alerts : null,
    ranking.attacks.length > 0 ? caught / ranking.attacks.length : null,
    ...ks.map((k) => precisionAtOf(ranking, k))
  ];
}

/** Returns the lowest score of the most anomalous, as many as *budget*: equal scores are alerts together or not at all. */
function thresholdOf(scores: ArrayLike<number>, budget: number): number {
  return thresholdForBudget(scores, budget, {floor: -Infinity}).threshold;
}

/** Returns a number that was measured as *values* by seed, and as *samples* by bootstrap sample; null if it is not defined. */
function measuredOf(
  values: readonly (number | null)[],
  samples: Float64Array | undefined
): Measured | null {
  if (values.includes(null)) return null;
  const interval = samples && percentileInterval(samples);
  const [mean, error] = estimate(values as number[]);
  return {mean, error, ...(interval ?? {low: null, high: null})};
}

/** Returns the mean of *values*; null if one of them is. */
function meanOf(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : estimate(values as number[])[0];
}

/** Returns the average precision by period, mean over the seeds. */
function periodAps({periods, periodCount, labels}: StudyFrame, scores: SeedScores) {
  return Array.from({length: periodCount}, (_, period) => {
    const events = [...periods.keys()].filter((event) => periods[event] === period);
    const own = Uint8Array.from(events, (event) => labels[event]);
    return meanOf(
      scores.map((of) =>
        averagePrecision(
          Float64Array.from(events, (event) => of[event]),
          own
        )
      )
    );
  });
}

/** Returns the share of the events of each attack that are within the budget, mean over the seeds. */
function attackRecalls({attacks, attackNames, budget}: StudyFrame, scores: SeedScores) {
  const found = new Float64Array(attackNames.length + 1);
  const events = new Float64Array(attackNames.length + 1);
  for (const attack of attacks) ++events[attack];
  for (const of of scores) {
    const threshold = thresholdOf(of, budget.event);
    attacks.forEach((attack, event) => (found[attack] += Number(of[event] >= threshold)));
  }
  return Object.fromEntries(
    attackNames.map((name, i) => [name, found[i] / scores.length / events[i]])
  );
}

/** Returns what alert budgets would catch by *scores*, each number of alerts once. */
function curveOf({labels}: StudyFrame, scores: ArrayLike<number>): RegimeMeasures["curve"] {
  const budgets = budgetGrid(labels.length);
  const {alerts, caught, benign} = operatingPoints(scores, labels, budgets);
  return budgets.map((budget, i) => ({
    ...{budget, alerts: alerts[i]},
    ...{attacks: caught[i], benign: benign[i]}
  }));
}
