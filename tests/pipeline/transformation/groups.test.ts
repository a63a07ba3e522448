import {expect, it} from "vitest";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {groupPlans} from "../../../pipeline/transformation/group-plans.js";
import {makeSilver} from "../../../pipeline/transformation/make-silver.js";
import {planSilver} from "../../../pipeline/transformation/plan-silver.js";
import {rawIndex} from "../../../pipeline/transformation/raw-index.js";
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
