import {UsageError} from "../../../config/errors.js";
import {readModelFile} from "../../../exchange/read-model-file.js";
import {writeNewFile} from "./write-new-file.js";
import {scoreTable} from "./score-table.js";
import type {CommandCall} from "../command.js";

/** Scores a table with the model file *path*; throws a UsageError if either is not as it must be. */
export async function score([path]: string[], call: CommandCall): Promise<void> {
  const {values, json, print, reporter, settings} = call;
  const {input, output} = values as {input?: string; output: string};
  if (input === undefined)
    throw new UsageError("missing --input: atalaya model score reads a table; name it");
  if (!/\.csv$/i.test(output))
    throw new UsageError(`invalid --output: ${output}; scores are CSV, and its name ends in .csv`);
  const model = await readModelFile(path);
  const rows = await writeNewFile(output, async (partial) => {
    reporter.begin("score");
    const rows = await scoreTable(model, input, partial, {
      threads: settings.threads,
      onProgress: (done, total) => reporter.progress(done, total, "rows")
    });
    reporter.end("score", `${rows.toLocaleString("en-US")} rows`);
    return rows;
  });
  if (json) print(JSON.stringify({input, output, model: model.sha256, rows}));
  else print(`${rows.toLocaleString("en-US")} scores in ${output}`);
}
