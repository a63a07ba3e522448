import type {ModelFile} from "../schema/models.js";
import {parseInstant} from "../readers/instant.js";
import {requireThat} from "./check.js";

const arrays = ["roots", "feature", "threshold", "left", "pathLength", "size"];
const digest = /^[0-9a-f]{64}$/;
const maxNameLength = 200; // characters
const deepest = 8; // levels of a parameter

/** An object of which nothing is known yet. */
export type Fields = {[name: string]: unknown};

/**
 * Throws a ModelError unless *value* has the fields of a model file, these only, each of its type and
 * in its range, and as many features as the forest has columns. The arrays of the forest are strings
 * here; what they hold is for `checkForest`.
 */
export function checkModelFile(value: unknown): asserts value is ModelFile {
  const file = fieldsOf(value, "the file", [...headFields, "profile", "forest"], "atalaya-model/1");
  const features = checkHead(file);
  const forest = fieldsOf(file.forest, "forest", ["normalizer", "columns", ...arrays]);
  for (const name of arrays)
    requireThat(typeof forest[name] === "string", `forest.${name}`, forest[name]);
  requireThat(isNumber(forest.normalizer), "forest.normalizer", forest.normalizer);
  requireThat(isCount(forest.columns), "forest.columns", forest.columns);
  requireThat(features === forest.columns, "the number of features", features);
  checkProfile(file.profile, features);
}

/** The fields that the files of all detectors begin with. */
export const headFields = ["format", "name", "parameters", "features", "training"];

/**
 * Throws a ModelError unless *file* has a name, parameters, features and training as a file of any
 * detector does; returns the number of features.
 */
export function checkHead(file: Fields): number {
  requireThat(isName(file.name), "name", file.name);
  requireThat(
    isFields(file.parameters) && isJson(file.parameters, 0),
    "parameters",
    file.parameters
  );
  const {features} = file;
  requireThat(Array.isArray(features), "features", features);
  for (const name of features) requireThat(isName(name), "the name of a feature", name);
  requireThat(new Set(features).size === features.length, "features, with duplicates,", features);
  checkTraining(file.training);
  return features.length;
}

function checkTraining(value: unknown): void {
  const training = fieldsOf(value, "training", ["silver", "from", "until", "windowRows", "rows"]);
  const {silver, from, until, windowRows, rows} = training;
  requireThat(typeof silver === "string" && digest.test(silver), "training.silver", silver);
  requireThat(isInstant(from), "training.from", from);
  requireThat(isInstant(until), "training.until", until);
  requireThat(isCount(windowRows), "training.windowRows", windowRows);
  requireThat(isCount(rows) && rows <= windowRows, "training.rows", rows);
}

function checkProfile(value: unknown, features: number): void {
  const binned = isFields(value) && Object.hasOwn(value, "bins");
  const names = ["quantiles", "values", ...(binned ? ["bins"] : [])];
  const {quantiles, values, bins} = fieldsOf(value, "profile", names);
  if (binned) checkBins(bins, features);
  requireThat(isAscending(quantiles), "profile.quantiles", quantiles);
  requireThat(quantiles.length >= 1 && quantiles[0] >= 0, "profile.quantiles", quantiles);
  requireThat(quantiles[quantiles.length - 1] <= 1, "profile.quantiles", quantiles);
  requireThat(Array.isArray(values) && values.length === features, "profile.values", values);
  for (const row of values) {
    requireThat(
      isAscending(row) && row.length === quantiles.length,
      "a row of profile.values",
      row
    );
  }
}

/** Files of before bins were kept have none; a page then reads them off the quantiles. */
function checkBins(value: unknown, features: number): void {
  requireThat(Array.isArray(value) && value.length === features, "profile.bins", value);
  for (const bin of value) {
    const {edges, counts} = fieldsOf(bin, "profile.bins", ["edges", "counts"]);
    requireThat(isAscending(edges) && edges.length >= 1, "edges of profile.bins", edges);
    requireThat(
      Array.isArray(counts) && counts.length === edges.length && counts.every(isCount),
      "counts of profile.bins",
      counts
    );
  }
}

/**
 * Returns *value* as an object with exactly the fields *names*, or throws a ModelError. Looks first
 * whether its format is *format*, if given.
 */
export function fieldsOf(value: unknown, what: string, names: string[], format?: string): Fields {
  requireThat(isFields(value), what, value);
  if (format !== undefined) requireThat(value.format === format, "format", value.format);
  for (const name of names)
    requireThat(Object.hasOwn(value, name), `a field of ${what}, missing ${name},`, value);
  for (const name of Object.keys(value))
    requireThat(names.includes(name), `an unknown field of ${what}`, name);
  return value;
}

/** Returns whether *value* is an object that is no array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns whether *value* is a finite number. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length >= 1 && value.length <= maxNameLength;
}

function isInstant(value: unknown): value is string {
  return typeof value === "string" && value.endsWith("Z") && parseInstant(value) !== undefined;
}

/** Returns whether *value* is an array of finite numbers, none smaller than the one before it. */
function isAscending(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.every((x, i) => isNumber(x) && (i === 0 || x >= value[i - 1]))
  );
}

/** Returns whether JSON can hold *value*, in no more levels than is sensible. */
function isJson(value: unknown, depth: number): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth >= deepest) return false;
  return Object.values(value).every((inner) => isJson(inner, depth + 1));
}
