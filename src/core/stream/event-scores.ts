import {featureMatrix} from "../features/compute.js";
import type {Flows} from "../features/flows.js";
import {features} from "../features/list.js";
import type {Feature} from "../features/list.js";
import {reasonOf} from "../features/reason.js";
import type {Explanation} from "../forest/explain.js";
import type {Scorer} from "../forest/scorer.js";
import type {Matrix} from "../forest/types.js";
import type {ModelFile} from "../schema/models.js";

/** A model that scores events, and what explains its scores. */
export interface EventModel {
  /** What it is called, and which one of that name. */
  name: string;
  version: string;

  /** The features that it sees, in the order of its columns; all of them are in the list of features. */
  features: readonly string[];

  score: Scorer;

  /** The score at or above which an event is an alert; null if nobody has chosen one. */
  threshold: number | null;

  /** Returns why a row scores as it does; null for a model that cannot explain: it gives no reasons. */
  explain: ((row: ArrayLike<number>) => Explanation) | null;

  /** What was typical in training; null if its file does not say. */
  profile: ModelFile["profile"] | null;
}

/** A reason for a score: a feature, its value, and what it adds to the path length. */
export interface ScoreReason {
  feature: string;
  value: number;

  /** The median over the training rows; null if the model does not say. */
  typical: number | null;

  /** What it adds to the mean path length, in levels; negative makes the event more anomalous. */
  contribution: number;
}

/** Why an event has its score. */
export interface ScoreReasons {
  /** In words. */
  reason: string;

  /** The features that make it more anomalous, the strongest first. */
  reasons: ScoreReason[];
}

/** Scores of some events, and how to find the reasons of one. */
export interface EventScores {
  /** In (0, 1); higher is more anomalous. */
  scores: Float64Array;

  /** Returns the reasons of the *i*th event, the *most* that weigh most; null without a forest that explains. */
  reasonsOf(i: number, most?: number): ScoreReasons | null;
}

const known: ReadonlyMap<string, Feature> = new Map(features.map((one) => [one.name, one]));

/** Returns the scores of *flows* on *model*: those of a run, bit for bit, where their windows are complete. */
export function scoreEvents(flows: Flows, model: EventModel): EventScores {
  const matrix = featureMatrix(model.features, flows);
  const scores = model.score(matrix);
  return {scores, reasonsOf: (i, most = 3) => reasonsOf(matrix, model, i, most)};
}

function reasonsOf(
  {values, columns}: Matrix,
  {explain, profile, features: names}: EventModel,
  i: number,
  most: number
): ScoreReasons | null {
  if (!explain) return null;
  const row = values.subarray(i * columns, (i + 1) * columns);
  const {contributions} = explain(row);
  const median = profile?.quantiles.indexOf(0.5) ?? -1;
  const evidence = names.map((name, j) => ({
    feature: known.get(name)!,
    value: row[j],
    typical: profile?.values[j][median] ?? NaN,
    contribution: contributions[j]
  }));
  const reasons = evidence
    .filter(({contribution}) => contribution < 0)
    .sort((a, b) => a.contribution - b.contribution)
    .slice(0, most)
    .map(({feature, value, typical, contribution}) => {
      return {feature: feature.name, value, typical: Number.isNaN(typical) ? null : typical, contribution}; // prettier-ignore
    });
  return {reason: reasonOf(evidence, most), reasons};
}

/** Returns the flows from row *from* to before row *to*, over the same memory. */
export function sliceFlows(flows: Flows, from: number, to: number): Flows {
  const {rows: _, window, ...columns} = flows;
  const sliced = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, values.subarray(from, to)])
  ) as Omit<Flows, "rows" | "window">;
  const counts = Object.fromEntries(
    Object.entries(window).map(([name, values]) => [name, values.subarray(from, to)])
  ) as Flows["window"];
  return {...sliced, rows: to - from, window: counts};
}
