import type {Matrix} from "../../../src/core/forest/types.js";
import type {ServedModel} from "../served-model.js";
import {InvalidRequest} from "./invalid-request.js";
import {quoted} from "./read-request.js";
import type {InferenceRequest, RequestedOutput} from "./read-request.js";

/** The data types of outputs. */
export type OutputType = "FP64" | "BOOL";

/** A tensor of a response. */
export interface OutputTensor {
  name: string;
  datatype: OutputType;
  shape: number[];
  values: Float64Array | Uint8Array;
  isBinary: boolean;
}

/** The head of an output in the metadata of a model. */
export interface OutputHead {
  name: string;
  datatype: OutputType;
  shape: number[];
}

/** The names of the outputs. */
export const outputNames = {
  score: "score",
  alert: "alert",
  contributions: "contributions"
} as const;

/** Returns the outputs of *model*: a score a row; whether it is an alert, if the model has a threshold; contributions, if it explains. */
export function outputsOf({threshold, explain, features}: ServedModel): OutputHead[] {
  return [
    {name: outputNames.score, datatype: "FP64", shape: [-1]},
    ...(threshold ? [{name: outputNames.alert, datatype: "BOOL" as const, shape: [-1]}] : []),
    ...(explain
      ? [
          {
            name: outputNames.contributions,
            datatype: "FP64" as const,
            shape: [-1, features.length]
          }
        ]
      : [])
  ];
}

/** Returns the outputs of *model* that *request* names, or, if it names none, all but contributions; throws an InvalidRequest if there is no such output. */
export function chooseOutputs(model: ServedModel, request: InferenceRequest): RequestedOutput[] {
  const names = outputsOf(model).map(({name}) => name);
  if (!request.outputs)
    return names
      .filter((name) => name !== outputNames.contributions)
      .map((name) => ({name, isBinary: request.isBinary}));
  const unknown = request.outputs.find(({name}) => !names.includes(name));
  if (unknown)
    throw new InvalidRequest(
      `unknown output: ${quoted(unknown.name)}; the model has ${names.join(", ")}`
    );
  if (new Set(request.outputs.map(({name}) => name)).size < request.outputs.length)
    throw new InvalidRequest("duplicate outputs: two have one name");
  return request.outputs;
}

/** Returns the tensors of *outputs* of the rows of *matrix*, which *model* gave *scores*. */
export function outputTensors(
  model: ServedModel,
  matrix: Matrix,
  scores: Float64Array,
  outputs: readonly RequestedOutput[]
): OutputTensor[] {
  return outputs.map(({name, isBinary}) => {
    if (name === outputNames.score)
      return {name, datatype: "FP64", shape: [matrix.rows], values: scores, isBinary};
    if (name === outputNames.alert) {
      const {value} = model.threshold!;
      const values = Uint8Array.from(scores, (score) => Number(score >= value));
      return {name, datatype: "BOOL", shape: [matrix.rows], values, isBinary};
    }
    const shape = [matrix.rows, matrix.columns];
    return {name, datatype: "FP64", shape, values: contributionsOf(model, matrix), isBinary};
  });
}

/** Returns the contributions of each row, in levels: negative ones make it more anomalous. */
function contributionsOf({explain}: ServedModel, {rows, columns, values}: Matrix): Float64Array {
  const contributions = new Float64Array(rows * columns);
  for (let i = 0; i < rows; ++i) {
    const row = values.subarray(i * columns, (i + 1) * columns);
    contributions.set(explain!(row).contributions, i * columns);
  }
  return contributions;
}
