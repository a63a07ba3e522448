import {ModelError} from "../../src/core/forest/check.js";
import {brief} from "./ensemble.js";
import {elementTypes} from "./onnx-messages.js";
import type {OnnxGraph, OnnxModel, OnnxNode, OnnxTensor} from "./onnx-messages.js";

/** A graph, by the names of what it computes. */
export interface Graph {
  /** The node that makes each value. */
  makers: ReadonlyMap<string, OnnxNode>;

  /** The constants, by name; single precision or integers. */
  constants: ReadonlyMap<string, ArrayLike<number>>;

  /** The name of the only input. */
  input: string;

  /** The number of columns of the input. */
  columns: number;

  /** The names of the outputs. */
  outputs: string[];

  /** The operators, once each, in ascending order, for messages. */
  operators: string[];
}

/** The importable models; the end of an error. */
export const supported =
  "those read are an export of Atalaya, and an IsolationForest of scikit-learn as skl2onnx writes it (one input of single precision, all features in each tree)";

/**
 * Returns the graph of *model*, indexed. Throws a ModelError if it has functions of its own, external
 * data, two makers of one value, or not exactly one table as input.
 */
export function indexGraph({graph, functions}: OnnxModel): Graph {
  if (!graph || graph.node.length === 0)
    throw new ModelError("invalid ONNX: it has no graph; is it an ONNX model?");
  if (functions?.length)
    throw new ModelError(`unsupported ONNX: it has functions of its own; ${supported}`);
  const makers = new Map<string, OnnxNode>();
  for (const node of graph.node) {
    for (const output of node.output) {
      if (makers.has(output)) throw new ModelError(`invalid ONNX: two nodes make ${brief(output)}`);
      makers.set(output, node);
    }
  }
  const constants = new Map(
    graph.initializer.map((tensor) => [tensor.name ?? "", valuesOf(tensor)])
  );
  const operators = [...new Set(graph.node.map(({opType = ""}) => opType))].sort();
  const inputs = graph.input.filter(({name = ""}) => !constants.has(name));
  const [input] = inputs;
  const dimensions = input?.type?.tensorType?.shape?.dim;
  if (inputs.length !== 1 || dimensions?.length !== 2)
    throw new ModelError(`unsupported ONNX: ${inputs.length} inputs; ${supported}`);
  const columns = dimensions[1].dimValue ?? 0;
  if (!(Number.isInteger(columns) && columns >= 1 && columns < 2 ** 15))
    throw new ModelError(
      `unsupported ONNX: the input has ${columns} columns; at most 32767 are read`
    );
  return {
    makers,
    constants,
    input: input.name ?? "",
    columns,
    outputs: outputsOf(graph),
    operators
  };
}

function outputsOf({output}: OnnxGraph): string[] {
  return output.map(({name = ""}) => name);
}

function valuesOf({
  name = "",
  dataType,
  floatData,
  int64Data,
  rawData,
  dataLocation
}: OnnxTensor): ArrayLike<number> {
  if (dataLocation)
    throw new ModelError(`unsupported ONNX: the data of ${brief(name)} is in another file`);
  const isFloat = dataType === elementTypes.float;
  const list = isFloat ? floatData : dataType === elementTypes.int64 ? int64Data : undefined;
  if (!list) return []; // of a type that nothing here reads; whoever asks for it finds it empty
  if (list.length > 0 || !rawData) return list;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const bytes = isFloat ? 4 : 8;
  return Array.from({length: Math.floor(rawData.length / bytes)}, (_, i) =>
    bytes === 4 ? view.getFloat32(4 * i, true) : Number(view.getBigInt64(8 * i, true))
  );
}

/** Returns a ModelError that says what was found, and what is supported. */
export function unsupported({operators}: Graph, what: string): ModelError {
  const some = operators.slice(0, 12).map(brief).join(", ");
  const more = operators.length > 12 ? `, and ${operators.length - 12} more` : "";
  return new ModelError(
    `unsupported ONNX: ${what} (its operators are ${some}${more}); ${supported}`
  );
}
