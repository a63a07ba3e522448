import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {fileKey, localFiles} from "../../../../pipeline/artifacts/artifacts.js";
import {literals, openSession} from "../../../../pipeline/duckdb/session.js";
import {loadModels} from "../../../../pipeline/evaluation/load-models.js";
import {scoreDays} from "../../../../pipeline/evaluation/score-days.js";
import {ingest} from "../../../../pipeline/ingestion/ingest.js";
import {train} from "../../../../pipeline/training/train.js";
import {transform} from "../../../../pipeline/transformation/transform.js";
import {explain} from "../../../../src/core/forest/explain.js";
import {scorer} from "../../../../src/core/forest/scorer.js";
import type {LoadedModel} from "../../../../src/core/published/loaded-model.js";
import {isFlows} from "../../../../src/core/schema/service-tables.js";
import type {EventModel} from "../../../../src/core/stream/event-scores.js";
import type {TestContext} from "../../ingestion/test-context.js";

/** A run over some logs of connections: what live scoring is compared with. */
export interface BatchRun {
  model: EventModel;

  /** The text of its file. */
  modelFile: string;

  /** The stored score of the event of each line of the logs, one log after the other, from 0; NaN: no event. */
  scores: Float64Array;

  /** The files of SILVER by day. */
  days: Map<string, string>;
}

/** Runs ingestion, transformation, training and the scores of an evaluation over *logs*. */
export async function batchRun(
  logs: readonly (string | Uint8Array)[],
  context: TestContext
): Promise<BatchRun> {
  const paths = logs.map((_, i) => join(context.folder, `conn-${String(i).padStart(4, "0")}.log`));
  for (const [i, log] of logs.entries()) await writeFile(paths[i], log);
  const raw = (await ingest({kind: "files", patterns: paths}, context)).manifest;
  const {manifest: silver} = await transform(raw, context);
  const trained = (await train(silver, {trainingRows: 1024}, context)).manifest;
  const models = await loadModels(trained, context);
  const session = await openSession({scratch: context.scratch});
  try {
    const scored = await scoreDays(session, silver, {models, flow: null}, context);
    const {files} = raw.facts as unknown as {files: {slot: number; lines: number}[]};
    const before: number[] = [];
    let total = 0;
    for (const {lines} of files) {
      before.push(total);
      total += lines;
    }
    const scores = new Float64Array(total).fill(NaN);
    const sql = `SELECT file::DOUBLE AS file, line::DOUBLE AS line, score
      FROM read_parquet(${literals(scored.silver)}, hive_partitioning = false)
      JOIN read_parquet(${literals(scored.scores)}, hive_partitioning = false) USING (event_id)`;
    const slots = new Map(files.map(({slot}, i) => [slot, before[i]]));
    for (const {file, line, score} of await session.rows<{
      file: number;
      line: number;
      score: number;
    }>(sql))
      // prettier-ignore
      scores[slots.get(file)! + line - 1] = score;
    const flows = await localFiles(context.stores, silver, isFlows);
    const named = silver.files.filter(({path}) => isFlows(path));
    const days = new Map(named.map(({path}, i) => [path.split("/")[0].slice("day=".length), flows[i]])); // prettier-ignore
    const [{path}] = trained.facts.models as {path: string}[];
    const modelFile = new TextDecoder().decode(await context.stores.models.read(fileKey(trained, path))); // prettier-ignore
    return {model: modelOf(models[0]), modelFile, scores, days};
  } finally {
    session.close();
  }
}

/** Returns the model of a training as live scoring has it. */
export function modelOf({file, forest, sha256}: LoadedModel): EventModel {
  return {
    name: file.name,
    version: sha256.slice(0, 12),
    features: file.features,
    score: scorer(forest),
    threshold: 0.6,
    explain: (row) => explain(forest, row),
    profile: file.profile
  };
}
