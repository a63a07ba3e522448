import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {evaluate} from "../../../../pipeline/evaluation/evaluate.js";
import {ingest} from "../../../../pipeline/ingestion/ingest.js";
import {writeLogs} from "../../../../pipeline/ingestion/land-bytes.js";
import {syntheticLogs} from "../../../../pipeline/ingestion/synthetic/feed.js";
import {readSettings} from "../../../../pipeline/ingestion/synthetic/options.js";
import type {PhaseContext} from "../../../../pipeline/artifacts/context.js";
import {train} from "../../../../pipeline/training/train.js";
import {transform} from "../../../../pipeline/transformation/transform.js";
import type {Manifest} from "../../../../src/core/schema/artifacts.js";

/**
 * Writes a feed of some days into *folder*: a log of each kind, and one of connections with a record of another time, so that a
 * file is read twice, the second time with bounds. Returns its files.
 */
export async function writeFeed(folder: string, {flows = 1000, days = 4} = {}): Promise<string[]> {
  const settings = readSettings({flows, days, seed: 7});
  const named = function* () {
    for (const {kind, bytes} of syntheticLogs(settings)) yield {name: `${kind}.log`, bytes};
  };
  const logs = await writeLogs(named(), folder, () => {});
  const stray = join(folder, "stray.log");
  const row = (ts: number) => `${ts}.5\t10.0.0.1\t10.0.0.2\tSF\n`;
  const header = "#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\tconn_state\n";
  await writeFile(stray, header + row(1_000_000_000));
  return [...logs.map(({path}) => path), stray];
}

/** Returns the artifacts of all phases of the logs at *patterns*. */
export async function runPhases(patterns: string[], context: PhaseContext): Promise<Manifest[]> {
  const {manifest: raw} = await ingest({kind: "files", patterns}, context);
  const {manifest: silver} = await transform(raw, context);
  const {manifest: models} = await train(silver, {trees: 5}, context);
  const {manifest} = await evaluate({raw, silver, models}, {fast: true}, context);
  return [raw, silver, models, manifest];
}
