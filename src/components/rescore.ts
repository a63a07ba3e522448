import {features} from "../core/features/list.js";
import type {Feature} from "../core/features/list.js";
import {explain} from "../core/forest/explain.js";
import type {Explanation} from "../core/forest/explain.js";
import {scoreMatrix} from "../core/forest/score.js";
import type {Forest} from "../core/forest/types.js";
import type {ModelFile} from "../core/schema/models.js";

/** An event scored again in the page. */
export interface Rescore {
  /** The features of the model, in the order of its columns. */
  features: Feature[];

  /** Their values. */
  row: number[];

  /** Why it has its path length, in levels. */
  explanation: Explanation;

  /** The score, in (0, 1), as computed here. */
  score: number;

  /** Whether it has the same bits as the published score. */
  same: boolean;
}

/**
 * Scores an event again with the published model, from its published features. Throws if the event
 * lacks a feature that the model was trained on.
 */
export function rescore(
  {file, forest}: {file: ModelFile; forest: Forest},
  event: Readonly<Record<string, unknown>>,
  published: number
): Rescore {
  const used = file.features.map((name) => {
    const feature = features.find((feature) => feature.name === name);
    if (!feature) throw new Error(`unknown feature: ${name}; the model is of another version`);
    return feature;
  });
  const row = used.map(({name}) => {
    const value = event[name];
    if (typeof value !== "number") throw new Error(`missing feature: ${name}`);
    return value;
  });
  const score = scoreRow(forest, row);
  return {features: used, row, explanation: explain(forest, row), score, same: score === published};
}

/** A single change that would bring an event below the line. */
export interface Change {
  feature: Feature;

  /** What the feature would have to be: a quantile of the training rows. */
  value: number;

  /** Which quantile, in [0, 1]. */
  quantile: number;

  /** The score it would then have. */
  score: number;
}

/**
 * Returns the single change of one feature to a quantile of the training rows that would bring the
 * score below *threshold*, everything else equal; of several, the one nearest to what the feature is,
 * counted in quantiles. Null if none does.
 */
export function findChange(
  {file, forest}: {file: ModelFile; forest: Forest},
  {features, row}: Rescore,
  threshold: number
): Change | null {
  const {quantiles, values} = file.profile;
  const changes = features.flatMap((feature, j) => {
    const place = placeOf(row[j], quantiles, values[j]);
    return quantiles.map((quantile, k) => {
      const score = scoreRow(forest, row.with(j, values[j][k]));
      return {feature, value: values[j][k], quantile, score, distance: Math.abs(quantile - place)};
    });
  });
  const enough = changes.filter(({score}) => score < threshold);
  enough.sort((a, b) => a.distance - b.distance || a.score - b.score);
  return enough[0] ?? null;
}

/** Returns where a value stands among the quantiles, beyond 0 and 1 if it is out of their range. */
function placeOf(value: number, quantiles: number[], values: number[]): number {
  if (value < values[0]) return -0.05;
  if (value > values[values.length - 1]) return 1.05;
  const k = values.findIndex((known) => value <= known);
  return quantiles[k];
}

function scoreRow(forest: Forest, row: number[]): number {
  const matrix = {rows: 1, columns: row.length, values: Float32Array.from(row)};
  return scoreMatrix(forest, matrix)[0];
}
