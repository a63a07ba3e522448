import type {Json} from "../../../../src/core/schema/artifacts.js";
import type {Model} from "../../../exchange/export-onnx.js";

/** The description of a model file, as `atalaya model show --json` prints it. */
export interface ModelDescription {
  format: string;
  name: string;
  parameters: {[name: string]: Json};
  features: string[];
  /** The training data; null if it was imported. */
  training: {[name: string]: Json} | null;
  /** The source of the import; null if a run has trained it. */
  source: {[name: string]: Json} | null;
  trees: number;
  nodes: number;
  leaves: number;
  /** The greatest depth of a leaf, in levels. */
  depth: number;
  normalizer: number;
}

/** Returns what *model* is. */
export function describeModel({file, forest}: Model): ModelDescription {
  const {format, name, parameters, features} = file;
  return {
    format,
    name,
    parameters,
    features,
    training: "training" in file ? {...file.training} : null,
    source: "source" in file ? {...file.source} : null,
    trees: forest.roots.length,
    nodes: forest.feature.length,
    leaves: forest.feature.filter((column) => column < 0).length,
    depth: depthOf(forest),
    normalizer: forest.normalizer
  };
}

function depthOf({left}: Model["forest"]): number {
  const depths = new Uint8Array(left.length);
  let depth = 0;
  left.forEach((child, node) => {
    if (child > 0) depths[child] = depths[child + 1] = depths[node] + 1;
    depth = Math.max(depth, depths[node]);
  });
  return depth;
}

/** Returns a description as lines; names that a terminal might misread are quoted. */
export function linesOf(model: ModelDescription): string[] {
  const {parameters, features, training, source} = model;
  const count = (n: unknown) => Number(n).toLocaleString("en-US");
  const texts = Object.entries(parameters).map(([name, value]) => `${plain(name)} ${plain(value)}`);
  const origin = training
    ? [
        `  trained     on ${count(training.rows)} of ${count(training.windowRows)} events, ${plain(training.from)} to ${plain(training.until)}`,
        `  silver      ${plain(training.silver)}`
      ]
    : [];
  const imported = source
    ? [
        `  imported    from ${plain(source.format)} by ${plain(source.producer)}`,
        `  its sha256  ${plain(source.sha256)}`
      ]
    : [];
  return [
    `${plain(model.name)} (${model.format})`,
    `  parameters  ${some(texts)}`,
    `  features    ${features.length}: ${some(features.map(plain))}`,
    `  forest      ${count(model.trees)} trees, ${count(model.nodes)} nodes, ${count(model.leaves)} leaves, depth ${model.depth}, normalizer ${model.normalizer.toFixed(4)}`,
    ...origin,
    ...imported
  ];
}

function plain(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return typeof value === "string" && !/^[\p{L}\p{N} _.:/%()+-]+$/u.test(value)
    ? JSON.stringify(shown)
    : shown;
}

function some(texts: string[]): string {
  return `${texts.slice(0, 20).join(", ")}${texts.length > 20 ? `, and ${texts.length - 20} more` : ""}`;
}
