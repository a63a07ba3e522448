import {writeFile} from "node:fs/promises";
import {anyModelToJson} from "../../../../src/core/forest/imported-model.js";
import {UsageError} from "../../../config/errors.js";
import {importModel} from "../../../exchange/import-model.js";
import {naming, readFileBounded} from "../../../exchange/read-model-file.js";
import {writeNewFile} from "./write-new-file.js";
import {sha256} from "../../../artifacts/digest.js";
import type {CommandCall} from "../command.js";
import {describeModel, linesOf} from "./describe.js";

/** Makes a model file of the file of another tool at *path*; throws a UsageError if it is not supported. */
export async function importFile(
  [path]: string[],
  {values, json, print, reporter}: CommandCall
): Promise<void> {
  const {output, features} = values as {output: string; features?: string};
  const {model, text} = await writeNewFile(output, async (partial) => {
    const {bytes} = await readFileBounded(path);
    const model = naming(path, () => importModel(bytes, {features: readNames(features)}));
    const text = anyModelToJson(model.file);
    await writeFile(partial, text);
    return {model, text};
  });
  const description = describeModel(model);
  if (description.source && Number(description.source.missingLeft) > 0) {
    reporter.warn(
      `a row with a missing value may get another score than there: ${description.source.missingLeft} nodes send it left; here it goes right`
    );
  }
  if (json)
    print(
      JSON.stringify({output, ...description, bytes: Buffer.byteLength(text), sha256: sha256(text)})
    );
  else
    print(
      [...linesOf(description), `next: \`atalaya model score\` scores a table with ${output}`].join(
        "\n"
      )
    );
}

function readNames(text: string | undefined): string[] | undefined {
  const names = text?.split(",").map((name) => name.trim());
  if (names?.includes("")) throw new UsageError(`invalid --features: ${text}; a name is empty`);
  return names;
}
