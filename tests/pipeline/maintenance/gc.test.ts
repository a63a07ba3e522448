import {mkdir, mkdtemp, rm, utimes, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Records} from "../../../pipeline/audit/audit.js";
import {embeddedAudit} from "../../../pipeline/audit/open.js";
import {UsageError} from "../../../pipeline/config/errors.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {findOrphans, removeOrphans} from "../../../pipeline/maintenance/gc.js";
import {openStores} from "../../../pipeline/storage/open.js";
import type {Manifest, Phase} from "../../../src/core/schema/artifacts.js";
import {layerOf} from "../../../src/core/schema/artifacts.js";
import {digest, eventOf, manifestOf, startOf} from "../audit/contract.js";

let folder: string;
let settings: Settings;
let records: Records;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gc-"));
  settings = readSettings({workspace: join(folder, "w")}, {});
  records = await embeddedAudit(settings.audit);
});

afterAll(async () => {
  await records.close();
  await rm(folder, {recursive: true, force: true});
});

const bytes = (text: string) => new TextEncoder().encode(text);

/** Puts an artifact into its store, with its manifest unless told otherwise. */
async function put(manifest: Manifest, isComplete = true): Promise<void> {
  const store = openStores(settings)[layerOf[manifest.phase]];
  await store.write(`artifacts/${manifest.key}/a.parquet`, bytes("a"));
  if (isComplete)
    await store.write(`artifacts/${manifest.key}/manifest.json`, bytes(JSON.stringify(manifest)));
}

it("findOrphans(settings, records) refuses the audit of another store", async () => {
  await put(manifestOf("training", digest("9")));
  await expect(findOrphans(settings, records)).rejects.toThrow(UsageError);
  await expect(findOrphans(settings, records)).rejects.toThrow("unknown store");
});

it("findOrphans(settings, records) finds what killed runs left, and nothing that is of use", async () => {
  const stores = openStores(settings);
  const keys: Record<Phase, string> = {
    ingestion: digest("1"),
    transformation: digest("2"),
    training: digest("3"),
    evaluation: digest("4")
  };
  const inputs = [{name: "conn.log", sha256: digest("a"), bytes: 1}];
  const facts = {files: [{name: "feed.log", sha256: digest("b")}]}; // a feed has no input
  const raw = manifestOf("ingestion", keys.ingestion, {inputs, facts});
  await records.beginRun(startOf("0001"));
  for (const manifest of [raw, manifestOf("transformation", keys.transformation)]) {
    await put(manifest);
    await records.recordPhase(eventOf(startOf("0001").run, manifest));
  }
  await records.finishRun(startOf("0001").run, "failed", new Date(), "killed");
  await put(manifestOf("evaluation", keys.evaluation)); // recorded nowhere, but the site shows it
  await stores.eval.replace("latest.json", bytes(JSON.stringify({run: "r", ...keys})));
  await put(manifestOf("transformation", digest("8")), false);
  for (const name of ["a", "b", "c"]) await stores.raw.write(`bytes/${digest(name)}`, bytes("x"));
  const partial = join(settings.store, settings.buckets.silver, ".partial", "half");
  await writeFile(partial, "half");
  await utimes(partial, 1e9, 1e9);
  await mkdir(join(settings.scratch, "20261123-130400-dead"), {recursive: true});
  const found = await findOrphans(settings, records);
  expect(found.map(({layer, reason, name}) => [layer, reason, name])).toEqual([
    ["silver", "no manifest", digest("8")],
    ["silver", "unfinished write", "half"],
    ["models", "not in the audit", digest("9")],
    ["raw", "no artifact", digest("c")],
    [null, "scratch", "20261123-130400-dead"]
  ]);
});

it("findOrphans(settings, records) keeps partitions that a run recorded, or that the latest run has", async () => {
  const names = {recorded: digest("d"), ofLatest: digest("e"), of: digest("2")};
  const stores = openStores(settings);
  const entry = {name: "day=2", key: names.ofLatest, sha256: digest("f"), manifest: digest("f")};
  const of = manifestOf("transformation", names.of, {partitions: [{...entry, rows: 0}]});
  await stores.silver.replace(`artifacts/${names.of}/manifest.json`, bytes(JSON.stringify(of)));
  for (const key of [names.recorded, names.ofLatest])
    await put(manifestOf("transformation", key, {partition: "day=1"}));
  const partitions = async () =>
    (await findOrphans(settings, records)).flatMap(({name, reason}) =>
      name === names.recorded || name === names.ofLatest ? [`${name} ${reason}`] : []
    );
  expect(await partitions()).toEqual([`${names.recorded} not in the audit`]);
  const [{run}] = await records.runs();
  await records.recordPartitions(run, [
    manifestOf("transformation", names.recorded, {partition: "day=1"})
  ]);
  expect(await partitions()).toEqual([]);
});

it("removeOrphans(orphans, settings, records, options) removes just that, and the audit says so", async () => {
  const stores = openStores(settings);
  const lists = async () =>
    Promise.all(Object.values(stores).map(async (store) => (await store.list("")) as string[]));
  const before = (await lists()).flat();
  const orphans = await findOrphans(settings, records);
  const keys = orphans.flatMap((orphan) => orphan.keys);
  expect(keys).toHaveLength(4);
  await removeOrphans(orphans, settings, records, {by: "ana"});
  expect((await lists()).flat()).toEqual(before.filter((key) => !keys.includes(key)));
  expect(await findOrphans(settings, records)).toEqual([]);
  const [action] = await records.actions();
  expect(action).toMatchObject({kind: "gc", actedBy: "ana"});
  expect((action.details.removed as {name: string}[]).map(({name}) => name)).toEqual(
    orphans.map(({name}) => name)
  );
  expect((await records.verify()).breaches).toEqual([]);
});

it("withoutRuns(work) refuses while a run is at work", async () => {
  await records.beginRun(startOf("0002"));
  await expect(records.withoutRuns(async () => "in")).rejects.toThrow(
    `run at work: ${startOf("0002").run}`
  );
  await records.finishRun(startOf("0002").run, "succeeded", new Date());
  expect(await records.withoutRuns(async () => "in")).toBe("in");
});
