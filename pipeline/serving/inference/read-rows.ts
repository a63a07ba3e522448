import type {Matrix} from "../../../src/core/forest/types.js";
import {datatypes, findDatatype} from "./datatypes.js";
import type {Datatype} from "./datatypes.js";
import {InvalidRequest} from "./invalid-request.js";
import {quoted} from "./read-request.js";
import type {InputTensor} from "./read-request.js";

/**
 * Returns the rows of the tensors of a request, in the order of *features*: one tensor of shape [rows, features] under any name, or one
 * of shape [rows] or [rows, 1] a feature under its name. null in JSON is NaN, a missing value. Throws an InvalidRequest that names the fault, with
 * the status code 413 if there are more than *maxRows*.
 */
export function readRows(
  inputs: readonly InputTensor[],
  features: readonly string[],
  maxRows: number
): Matrix {
  const [input] = inputs;
  if (inputs.length === 1 && isTable(input, features)) {
    const rows = rowsOf(input, features.length, maxRows);
    const values = new Float32Array(rows * features.length);
    copyTensor(input, {values, from: 0, step: 1, count: values.length});
    return {rows, columns: features.length, values};
  }
  return readColumns(inputs, features, maxRows);
}

/** Returns whether a tensor that comes alone holds all *features*, and not the first of several. */
function isTable({name, shape}: InputTensor, features: readonly string[]): boolean {
  return features.length === 1 || (shape.length === 2 && shape[1] > 1) || !features.includes(name);
}

/** Returns the rows of a tensor of *columns* columns; throws unless its shape has that many. */
function rowsOf({name, shape}: InputTensor, columns: number, maxRows: number): number {
  const isFlat = columns === 1 && shape.length === 1;
  if (!isFlat && !(shape.length === 2 && shape[1] === columns))
    throw new InvalidRequest(
      `invalid shape of ${quoted(name)}: [${shape.slice(0, 8).join(", ")}]; it is [rows, ${columns}]${columns === 1 ? " or [rows]" : ""}`
    );
  const [rows] = shape;
  if (rows <= maxRows) return rows;
  throw new InvalidRequest(`too many rows: ${rows}; ${maxRows} at most in one request`, 413);
}

function readColumns(
  inputs: readonly InputTensor[],
  features: readonly string[],
  maxRows: number
): Matrix {
  const byName = new Map(inputs.map((input) => [input.name, input]));
  if (byName.size < inputs.length) throw new InvalidRequest("duplicate inputs: two have one name");
  const unknown = inputs.find(({name}) => !features.includes(name));
  if (unknown)
    throw new InvalidRequest(
      `unknown input: ${quoted(unknown.name)}; the model has ${features.join(", ")}`
    );
  const missing = features.filter((name) => !byName.has(name));
  if (missing.length > 0) throw new InvalidRequest(`missing inputs: ${missing.join(", ")}`);
  const columns = features.length;
  const rows = rowsOf(byName.get(features[0])!, 1, maxRows);
  const values = new Float32Array(rows * columns);
  features.forEach((name, column) => {
    const input = byName.get(name)!;
    if (rowsOf(input, 1, maxRows) !== rows)
      throw new InvalidRequest(
        `invalid shape of ${quoted(name)}: ${input.shape[0]} rows, and ${quoted(features[0])} has ${rows}`
      );
    copyTensor(input, {values, from: column, step: columns, count: rows});
  });
  return {rows, columns, values};
}

/** Where the elements of a tensor go: to every *step*-th value after *from*. */
interface Target {
  values: Float32Array;
  from: number;
  step: number;
  count: number;
}

function copyTensor(input: InputTensor, target: Target): void {
  const {name, datatype, data} = input;
  const type = findDatatype(datatype);
  if (!type)
    throw new InvalidRequest(
      `unsupported datatype of ${quoted(name)}: ${quoted(datatype)}; it is one of ${Object.keys(datatypes).join(", ")}`
    );
  if (data instanceof Uint8Array)
    copyBytes(input.name, data, {type, isFloat32: datatype === "FP32"}, target); // prettier-ignore
  else copyList(name, data, target);
}

function copyBytes(
  name: string,
  data: Uint8Array,
  {type, isFloat32}: {type: Datatype; isFloat32: boolean},
  {values, from, step, count}: Target
): void {
  if (data.length !== count * type.bytes)
    throw new InvalidRequest(
      `invalid binary_data_size of ${quoted(name)}: ${data.length}; its shape and datatype need ${count * type.bytes}`
    );
  if (isFloat32 && step === 1) {
    new Uint8Array(values.buffer).set(data); // the protocol’s byte order is that of every machine that this runs on
    return;
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let i = 0; i < count; ++i) values[from + i * step] = type.read(view, i * type.bytes);
}

function copyList(name: string, data: readonly unknown[], {values, from, step, count}: Target) {
  let at = 0;
  const copy = (list: readonly unknown[], depth: number): void => {
    for (const element of list) {
      if (typeof element === "number") {
        if (at < count) values[from + at * step] = element;
        ++at;
      } else if (element === null) {
        if (at < count) values[from + at * step] = NaN;
        ++at;
      } else if (Array.isArray(element) && depth < 2) copy(element, depth + 1);
      else
        throw new InvalidRequest(
          `invalid data of ${quoted(name)}: an element is no number; null stands for a missing value`
        );
    }
  };
  copy(data, 1);
  if (at !== count)
    throw new InvalidRequest(
      `invalid data of ${quoted(name)}: ${at} elements; its shape has ${count}`
    );
}
