import {readModelFile} from "../../../exchange/read-model-file.js";
import type {CommandCall} from "../command.js";
import {describeModel, linesOf} from "./describe.js";

/** Prints what the model file *path* is; throws a UsageError if it is none. */
export async function show([path]: string[], {json, print}: CommandCall): Promise<void> {
  const {sha256, bytes, ...model} = await readModelFile(path);
  const description = describeModel(model);
  if (json) print(JSON.stringify({...description, bytes, sha256}));
  else
    print(
      [
        ...linesOf(description),
        `  file        ${bytes.toLocaleString("en-US")} bytes, sha256 ${sha256}`
      ].join("\n")
    );
}
