import {expect, it} from "vitest";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {groupPlans} from "../../../pipeline/transformation/group-plans.js";
import {makeSilver} from "../../../pipeline/transformation/make-silver.js";
import {planSilver} from "../../../pipeline/transformation/plan-silver.js";
import {rawIndex} from "../../../pipeline/transformation/raw-index.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {eventPart, recordPart} from "../../../src/core/schema/raw-facts.js";
import {testContext} from "../ingestion/test-context.js";

const spec = {phase: "transformation", phaseVersion: 1, parameters: {}} as const;
const feed = {kind: "synthetic", flows: 1000, days: 6, seed: 7} as const;

it("makeSilver(raw, spec, context, {maxRows}) makes the same partitions, alone or together", async () => {
  const context = await testContext(2);
  const {manifest: raw} = await ingest(feed, context);
  const {known, late, days} = planSilver(rawIndex(raw));
  expect(Math.min(known.length, late.length, days.length)).toBeGreaterThan(3);
  const alone = await makeSilver(raw, spec, context, {maxRows: 0});
  const together = await makeSilver(raw, spec, {...(await testContext()), stores: {...context.stores, silver: (await testContext()).stores.silver}}); // prettier-ignore
  const digests = (made: typeof alone) =>
    Object.fromEntries(made.partitions!.map(({partition, key, sha256}) => [partition, [key, sha256]])); // prettier-ignore
  expect(digests(together)).toEqual(digests(alone));
  expect(together.rows).toBe(alone.rows);
});

it("groupPlans(plans, index, maxRows) puts small days in a row together", async () => {
  const {manifest: raw} = await ingest(feed, await testContext());
  const index = rawIndex(raw);
  const {days} = planSilver(index);
  const sizes = (maxRows: number) => groupPlans(days, index, maxRows).map(({length}) => length);
  expect(sizes(1e6)).toEqual([days.length]);
  expect(sizes(0)).toEqual(days.map(() => 1));
  const all = raw.files.reduce((sum, {rows = 0}) => sum + rows, 0);
  expect(sizes(all).length).toBeGreaterThan(1); // what DNS answered counts for each day
  expect(groupPlans(days, index, all).flat()).toEqual(days);
});

/** Returns an ingestion of *n* days with a connection and a look-up each, a file a day. */
function manyDays(n: number): Manifest {
  const days = Array.from({length: n}, (_, i) => new Date(86_400_000 * (10_000 + i)).toISOString().slice(0, 10)); // prettier-ignore
  const digest = (i: number) => sha256(String(i));
  const kinds = (day: string) => ["conn", "dns"].map((kind) => ({kind, days: [day]}));
  return {
    facts: {files: days.map((day, i) => ({sha256: digest(i), days: kinds(day)}))},
    partitions: days.map((_, i) => ({name: `file=${digest(i).slice(0, 16)}`, sha256: digest(i)})),
    files: days.flatMap((_, i) =>
      [eventPart, (name: string) => recordPart(name, "dns", 0)].map((path) => {
        return {path: path(`file=${digest(i).slice(0, 16)}`, 0), rows: 1};
      })
    )
  } as unknown as Manifest;
}

it("groupPlans(plans, index, maxRows, maxPlans) makes ten times as many groups of ten times as many days", () => {
  const groups = (n: number) => {
    const index = rawIndex(manyDays(n));
    const {known, days} = planSilver(index);
    expect([known.length, days.length]).toEqual([n - 1, n]);
    return [known, days].map((plans) => groupPlans(plans, index, 50_000, 64).length);
  };
  expect(groups(100)).toEqual([2, 2]);
  const [[k1, d1], [k10, d10]] = [groups(1_000), groups(10_000)];
  expect([k1, k10]).toEqual([16, 157]);
  expect(d10).toBeLessThanOrEqual(12 * d1);
});
