import {createHash} from "node:crypto";
import {ModelError} from "../../src/core/forest/check.js";
import {importedFormat, parseAnyModel} from "../../src/core/forest/imported-model.js";
import {encodeForest} from "../../src/core/forest/serialize.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {ImportedModelFile} from "../../src/core/schema/imported-models.js";
import {parseBoundedJson} from "../../src/core/forest/bounded-json.js";
import type {Model} from "./export-onnx.js";
import {dumpFormat, readDump} from "./import-json.js";
import {maybeOwnOnnx} from "./import-own-onnx.js";
import {readSkl2onnx} from "./import-skl2onnx.js";
import type {ScikitModel} from "./import-skl2onnx.js";
import {decodeOnnx} from "./onnx-file.js";
import {isJson, textOf} from "./read-model-file.js";

/** The name that an imported forest goes by. */
const importedName = "imported-isolation-forest";

/** The options of an import. */
export interface ImportOptions {
  /** The names of the columns, in their order; defaults to those in the file, if it has any. */
  features?: string[];
}

/**
 * Returns the model in the bytes of another tool’s file: an ONNX file that Atalaya exported, which
 * gives the very model back; a scikit-learn IsolationForest as skl2onnx writes it; or its dump as JSON
 * (docs/08-model-exchange.md). Throws a ModelError that says what was found instead, or that the names
 * of the columns are missing.
 */
export function importModel(bytes: Uint8Array, {features}: ImportOptions = {}): Model {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (isJson(bytes)) return importDump(parseBoundedJson(textOf(bytes)), sha256, features);
  const onnx = decodeOnnx(bytes);
  const own = maybeOwnOnnx(onnx);
  if (own) {
    if (features && features.join() !== own.file.features.join())
      throw new ModelError(
        `ambiguous features: the file names ${listOf(own.file.features)}; omit --features`
      );
    return own;
  }
  const model = readSkl2onnx(onnx);
  const producer = [onnx.producerName, onnx.producerVersion]
    .filter(Boolean)
    .join(" ")
    .slice(0, 200);
  const source = {
    format: "onnx",
    producer: producer || "unknown",
    sha256,
    missingLeft: model.missingLeft
  };
  return importedModel(model, features, source, {});
}

function importDump(value: unknown, sha256: string, features?: string[]): Model {
  const format = (value as {format?: unknown} | null)?.format;
  if (typeof format === "string" && format.startsWith("atalaya-"))
    throw new ModelError(
      `nothing to import: the file is a model file of Atalaya already, ${JSON.stringify(format.slice(0, 60))}`
    );
  if (format !== dumpFormat)
    throw new ModelError(
      `unsupported JSON: format is ${JSON.stringify(format)?.slice(0, 60)}; the one read is ${dumpFormat}`
    );
  const model = readDump(value);
  const source = {
    format: dumpFormat,
    producer: `scikit-learn ${model.version}`,
    sha256,
    missingLeft: model.missingLeft
  };
  return importedModel(model, features ?? model.features ?? undefined, source, {
    contamination: model.contamination
  });
}

function importedModel(
  {forest, sampleSize, offset}: ScikitModel,
  features: string[] | undefined,
  source: ImportedModelFile["source"],
  more: {[name: string]: Json}
): Model {
  const {columns} = forest;
  if (!features)
    throw new ModelError(
      `missing feature names: the file names none for its ${columns} columns; give them with --features, in their order`
    );
  if (features.length !== columns)
    throw new ModelError(
      `invalid features: ${features.length} names (${listOf(features)}) for ${columns} columns`
    );
  return parseAnyModel({
    format: importedFormat,
    name: importedName,
    parameters: {trees: forest.roots.length, sampleSize, offset, ...more},
    features,
    source,
    forest: encodeForest(forest)
  });
}

/** Returns names as they may stand in a message: the first few. */
function listOf(names: readonly string[]): string {
  return `${names.slice(0, 12).join(", ").slice(0, 400)}${names.length > 12 ? `, and ${names.length - 12} more` : ""}`;
}
