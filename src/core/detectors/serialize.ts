import {decodeArray, encodeArray} from "../forest/arrays.js";
import {requireThat} from "../forest/check.js";
import {maxColumns} from "../forest/grow.js";
import {checkHead, fieldsOf, headFields, isFields, isNumber} from "../forest/model-file.js";
import {parseJson} from "../forest/serialize.js";
import {canonicalJson} from "../schema/artifacts.js";
import type {Json} from "../schema/artifacts.js";
import type {DetectorFile} from "../schema/models.js";
import type {DetectorState, Fitted} from "./detector.js";
import {restoreDetector} from "./registry.js";

const format = "atalaya-detector/1";

/** Bounds of what is read, far beyond what is useful, so that a file cannot ask for more. */
const limits = {numbers: 64, arrays: 64, elements: 2 ** 24} as const;

/**
 * Returns *fitted* as a detector file: canonical JSON, so that equal detectors have equal bytes.
 * Throws a ModelError if `parseDetector` would not read it back.
 */
export function detectorToJson(
  fitted: Fitted,
  {features, training}: Pick<DetectorFile, "features" | "training">
): string {
  const {name, parameters} = fitted;
  const state = fitted.state();
  const file = {format, name, parameters, features, training, state: encodeState(state)};
  checkDetectorFile(file);
  restore(file, state); // throws what reading it back would
  return canonicalJson(file as unknown as Json);
}

/**
 * Reads a detector file, given as text or as the value of its JSON, and returns it with its detector.
 * Nothing in it is trusted: throws a ModelError unless it is whole, of this version, of a detector of
 * the core, and what it has learnt is within bounds. A detector that this returns can score any row.
 */
export function parseDetector(input: unknown): {file: DetectorFile; fitted: Fitted} {
  const file = typeof input === "string" ? parseJson(input) : input;
  checkDetectorFile(file);
  return {file, fitted: restore(file, decodeState(file.state))};
}

/** Returns the detector of a file whose state is *state*; throws a ModelError unless it is sound, and all there is. */
function restore(file: DetectorFile, state: DetectorState): Fitted {
  const {name, parameters, features} = file;
  for (const name of Object.keys(state.arrays)) {
    const field = `state.arrays.${name}`;
    const {length} = state.arrays[name];
    requireThat(length <= limits.elements, `length of ${field}`, length);
    const broken = state.arrays[name].find((value) => !Number.isFinite(value));
    requireThat(broken === undefined, `a number of ${field}`, broken);
  }
  const fitted = restoreDetector(name, state, parameters, features.length);
  checkNothingElse(file, fitted);
  return fitted;
}

/** Throws a ModelError if the file holds parameters or state that the detector does not know. */
function checkNothingElse({parameters, state}: DetectorFile, fitted: Fitted): void {
  const known = fitted.state();
  for (const name of Object.keys(parameters)) {
    requireThat(Object.hasOwn(fitted.parameters, name), "an unknown parameter", name);
  }
  for (const part of ["numbers", "arrays"] as const) {
    for (const name of Object.keys(state[part])) {
      requireThat(Object.hasOwn(known[part], name), `an unknown field of state.${part}`, name);
    }
  }
}

/** Throws a ModelError unless *value* has the fields of a detector file, these only, each of its type. */
function checkDetectorFile(value: unknown): asserts value is DetectorFile {
  const file = fieldsOf(value, "the file", [...headFields, "state"], format);
  const features = checkHead(file);
  requireThat(features >= 1 && features <= maxColumns, "the number of features", features);
  const {numbers, arrays} = fieldsOf(file.state, "state", ["numbers", "arrays"]);
  requireThat(isFields(numbers), "state.numbers", numbers);
  requireThat(isFields(arrays), "state.arrays", arrays);
  checkNames(numbers, limits.numbers, "state.numbers");
  checkNames(arrays, limits.arrays, "state.arrays");
  for (const name of Object.keys(numbers)) {
    requireThat(isNumber(numbers[name]), `state.numbers.${name}`, numbers[name]);
  }
  for (const name of Object.keys(arrays)) {
    requireThat(typeof arrays[name] === "string", `state.arrays.${name}`, arrays[name]);
  }
}

function checkNames(fields: object, most: number, what: string): void {
  const names = Object.keys(fields);
  requireThat(names.length <= most, `the number of ${what}`, names.length);
  for (const name of names) requireThat(/^[a-zA-Z]{1,40}$/.test(name), `a name of ${what}`, name);
}

function encodeState({numbers, arrays}: DetectorState): DetectorFile["state"] {
  const texts: {[name: string]: string} = {};
  for (const name of Object.keys(arrays)) texts[name] = encodeArray(arrays[name], "float64");
  return {numbers, arrays: texts};
}

function decodeState({numbers, arrays}: DetectorFile["state"]): DetectorState {
  const decoded: {[name: string]: Float64Array} = {};
  for (const name of Object.keys(arrays))
    decoded[name] = decodeArray(arrays[name], "float64", limits.elements, `state.arrays.${name}`);
  return {numbers, arrays: decoded};
}
