import {writeFile} from "node:fs/promises";
import {anyModelToJson} from "../../../../src/core/forest/imported-model.js";
import {UsageError} from "../../../config/errors.js";
import {modelToOnnx, onnxError} from "../../../exchange/export-onnx.js";
import type {Model} from "../../../exchange/export-onnx.js";
import {readModelFile} from "../../../exchange/read-model-file.js";
import {readRunModel} from "./read-run-model.js";
import {writeNewFile} from "./write-new-file.js";
import {sha256} from "../../../artifacts/digest.js";
import type {CommandCall} from "../command.js";

/** Writes a model, of a run or of the model file that *files* name, for other tools; throws a UsageError. */
export async function exportModel(files: string[], call: CommandCall): Promise<void> {
  const {output, format = "onnx"} = call.values as {output: string; format?: string};
  if (format !== "onnx" && format !== "json")
    throw new UsageError(`invalid --format: ${format}; it is onnx or json`);
  const {model, bytes} = await writeNewFile(output, async (partial) => {
    const model = await readModel(files, call);
    const bytes = format === "onnx" ? modelToOnnx(model) : Buffer.from(anyModelToJson(model.file));
    await writeFile(partial, bytes);
    return {model, bytes};
  });
  const facts = {
    output,
    format,
    name: model.file.name,
    bytes: bytes.length,
    sha256: sha256(bytes),
    ...(format === "onnx" && {scoreError: onnxError(model.forest)})
  };
  if (call.json) call.print(JSON.stringify(facts));
  else
    call.print(
      `${facts.name} in ${output}, ${facts.bytes.toLocaleString("en-US")} bytes${facts.scoreError ? `; its scores are ours within ${facts.scoreError.toExponential(1)}` : ""}`
    );
}

async function readModel(
  [path]: string[],
  {values, settings, reporter}: CommandCall
): Promise<Model> {
  const {model, run} = values as {model?: string; run?: string};
  if (path === undefined) {
    const onWait = (message: string) => reporter.warn(message);
    return readRunModel(settings, {model, run, onWait});
  }
  for (const [name, value] of Object.entries({model, run})) {
    if (value !== undefined)
      throw new UsageError(
        `ambiguous model: --${name} is of a run, and ${path} is named too; omit one of them`
      );
  }
  return readModelFile(path);
}
