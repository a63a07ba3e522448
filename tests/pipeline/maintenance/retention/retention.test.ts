import {rm} from "node:fs/promises";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Records} from "../../../../pipeline/audit/audit.js";
import {openAudit} from "../../../../pipeline/audit/open.js";
import type {Settings} from "../../../../pipeline/config/settings.js";
import {run} from "../../../../pipeline/run/flow.js";
import {findOrphans} from "../../../../pipeline/maintenance/gc.js";
import {findLatest} from "../../../../pipeline/run/latest.js";
import {auditRuns} from "../../../../pipeline/run/materialise.js";
import {verifyRun} from "../../../../pipeline/proof/verify-run.js";
import {defaultRequest} from "../../../../pipeline/run/request.js";
import {uniformPolicy} from "../../../../pipeline/maintenance/retention/policy.js";
import {
  findExpired,
  removedLayers,
  removeExpired
} from "../../../../pipeline/maintenance/retention/retention.js";
import type {Expired} from "../../../../pipeline/maintenance/retention/retention.js";
import {fileKey} from "../../../../pipeline/artifacts/artifacts.js";
import {openStores} from "../../../../pipeline/storage/open.js";
import {layers} from "../../../../src/core/schema/artifacts.js";
import type {Manifest} from "../../../../src/core/schema/artifacts.js";
import {newWorkspace, silent} from "../../proof/small-run.js";

let folder: string;
let settings: Settings;
const names: string[] = [];

/** Runs the feed of *seed* with *trees*; the same feed has the same RAW and SILVER. */
async function runFeed(seed: number, trees: number): Promise<string> {
  const input = {kind: "synthetic", flows: 1_000, days: 1, seed} as const;
  const request = {...defaultRequest, input, trees, sampleSize: 16};
  return (await run(request, settings, silent)).run;
}

async function withRecords<T>(work: (records: Records) => Promise<T>): Promise<T> {
  const records = await openAudit(settings);
  try {
    return await work(records);
  } finally {
    await records.close();
  }
}

const apply = (keepRuns: number): Promise<Expired[]> =>
  withRecords(async (records) => {
    const stores = openStores(settings);
    const expired = await findExpired(uniformPolicy({keepRuns}), records, stores, new Date());
    await removeExpired(expired, records, stores, {by: "ana"});
    return expired;
  });

const removed = () =>
  withRecords(async (records) =>
    Object.fromEntries(await removedLayers(await records.runs(), records))
  );

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  names.push(await runFeed(1, 5), await runFeed(2, 5), await runFeed(2, 6));
}, 180_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

/** Returns what expires of artifacts, and of the logs that no other run has. */
function artifactsAndLogs<Item extends {reason: string}>(
  expired: readonly Item[]
): [Item[], Item[]] {
  const isLog = ({reason}: Item) => reason === "log of what goes";
  return [expired.filter((item) => !isLog(item)), expired.filter(isLog)];
}

/** Returns the layers of the artifacts among *expired* that are not partitions. */
async function mergedLayers(expired: readonly Expired[]): Promise<Expired["layer"][]> {
  const stores = openStores(settings);
  const merged: Expired["layer"][] = [];
  for (const {layer, keys} of expired) {
    const text = new TextDecoder().decode(await stores[layer!].read(keys[0]));
    if ((JSON.parse(text) as Manifest).partition === undefined) merged.push(layer);
  }
  return merged;
}

it("findExpired(policy, records, stores, now) removes nothing, and finds nothing without a policy", async () => {
  const before = await Promise.all(layers.map((layer) => openStores(settings)[layer].list("")));
  await withRecords(async (records) => {
    const stores = openStores(settings);
    expect(await findExpired({}, records, stores, new Date())).toEqual([]);
    const expired = await findExpired(uniformPolicy({keepRuns: 1}), records, stores, new Date());
    const [artifacts, logs] = artifactsAndLogs(expired);
    expect(await mergedLayers(artifacts)).toEqual(
      ["eval", "eval", "models", "models", "silver", "raw"] // the third run has the second’s RAW and SILVER
    );
    expect([...new Set(artifacts.map(({layer}) => layer))]).toEqual(layers.toReversed());
    for (const {keys} of artifacts) expect(keys[0]).toMatch(/\/manifest\.json$/);
    expect(logs.length).toBeGreaterThan(0);
    for (const {layer, keys} of logs)
      expect(`${layer} ${keys.join()}`).toMatch(/^raw bytes\/[0-9a-f]{64}$/);
    const far = new Date(Date.now() + 9 * 86_400_000);
    const old = await findExpired(uniformPolicy({keepDays: 10}), records, stores, far);
    expect(old).toEqual([]);
    const none = await findExpired(uniformPolicy({keepDays: 1}), records, stores, far);
    expect(none).toHaveLength(expired.length); // the latest run stays, however old
  });
  const after = await Promise.all(layers.map((layer) => openStores(settings)[layer].list("")));
  expect(after).toEqual(before);
});

