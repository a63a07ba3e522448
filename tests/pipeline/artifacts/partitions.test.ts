import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {
  fileKey,
  findManifest,
  materialiseArtifact,
  materialisePartition
} from "../../../pipeline/artifacts/artifacts.js";
import type {ArtifactSpec} from "../../../pipeline/artifacts/artifacts.js";
import type {PhaseContext} from "../../../pipeline/artifacts/context.js";
import {partitionLedger} from "../../../pipeline/artifacts/partition-ledger.js";
import {seeded} from "../../../src/core/forest/random.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import {testContext} from "../ingestion/test-context.js";

const days = ["day=1", "day=2", "day=3", "day=4", "day=5", "day=6"];

const specOf = (day: string) => ({
  ...({phase: "transformation", phaseVersion: 1, parameters: {}} as const),
  inputs: [{name: "log", sha256: sha256(day)}],
  partition: day
});

function specOfAll(names: readonly string[]): ArtifactSpec {
  const inputs = [...names].sort().map((name) => ({name, sha256: sha256(name)}));
  return {phase: "transformation", phaseVersion: 1, parameters: {}, inputs};
}

async function makeDay(day: string, context: PhaseContext): Promise<Manifest> {
  return materialisePartition(specOf(day), context, async (folder) => {
    await writeFile(join(folder, `${day.slice(4)}.txt`), `what happened on ${day}`);
    return {rows: 1, facts: {}};
  });
}

/** Makes an artifact of *names* as a phase does: the partitions, some at a time, and what is merged from them. */
async function phase(names: readonly string[], context: PhaseContext, atOnce = 2) {
  const parts: Manifest[] = [];
  const rest = [...names];
  const work = async () => {
    for (let day = rest.shift(); day !== undefined; day = rest.shift())
      parts.push(await makeDay(day, context));
  };
  await Promise.all(Array.from({length: atOnce}, work));
  return materialiseArtifact(specOfAll(names), context, async (folder) => {
    await writeFile(join(folder, "all.txt"), "merged");
    return {rows: parts.length, facts: {}, partitions: parts};
  });
}

/** Returns *context* with a ledger that *record* records in, and counts. */
function counting(
  context: PhaseContext,
  record: (manifests: readonly Manifest[]) => Promise<void>
) {
  return {...context, partitions: {made: 0, reused: 0}, ledger: partitionLedger(record)};
}

it("materialisePartition(spec, context, make) makes a partition once, whatever is merged from it", async () => {
  const context = counting(await testContext(), async () => {});
  await phase(days.slice(0, 5), context);
  expect(context.partitions).toEqual({made: 5, reused: 0});
  const later = {...context, partitions: {made: 0, reused: 0}};
  await phase(days, later);
  await phase(days, later); // each counts once
  expect(later.partitions).toEqual({made: 1, reused: 5});
  const last = {...context, partitions: {made: 0, reused: 0}};
  await materialiseArtifact(specOfAll(days), last, () => Promise.reject(new Error("made")));
  expect(last.partitions).toEqual({made: 0, reused: 6});
});

it("an artifact has the same digest and manifest in any order, some at a time, and one by one against all at once", async () => {
  const {manifest} = await phase(days, await testContext());
  expect(manifest.partitions?.map(({name}) => name)).toEqual(days);
  for (const atOnce of [1, 4]) {
    const shuffled = counting(await testContext(), async () => {});
    expect((await phase(days.toReversed(), shuffled, atOnce)).manifest).toEqual(manifest);
  }
  const grown = await testContext();
  for (let n = 1; n < days.length; ++n) await phase(days.slice(0, n), grown);
  expect((await phase(days, grown)).manifest).toEqual(manifest);
});

it("fileKey(manifest, path) finds the file of a partition, and entries name the bytes of its manifest", async () => {
  const {stores, ...context} = await testContext();
  const {manifest} = await phase(days, {stores, ...context});
  expect(new TextDecoder().decode(await stores.silver.read(fileKey(manifest, "3.txt")))).toBe(
    "what happened on day=3"
  );
  for (const {key, manifest: digest} of manifest.partitions ?? [])
    expect(sha256(await stores.silver.read(fileKey({key}, "manifest.json")))).toBe(digest);
});

describe("partitionLedger(record)", () => {
  it("records many at a time, and writes manifests after that", async () => {
    const steps: string[] = [];
    const ledger = partitionLedger(
      async (manifests) => void steps.push(`record ${manifests.length}`)
    );
    const manifest = {} as Manifest;
    for (const name of ["a", "b", "c"])
      await ledger.add(manifest, async () => void steps.push(`write ${name}`));
    expect(steps).toEqual([]);
    await ledger.settle();
    expect(steps).toEqual(["record 3", "write a", "write b", "write c"]);
    await ledger.settle();
    expect(steps).toHaveLength(4);
  });

  it("writes no manifest that could not be recorded, and rejects from then on", async () => {
    const ledger = partitionLedger(() => Promise.reject(new Error("no audit")));
    let written = 0;
    const add = () => ledger.add({} as Manifest, async () => void ++written);
    await add();
    await expect(ledger.settle()).rejects.toThrow("no audit");
    await expect(add()).rejects.toThrow("no audit");
    await expect(ledger.settle()).rejects.toThrow("no audit");
    expect(written).toBe(0);
  });
});

it("a phase that stops at any seeded moment makes no partition twice, and the same in the end", async () => {
  const {manifest} = await phase(days, await testContext());
  const random = seeded(15);
  const outcomes = new Set<number>();
  for (let i = 0; i < 16; ++i) {
    const recorded = new Set<string>();
    const base = await testContext();
    let left = 1 + Math.floor(random() * 30); // steps until it stops
    const step = () => {
      if (--left < 0) throw new Error("stopped");
    };
    const silver = {
      ...base.stores.silver,
      location: base.stores.silver.location,
      adopt: async (key: string, path: string) => {
        step();
        await base.stores.silver.adopt(key, path);
      },
      write: async (key: string, bytes: Uint8Array) => {
        step();
        await base.stores.silver.write(key, bytes);
      }
    };
    const record = async (manifests: readonly Manifest[]) => {
      step();
      for (const {key} of manifests) recorded.add(key);
    };
    const first = counting({...base, stores: {...base.stores, silver}}, record);
    if (random() < 0.5) first.ledger = {...first.ledger, settle: first.ledger.settle, add: async (of, commit) => { await first.ledger.settle(); await record([of]); await commit(); }}; // prettier-ignore
    await phase(days, first, 1).catch(() => {});
    await first.ledger.settle().catch(() => {});
    const there: boolean[] = [];
    for (const day of days) {
      const found = await findManifest(base.stores, "transformation", keyOf(day, manifest));
      there.push(found !== undefined);
      if (found) expect(recorded.has(found.key)).toBe(true);
    }
    const n = there.filter(Boolean).length;
    outcomes.add(n);
    const again = counting(base, record);
    left = Infinity;
    expect((await phase(days, again)).manifest).toEqual(manifest);
    expect(again.partitions).toEqual({made: days.length - n, reused: n});
  }
  expect(outcomes.size).toBeGreaterThan(2);
});

function keyOf(day: string, {partitions}: Manifest): string {
  return partitions!.find(({name}) => name === day)!.key;
}
