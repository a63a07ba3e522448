import {forEachThreshold} from "./ranking.js";
import type {Ranking} from "./ranking.js";

/** What alerting at a threshold would mean, for the labelled events. */
export interface CurvePoint {
  /** Events at or above this score are alerts. */
  threshold: number;

  /** The number of alerts. */
  alerts: number;

  /** The share of attacks among the alerts, in [0, 1]. */
  precision: number;

  /** The share of alerts among the attacks, in [0, 1]. */
  recall: number;

  /** The share of alerts among the benign events, in [0, 1]. */
  falsePositiveRate: number;
}

/**
 * Returns the precision-recall and ROC curves, the highest threshold first: one point for each
 * distinct score, or a choice of at most *points* + 2 of them, spread evenly over recall and over the
 * logarithm of alerts, with the first and the last. For drawing; areas are taken over all points. Empty
 * unless there are both classes.
 */
export function curve(ranking: Ranking, points = 200): CurvePoint[] {
  if (!(points >= 2)) throw new RangeError(`invalid points: ${points}; give at least 2`);
  const {
    attacks: {length: attacks},
    benign: {length: benign}
  } = ranking;
  if (attacks === 0 || benign === 0) return [];
  const strides = Math.floor(points / 2);
  const logStride = Math.log(attacks + benign) / strides;
  const kept: CurvePoint[] = [];
  let keptRecall = -Infinity;
  let storedLog = -Infinity;
  const all = countThresholds(ranking) <= points;
  forEachThreshold(ranking, (threshold, hits, misses) => {
    const alerts = hits + misses;
    const log = Math.log(alerts);
    const last = alerts === attacks + benign;
    if (!all && !last && hits - keptRecall < attacks / strides && log - storedLog < logStride)
      return;
    kept.push({
      threshold,
      alerts,
      precision: hits / alerts,
      recall: hits / attacks,
      falsePositiveRate: misses / benign
    });
    keptRecall = hits;
    storedLog = log;
  });
  return kept;
}

function countThresholds(ranking: Ranking): number {
  let count = 0;
  forEachThreshold(ranking, () => void ++count);
  return count;
}
