import {canonicalJson} from "../schema/artifacts.js";
import type {Json} from "../schema/artifacts.js";
import type {ImportedModelFile} from "../schema/imported-models.js";
import type {ModelFile} from "../schema/models.js";
import {ModelError, requireThat} from "./check.js";
import {parseModel} from "./serialize.js";
import type {Forest} from "./types.js";

/** The format of an imported model, and its version. */
export const importedFormat = "atalaya-imported-model/1";

/** A model of a run, or one that was imported; `format` tells which. */
export type AnyModelFile = ModelFile | ImportedModelFile;

const fields = ["format", "name", "parameters", "features", "source", "forest"];
const sourceFields = ["format", "producer", "sha256", "missingLeft"];
const digest = /^[0-9a-f]{64}$/;
const maxNameLength = 200; // characters

/**
 * Reads a model file of a run or an imported one, given as text or as the value of its JSON, and
 * returns it with its forest. Nothing in it is trusted: throws a ModelError as `parseModel` does.
 */
export function parseAnyModel(input: unknown): {file: AnyModelFile; forest: Forest} {
  const value = typeof input === "string" ? parseJson(input) : input;
  if (!isObject(value) || value.format !== importedFormat) return parseModel(value);
  checkFields(value, "the file", fields);
  const {source} = value;
  requireThat(isObject(source), "source", source);
  checkFields(source, "source", sourceFields);
  for (const name of ["format", "producer"])
    requireThat(isName(source[name]), `source.${name}`, source[name]);
  requireThat(
    typeof source.sha256 === "string" && digest.test(source.sha256),
    "source.sha256",
    source.sha256
  );
  const {missingLeft} = source;
  requireThat(
    Number.isSafeInteger(missingLeft) && (missingLeft as number) >= 0,
    "source.missingLeft",
    missingLeft
  );
  const file = value as unknown as ImportedModelFile;
  const {features} = file;
  const profile = {quantiles: [0], values: Array.isArray(features) ? features.map(() => [0]) : []};
  const {forest} = parseModel(adoptModel(file, unknownTraining, profile));
  return {file, forest};
}

/** What stands for the training of an imported model while the rest of it is checked. */
const unknownTraining: ModelFile["training"] = {
  silver: "0".repeat(64),
  from: "1970-01-01T00:00:00Z",
  until: "1970-01-01T00:00:00Z",
  windowRows: 0,
  rows: 0
};

/**
 * Returns an imported model as the model file of a run: with the *training* window of that run, and
 * the *profile* of its training rows, which say what is typical there. The forest stays as it is.
 */
export function adoptModel(
  {name, parameters, features, forest}: ImportedModelFile,
  training: ModelFile["training"],
  profile: ModelFile["profile"]
): ModelFile {
  return {format: "atalaya-model/1", name, parameters, features, training, profile, forest};
}

/**
 * Returns a model file, of either kind, as canonical JSON: equal models have equal bytes. Throws a
 * ModelError if `parseAnyModel` would not read it back.
 */
export function anyModelToJson(file: AnyModelFile): string {
  return canonicalJson(parseAnyModel(file).file as unknown as Json);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError("invalid model: not JSON; is the file complete?", {cause: error});
  }
}

function isObject(value: unknown): value is {[name: string]: unknown} {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value.length >= 1 && value.length <= maxNameLength;
}

function checkFields(value: {[name: string]: unknown}, what: string, names: string[]): void {
  for (const name of names)
    requireThat(Object.hasOwn(value, name), `a field of ${what}, missing ${name},`, value);
  for (const name of Object.keys(value))
    requireThat(names.includes(name), `an unknown field of ${what}`, name);
}
