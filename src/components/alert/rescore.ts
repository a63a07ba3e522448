import {features} from "../../core/features/list.js";
import type {Feature} from "../../core/features/list.js";
import {explain} from "../../core/forest/explain.js";
import type {Explanation} from "../../core/forest/explain.js";
import {scoreMatrix} from "../../core/forest/score.js";
import type {Forest} from "../../core/forest/types.js";
import type {ModelFile} from "../../core/schema/models.js";

/** An event rescored in the page. */
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
 * Rescores an event with the published model, from its published features. Throws if the event
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

function scoreRow(forest: Forest, row: number[]): number {
  const matrix = {rows: 1, columns: row.length, values: Float32Array.from(row)};
  return scoreMatrix(forest, matrix)[0];
}
