import {expect, it} from "vitest";
import {modelFeatures} from "../../../src/core/features/list.js";
import {parseModel} from "../../../src/core/forest/serialize.js";
import {literal, openSession} from "../../../pipeline/duckdb/session.js";
import {fileKey, localFiles} from "../../../pipeline/artifacts/artifacts.js";
import type {TrainOptions} from "../../../pipeline/training/options.js";
import {train} from "../../../pipeline/training/train.js";
import {drawTrainingRows, trainingWindow} from "../../../pipeline/training/window.js";
import {transform} from "../../../pipeline/transformation/transform.js";
import {testContext} from "../ingestion/test-context.js";
import type {TestContext} from "../ingestion/test-context.js";
import {ingestFlows, normalFlows} from "../small-log.js";

async function modelsOf(options: TrainOptions, flows = normalFlows(600), given?: TestContext) {
  const context = given ?? (await testContext());
  const {manifest: silver} = await transform(await ingestFlows(flows, context), context);
  const {manifest, reused} = await train(silver, options, context);
  const read = async (name: string) =>
    parseModel(
      new TextDecoder().decode(await context.stores.models.read(fileKey(manifest, `${name}.json`)))
    );
  return {manifest, reused, silver, context, read};
}

it("train(silver, options, context) trains both models on the same rows of the first half", async () => {
  const {read, silver, manifest} = await modelsOf({});
  const ours = await read("isolation-forest");
  const library = await read("ml-isolation-forest");
  expect(ours.file.training).toEqual(library.file.training);
  expect(ours.file.profile).toEqual(library.file.profile);
  expect(ours.file.training).toMatchObject({silver: silver.sha256, windowRows: 300, rows: 300});
  expect(ours.file.training.from).toBe("2023-11-14T22:13:20.000000Z");
  expect(ours.file.training.until).toBe("2023-11-15T03:12:50.000001Z"); // half of 599 minutes later
  expect(ours.file.parameters).toEqual({trees: 100, sampleSize: 256, seed: 42});
  expect(ours.forest.roots).toHaveLength(100);
  expect(ours.file.features).toEqual(modelFeatures.map(({name}) => name));
  expect(Array.from(library.forest.roots, (root) => library.forest.size[root])).toEqual(
    new Array(100).fill(300)
  );
  expect(manifest.rows).toBe(300);
});

it("train(silver, options, context) gives the same models for the same seed, on any number of threads", async () => {
  const one = await modelsOf({seed: 7}, undefined, await testContext(1));
  const two = await modelsOf({seed: 7}, undefined, await testContext(2));
  const other = await modelsOf({seed: 8});
  expect(two.manifest.sha256).toBe(one.manifest.sha256);
  expect(other.manifest.sha256).not.toBe(one.manifest.sha256);
});

it("train(silver, options, context) does nothing the second time", async () => {
  const {silver, context} = await modelsOf({});
  expect((await train(silver, {}, context)).reused).toBe(true);
  expect((await train(silver, {seed: 1}, context)).reused).toBe(false);
});

it("train(silver, options, context) refuses fewer than two events, and says how many there are", async () => {
  await expect(modelsOf({}, normalFlows(1))).rejects.toThrow(
    "too few events: 1; a forest needs at least 2 to train on"
  );
});

it("train(silver, options, context) trains on two events, and on equal ones", async () => {
  const [flow] = normalFlows(1);
  const {read} = await modelsOf({}, [flow, flow]);
  const {forest, file} = await read("isolation-forest");
  expect(file.training.rows).toBe(2);
  expect(forest.feature.every((feature) => feature === -1)).toBe(true);
});

async function withSilver<T>(
  n: number,
  action: (
    paths: string[],
    session: Awaited<ReturnType<typeof openSession>>,
    folder: string
  ) => Promise<T>
) {
  const context = await testContext();
  const {manifest} = await transform(await ingestFlows(normalFlows(n), context), context);
  const session = await openSession({scratch: context.scratch});
  const paths = await localFiles(context.stores, manifest, () => true);
  try {
    return await action(paths, session, context.folder);
  } finally {
    session.close();
  }
}

it("trainingWindow(session, paths, share, least) is widened until it holds the least number of events", async () => {
  await withSilver(100, async (paths, session) => {
    const half = await trainingWindow(session, paths, 0.5, 10);
    expect(half).toMatchObject({rows: 50, widened: false});
    const wide = await trainingWindow(session, paths, 0.05, 40);
    expect(wide).toMatchObject({
      rows: 40,
      widened: true,
      until: (1_700_000_000 + 39 * 60) * 1e6 + 1
    });
    const all = await trainingWindow(session, paths, 1, 256);
    expect(all).toMatchObject({rows: 100, widened: false});
  });
});

it("drawTrainingRows(session, paths, window, size, seed) draws the same rows in any partitioning", async () => {
  await withSilver(400, async (paths, session, folder) => {
    const window = await trainingWindow(session, paths, 1, 1);
    const parts = [0, 1, 2].map((part) => `${folder}/part-${part}.parquet`);
    for (const [part, path] of parts.entries()) {
      await session.run(
        `COPY (FROM read_parquet(${literal(paths[0])}) WHERE event_id % 3 = ${part}) TO ${literal(path)} (FORMAT parquet)`
      );
    }
    const whole = await drawTrainingRows(session, paths.slice(0, 1), window, 50, 42);
    const merged = await drawTrainingRows(session, parts.reverse(), window, 50, 42);
    expect(whole.rows).toBe(50);
    expect(merged.values).toEqual(whole.values);
  });
});

it("train(silver, options, context) counts what its window looks like, and reads no label", async () => {
  const scan = normalFlows(600).map((flow, i) => ({
    ...flow,
    ...(i % 2 ? {src: `198.51.100.${i % 4}`, dst: "10.0.0.1", state: "S0"} : {})
  }));
  const {manifest} = await modelsOf({}, scan);
  const labelled = scan.map((flow) => ({...flow, label: "Malicious"}));
  const other = await modelsOf({}, labelled);
  expect(other.manifest.facts.window).toEqual(manifest.facts.window);
  expect(manifest.facts.window).toMatchObject({
    signals: {events: 300, answerable: 300, failed: 150, destination: 150, outside: 150, outsideSources: 2, pair: 75} // prettier-ignore
  });
});
