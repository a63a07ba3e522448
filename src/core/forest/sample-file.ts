import {canonicalJson} from "../schema/artifacts.js";
import type {Json} from "../schema/artifacts.js";
import {decodeArray, encodeArray} from "./arrays.js";
import {limits, requireThat} from "./check.js";
import {maxColumns} from "./grow.js";
import {fieldsOf, isNumber} from "./model-file.js";
import {parseJson} from "./serialize.js";
import type {Matrix} from "./types.js";

/** The rows that the models of a training were fitted on, and how to grow further forests on them. */
export interface TrainingSample {
  /** The names of the columns. */
  features: string[];

  matrix: Matrix;

  /** The trees of each forest, and the rows drawn for each tree. */
  trees: number;
  sampleSize: number;

  /** The seeds of the further forests. */
  seeds: number[];
}

const format = "atalaya-sample/1";
const maxValues = 2 ** 24;
const maxSeeds = 100;

/** Returns the seeds of *count* further forests: those that follow on the *seed* of a run. */
export function furtherSeeds(seed: number, count = 10): number[] {
  return Array.from({length: count}, (_, i) => seed + 1 + i);
}

/** Returns *sample* as canonical JSON, the values as base64 of little-endian single precision. */
export function sampleToJson({matrix, ...head}: TrainingSample): string {
  const {rows, columns} = matrix;
  const values = encodeArray(matrix.values, "float32");
  return canonicalJson({format, ...head, rows, columns, values} as unknown as Json);
}

/**
 * Reads what `sampleToJson` wrote. Nothing in it is trusted: throws a ModelError unless it is whole and
 * within bounds.
 */
export function parseSample(text: string): TrainingSample {
  const names = ["format", "features", "rows", "columns", "values", "trees", "sampleSize", "seeds"];
  const file = fieldsOf(parseJson(text), "the sample", names, format);
  const {features, trees, sampleSize, seeds} = file;
  const columns = countOf(file.columns, "columns", 1, maxColumns);
  const rows = countOf(file.rows, "rows", 2, Math.floor(maxValues / columns));
  requireThat(Array.isArray(features) && features.length === columns, "features", features);
  requireThat(Array.isArray(seeds) && seeds.length <= maxSeeds, "seeds", seeds);
  requireThat(typeof file.values === "string", "values", file.values);
  const values = decodeArray(file.values, "float32", maxValues, "values");
  requireThat(values.length === rows * columns, "the number of values", values.length);
  return {
    features: features.map(String),
    matrix: {rows, columns, values},
    trees: countOf(trees, "trees", 1, limits.trees),
    sampleSize: countOf(sampleSize, "sampleSize", 2, rows),
    seeds: seeds.map((seed, i) => countOf(seed, `seeds[${i}]`, 0, Number.MAX_SAFE_INTEGER))
  };
}

function countOf(value: unknown, field: string, least: number, greatest: number): number {
  const isInteger = isNumber(value) && Number.isInteger(value);
  requireThat(isInteger && least <= value && value <= greatest, field, value);
  return value as number;
}
