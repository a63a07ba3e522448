import type {Random} from "../forest/types.js";
import {clusterBootstrap, percentileInterval} from "./bootstrap.js";
import type {Interval} from "./bootstrap.js";
import {labelCodes} from "./ranking.js";
import {rankItems, weightedMeasures} from "./weighted-ranking.js";

/** What two models are compared by: average precision, AUROC, and precision and recall of the alerts of the budget. */
export const pairedMeasures = ["ap", "auroc", "precision", "recall"] as const;

/** The name of a measure. */
export type PairedName = (typeof pairedMeasures)[number];

/** A measure of two models on the same events; null where it is not defined. Higher is better. */
export interface PairedMeasure {
  name: PairedName;
  champion: number | null;
  challenger: number | null;

  /** What the challenger has more than the champion, and the 95 % interval of that. */
  difference: number | null;
  interval: Interval | null;
}

/** The same events, scored by two models. */
export interface PairedScores {
  champion: ArrayLike<number>;
  challenger: ArrayLike<number>;

  /** The label of each event: `labelCodes`. */
  labels: ArrayLike<number>;

  /** The cluster of each event, from 0 without gaps: events of one are drawn together. */
  clusters: ArrayLike<number>;

  /** The share of events that the budget allows to be alerts, in (0, 1]. */
  share: number;

  /** The number of bootstrap samples; defaults to 500. */
  samples?: number;
  random: Random;
}

/** Returns the measures of both models and of their difference, whose interval is paired: each bootstrap sample measures both. Empty without both classes. */
export function comparePaired(input: PairedScores): PairedMeasure[] {
  const {labels, clusters, share, samples = 500, random} = input;
  const has = (label: number) => Array.prototype.includes.call(labels, label) as boolean;
  if (!has(labelCodes.attack) || !has(labelCodes.benign)) return [];
  const models = [input.champion, input.challenger].map((scores) => rankItems(scores, labels));
  const [champion, challenger] = models.map((items) =>
    weightedMeasures(items, new Uint8Array(labels.length).fill(1), share)
  );
  const differences = clusterBootstrap(
    clusters,
    (weights) => {
      const [before, after] = models.map((items) => weightedMeasures(items, weights, share));
      return pairedMeasures.map((name) => after[name] - before[name]);
    },
    {samples, random}
  );
  return pairedMeasures.map((name, i) => ({
    name,
    champion: maybeNumber(champion[name]),
    challenger: maybeNumber(challenger[name]),
    difference: maybeNumber(challenger[name] - champion[name]),
    interval: percentileInterval(differences[i])
  }));
}

function maybeNumber(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
