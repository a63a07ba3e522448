import {anyModelToJson} from "../../src/core/forest/imported-model.js";
import {modelFeatures} from "../../src/core/features/list.js";
import {sha256} from "../artifacts/digest.js";
import {UsageError} from "../config/errors.js";
import {readModelFile} from "./read-model-file.js";

/**
 * Reads the model file at *path*, of a run or imported, and returns it as canonical JSON with the SHA-256
 * of that. Throws a UsageError if it is no model file, or sees a feature that events do not have.
 */
export async function readExternalModel(path: string): Promise<{text: string; sha256: string}> {
  const {file} = await readModelFile(path);
  const known = modelFeatures.map(({name}) => name);
  const unknown = file.features.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(
      `unknown feature in ${path}: ${unknown.join(", ")}; a model can see ${known.join(", ")}, and names them with \`atalaya model import --features\``
    );
  }
  const text = anyModelToJson(file);
  return {text, sha256: sha256(text)};
}
