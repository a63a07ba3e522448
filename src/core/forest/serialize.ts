import {canonicalJson} from "../schema/artifacts.js";
import type {Json} from "../schema/artifacts.js";
import type {ModelFile} from "../schema/models.js";
import {decodeArray, encodeArray} from "./arrays.js";
import {checkForest, limits, ModelError} from "./check.js";
import {checkModelFile} from "./model-file.js";
import type {Forest} from "./types.js";

/** What the elements of each array of a forest are. */
const kinds = {
  roots: "uint32",
  feature: "int16",
  threshold: "float32",
  left: "uint32",
  pathLength: "float64",
  size: "uint32"
} as const;

/** Returns *forest* as a model file holds it: each array as base64 of its little-endian bytes. */
export function encodeForest(forest: Forest): ModelFile["forest"] {
  return {
    normalizer: forest.normalizer,
    columns: forest.columns,
    roots: encodeArray(forest.roots, kinds.roots),
    feature: encodeArray(forest.feature, kinds.feature),
    threshold: encodeArray(forest.threshold, kinds.threshold),
    left: encodeArray(forest.left, kinds.left),
    pathLength: encodeArray(forest.pathLength, kinds.pathLength),
    size: encodeArray(forest.size, kinds.size)
  };
}

/**
 * Returns a model file as canonical JSON: equal models have equal bytes. Throws a ModelError if
 * `parseModel` would not read it back.
 */
export function modelToJson(file: ModelFile): string {
  return canonicalJson(parseModel(file).file as unknown as Json);
}

/**
 * Reads a model file, given as text or as the value of its JSON, and returns it with its forest.
 * Nothing in it is trusted: throws a ModelError unless it is whole, of this version, within bounds,
 * and its every walk ends. A model that this returns can be given to any function of the forest.
 */
export function parseModel(input: unknown): {file: ModelFile; forest: Forest} {
  const file = typeof input === "string" ? parseJson(input) : input;
  checkModelFile(file);
  const forest: Forest = {
    roots: decode(file, "roots"),
    feature: decode(file, "feature"),
    threshold: decode(file, "threshold"),
    left: decode(file, "left"),
    pathLength: decode(file, "pathLength"),
    size: decode(file, "size"),
    normalizer: file.forest.normalizer,
    columns: file.forest.columns
  };
  checkForest(forest);
  return {file, forest};
}

/** Returns the value of a JSON text; throws a ModelError if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError("invalid model: not JSON; is the file complete?", {cause: error});
  }
}

function decode<Name extends keyof typeof kinds>(file: ModelFile, name: Name) {
  return decodeArray(file.forest[name], kinds[name], limits.nodes, `forest.${name}`);
}
