import {decodeArray} from "../../src/core/forest/arrays.js";
import {limits, ModelError} from "../../src/core/forest/check.js";
import {parseAnyModel} from "../../src/core/forest/imported-model.js";
import {encodeForest} from "../../src/core/forest/serialize.js";
import {readEnsemble} from "./ensemble.js";
import {ensembleOperator} from "./ensemble-attributes.js";
import {graphOf, metadataPrefix} from "./export-onnx.js";
import type {Model} from "./export-onnx.js";
import {encodeOnnx} from "./onnx-file.js";
import type {OnnxGraph, OnnxModel} from "./onnx-messages.js";
import {layOutTrees} from "./trees.js";

/** The keys of the metadata that are no field of a model file. */
const forestKeys = ["normalizer", "path_length", "size"];

/**
 * Returns the model that `modelToOnnx` wrote, or undefined if another tool has written the file. The
 * trees are read from the graph, the rest from the metadata, and both must say the same: throws a
 * ModelError if the graph is not what the metadata describes, since runtimes follow the graph alone.
 */
export function maybeOwnOnnx({graph, metadataProps}: OnnxModel): Model | undefined {
  const metadata = readMetadata(metadataProps);
  if (!graph || !metadata.has("format")) return undefined;
  const {forest: encoded, columns} = readForest(graph, metadata);
  const head = [...metadata].filter(([key]) => key !== "format" && !forestKeys.includes(key));
  const model = parseAnyModel({
    format: metadata.get("format"),
    ...Object.fromEntries(head.map(([key, value]) => [key, readJson(key, value)])),
    forest: {...encoded, columns}
  });
  const expected = encodeOnnx({graph: graphOf(model.forest), opsetImport: [], metadataProps: []});
  const found = encodeOnnx({graph, opsetImport: [], metadataProps: []});
  if (Buffer.compare(expected, found) !== 0) {
    throw new ModelError(
      "invalid ONNX: the graph is not what its atalaya metadata says; was it changed after the export? export the model again"
    );
  }
  return model;
}

function readMetadata(entries: OnnxModel["metadataProps"]): Map<string, string> {
  const metadata = new Map<string, string>();
  for (const {key = "", value = ""} of entries) {
    if (!key.startsWith(metadataPrefix)) continue;
    const name = key.slice(metadataPrefix.length);
    if (metadata.has(name) || name === "forest")
      throw new ModelError(
        `invalid ONNX: the metadata ${JSON.stringify(key.slice(0, 60))}, or again`
      );
    metadata.set(name, value);
  }
  return metadata;
}

function readForest(graph: OnnxGraph, metadata: ReadonlyMap<string, string>) {
  const ensemble = graph.node.find(({opType}) => opType === ensembleOperator);
  if (!ensemble) throw new ModelError(`invalid ONNX: missing ${ensembleOperator}`);
  const {origin, depth: _, ...structure} = layOutTrees(readEnsemble(ensemble));
  const get = (key: string) => {
    const value = metadata.get(key);
    if (value !== undefined) return value;
    throw new ModelError(`invalid ONNX: missing metadata ${metadataPrefix}${key}`);
  };
  const features = readJson("features", get("features"));
  const columns = Array.isArray(features) ? features.length : 0;
  const forest = encodeForest({
    ...structure,
    pathLength: decodeArray(get("path_length"), "float64", limits.nodes, "path_length"),
    size: decodeArray(get("size"), "uint32", limits.nodes, "size"),
    normalizer: Number(get("normalizer")),
    columns
  });
  return {forest, columns, nodes: origin.length};
}

function readJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError(`invalid ONNX: metadata ${JSON.stringify(key.slice(0, 60))} is not JSON`, {
      cause: error
    });
  }
}
