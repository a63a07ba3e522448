import {join} from "node:path";
import {readFile} from "node:fs/promises";
import {expect, it} from "vitest";
import {fileKey} from "../../../pipeline/artifacts/artifacts.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import {literal, openSession} from "../../../pipeline/duckdb/session.js";
import {scoreDays} from "../../../pipeline/evaluation/score-days.js";
import {modelFeatures} from "../../../src/core/features/list.js";
import {growForest} from "../../../src/core/forest/grow.js";
import type {LoadedModel} from "../../../src/core/published/loaded-model.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {benchRows} from "../../bench/forest/rows.js";
import {testContext} from "../ingestion/test-context.js";
import type {TestContext} from "../ingestion/test-context.js";

const rows = 500;
const matrix = benchRows(300, modelFeatures.length);

/** Two models of which only what scoring reads is there. */
const models = [1, 2].map((seed) => ({
  forest: growForest(matrix, {seed, trees: 3, sampleSize: 64}),
  sha256: `model ${seed}`
})) as LoadedModel[];

/** Returns a SILVER of as many days as *firsts* has numbers: where the ids of a day begin. */
async function silverOf(context: TestContext, firsts: number[]): Promise<Manifest> {
  const session = await openSession({scratch: context.scratch});
  const features = modelFeatures.map(({name}, j) => `CAST(sin(i * ${j + 1}) AS FLOAT) AS ${name}`);
  const manifest = {
    key: "silver",
    phase: "transformation",
    files: [],
    rows: 0
  } as unknown as Manifest;
  for (const [day, first] of firsts.entries()) {
    const path = `day=2026-03-0${day + 1}/features.parquet`;
    const local = join(context.scratch, "day.parquet");
    await session.run(
      `COPY (SELECT i AS event_id, ${features.join(", ")} FROM range(${first}, ${first + rows}) AS numbers(i)) TO ${literal(local)}`
    );
    const bytes = await readFile(local);
    await context.stores.silver.write(fileKey({key: "silver"}, path), bytes);
    manifest.files.push({path, sha256: sha256(bytes), bytes: bytes.length, rows});
    manifest.rows += rows;
  }
  session.close();
  return manifest;
}

it("scoreDays(…) scores each day once on the same models, whatever days are beside it", async () => {
  const context = await testContext();
  const session = await openSession({scratch: context.scratch});
  const score = async (silver: Manifest, on = models) => {
    const partitions = {made: 0, reused: 0}; // of this run
    const scored = await scoreDays(
      session,
      silver,
      {models: on, flow: null},
      {...context, partitions}
    );
    return {...scored, counts: partitions};
  };
  const two = await score(await silverOf(context, [0, rows]));
  expect(two.counts).toEqual({made: 2, reused: 0});
  expect(two.partitions.map(({partition}) => partition)).toEqual([
    "scores/day=2026-03-01",
    "scores/day=2026-03-02"
  ]);
  expect(two.partitions[0].files.map(({path}) => path)).toEqual(["scores/day=2026-03-01.parquet"]);
  const more = await testContext();
  const silver = await silverOf(more, [0, 7 * rows, 2 * rows]);
  context.stores.silver = more.stores.silver;
  const three = await score(silver);
  expect(three.counts).toEqual({made: 2, reused: 1}); // a day changed, and one is new
  expect(three.partitions[0]).toEqual(two.partitions[0]);
  expect(three.scores[0]).toBe(two.scores[0]);
  expect((await score(silver, models.toReversed())).counts).toEqual({made: 3, reused: 0});
  session.close();
});
