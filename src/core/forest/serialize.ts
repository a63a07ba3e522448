import {canonicalJson} from "../schema/artifacts.js";
import type {Json} from "../schema/artifacts.js";
import type {ModelFile} from "../schema/models.js";
import {maybeFromBase64, toBase64} from "./base64.js";
import {checkForest, limits, ModelError, requireThat} from "./check.js";
import {checkModelFile} from "./model-file.js";
import type {Forest} from "./types.js";

type ForestArray = Exclude<keyof Forest, "normalizer" | "columns">;

/** How the elements of each array of a forest are written: how many bytes, and by which methods. */
const elements = {
  roots: {bytes: 4, make: (n: number) => new Uint32Array(n), get: "getUint32", set: "setUint32"},
  feature: {bytes: 2, make: (n: number) => new Int16Array(n), get: "getInt16", set: "setInt16"},
  threshold: {
    bytes: 4,
    make: (n: number) => new Float32Array(n),
    get: "getFloat32",
    set: "setFloat32"
  },
  left: {bytes: 4, make: (n: number) => new Uint32Array(n), get: "getUint32", set: "setUint32"},
  pathLength: {
    bytes: 8,
    make: (n: number) => new Float64Array(n),
    get: "getFloat64",
    set: "setFloat64"
  },
  size: {bytes: 4, make: (n: number) => new Uint32Array(n), get: "getUint32", set: "setUint32"}
} as const;

/** Returns *forest* as a model file holds it: each array as base64 of its little-endian bytes. */
export function encodeForest(forest: Forest): ModelFile["forest"] {
  return {
    normalizer: forest.normalizer,
    columns: forest.columns,
    roots: encode(forest, "roots"),
    feature: encode(forest, "feature"),
    threshold: encode(forest, "threshold"),
    left: encode(forest, "left"),
    pathLength: encode(forest, "pathLength"),
    size: encode(forest, "size")
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
    roots: decode(file, "roots") as Uint32Array,
    feature: decode(file, "feature") as Int16Array,
    threshold: decode(file, "threshold") as Float32Array,
    left: decode(file, "left") as Uint32Array,
    pathLength: decode(file, "pathLength") as Float64Array,
    size: decode(file, "size") as Uint32Array,
    normalizer: file.forest.normalizer,
    columns: file.forest.columns
  };
  checkForest(forest);
  return {file, forest};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError("invalid model: not JSON; is the file whole?", {cause: error});
  }
}

/** Returns the little-endian bytes of an array, as base64. */
function encode(forest: Forest, name: ForestArray): string {
  const {bytes, set} = elements[name];
  const array = forest[name];
  const view = new DataView(new ArrayBuffer(array.length * bytes));
  for (let i = 0; i < array.length; ++i) view[set](i * bytes, array[i], true);
  return toBase64(new Uint8Array(view.buffer));
}

function decode(file: ModelFile, name: ForestArray): Forest[ForestArray] {
  const {bytes, make, get} = elements[name];
  const text = file.forest[name];
  requireThat(text.length <= limits.nodes * bytes * 1.5, `length of forest.${name}`, text.length);
  const decoded = maybeFromBase64(text);
  requireThat(decoded !== undefined, `forest.${name}, not base64,`, text);
  requireThat(decoded.length % bytes === 0, `bytes of forest.${name}`, decoded.length);
  const view = new DataView(decoded.buffer);
  const array = make(decoded.length / bytes);
  for (let i = 0; i < array.length; ++i) array[i] = view[get](i * bytes, true);
  return array;
}