it("findExpired(policy, records, stores, now) leaves what a champion was made from", async () => {
  await withRecords(async (records) => {
    const stores = openStores(settings);
    const [version] = (await records.modelVersions()).filter(({firstRun}) => firstRun === names[0]);
    const promotion = {
      name: version.name,
      version: version.version,
      reason: "best",
      promotedBy: "ana"
    };
    await records.promote({...promotion, stage: "champion", promotedAt: new Date()});
    const expired = await findExpired(uniformPolicy({keepRuns: 1}), records, stores, new Date());
    expect(await mergedLayers(expired)).toEqual(["eval", "eval", "models"]);
    expect(new Set(expired.map(({layer}) => layer))).toEqual(new Set(["eval", "models"]));
    await records.promote({...promotion, stage: "retired", promotedAt: new Date()});
  });
});

it(
  "removeExpired(expired, records, stores, options) leaves kept runs whole, and says what it removed",
  {timeout: 120_000},
  async () => {
    const expired = await apply(2);
    const [artifacts, logs] = artifactsAndLogs(expired);
    expect([...new Set(artifacts.map(({layer}) => layer))]).toEqual(layers.toReversed());
    const raw = artifacts.filter(({layer}) => layer === "raw"); // what is merged, then its partitions
    expect(new Set(raw.map(({reason}) => reason))).toEqual(new Set([`last of run ${names[0]}`]));
    expect(logs.length).toBeGreaterThan(0);
    for (const {layer, keys} of expired)
      for (const key of keys) expect(await openStores(settings)[layer].has(key), key).toBe(false);
    for (const name of names.slice(1)) {
      const {ok, parts} = await verifyRun(settings, {run: name}, silent);
      expect(parts.flatMap(({findings}) => findings)).toEqual([]);
      expect(ok).toBe(true);
    }
    const {ok, gone, parts} = await verifyRun(settings, {run: names[0]}, silent);
    expect(ok).toBe(false);
    expect(gone).toMatchObject({layers: [...layers], removed: {by: "ana"}});
    expect(gone?.command).toMatch(/^atalaya run/);
    expect(parts.find(({part}) => part === "statement")?.findingCount).toBe(0);
    const stores = openStores(settings);
    const latest = (await findLatest(stores))!;
    expect(latest.run).toBe(names[2]);
    expect(
      await stores.eval.has(fileKey({key: latest.evaluation}, "published/events.duckdb"))
    ).toBe(true);
    expect(await removed()).toEqual({[names[0]]: [...layers]});
    const {runs} = await auditRuns(settings, silent);
    expect(runs.map(({status}) => status)).toEqual(["succeeded", "succeeded", "succeeded"]);
    await withRecords(async (records) => {
      const action = (await records.actions()).at(-1)!;
      expect(action).toMatchObject({kind: "retention", actedBy: "ana"});
      expect(action.details.removed).toContainEqual({
        layer: "eval",
        reason: `last of run ${names[0]}`,
        name: expired[0].name,
        files: expired[0].keys.length,
        bytes: expired[0].bytes
      });
      expect(await records.verify()).toMatchObject({breaches: []});
      expect(await findOrphans(settings, records)).toEqual([]);
    });
    expect(await apply(2)).toEqual([]);
  }
);

it(
  "removedLayers(runs, records) says nothing of what a later run has made again",
  {timeout: 120_000},
  async () => {
    const again = await runFeed(1, 5);
    expect(await removed()).toEqual({});
    expect(await verifyRun(settings, {run: again}, silent)).toMatchObject({ok: true});
    await apply(1);
    expect(await removed()).toEqual({
      [names[1]]: [...layers],
      [names[2]]: [...layers]
    });
  }
);
