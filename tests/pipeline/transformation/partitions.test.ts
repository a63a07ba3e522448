import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {transform} from "../../../pipeline/transformation/transform.js";
import {testContext} from "../ingestion/test-context.js";
import type {TestContext} from "../ingestion/test-context.js";

const noon = Date.UTC(2026, 2, 2, 12) / 1000;
const day = 86_400;

/** Returns the text of a log of *kind*: each record is a time, a uid and further fields. */
function log(kind: string, ...records: [ts: number, uid: string, fields?: object][]): string {
  const ends = {"id.orig_h": "10.0.0.1", "id.resp_h": "192.0.2.1"};
  return records
    .map(([ts, uid, fields]) => JSON.stringify({_path: kind, ts, uid, ...ends, ...fields}))
    .join("\n");
}

const answer = {query: "www.example.org", answers: ["192.0.2.1"]};
const logs = {
  first: log("conn", [noon, "C1"], [noon + 30, "C2"]),
  dns: log("dns", [noon - 5, "D1", answer]),
  second: log("conn", [noon + day, "C3"]),
  midnight: log("conn", [noon + 3 * day + 43_000, "C4"], [noon + 3 * day + 43_300, "C5"]),
  tls: log("ssl", [noon + 3 * day + 43_500, "C4", {server_name: "late.example.org"}])
};
type Name = keyof typeof logs;

/** Returns the SILVER of the logs *names* in this order, and the number of its partitions that were made, and reused. */
async function silverOf(names: readonly Name[], context: TestContext) {
  const patterns = names.map((name) => join(context.folder, `${name}.log`));
  await Promise.all(names.map((name, i) => writeFile(patterns[i], logs[name])));
  const raw = (await ingest({kind: "files", patterns}, context)).manifest;
  const partitions = {made: 0, reused: 0};
  const {manifest} = await transform(raw, {...context, partitions});
  return {manifest, partitions};
}

const all = Object.keys(logs) as Name[];

it("transform(raw, context) makes only the days that a further log touches, and all at once the same", async () => {
  const context = await testContext();
  const made = async (...names: Name[]) => (await silverOf(names, context)).partitions;
  expect(await made("first")).toEqual({made: 1, reused: 0});
  expect(await made("first", "second")).toEqual({made: 1, reused: 1});
  // What DNS answered is carried over to the day after, which is recomputed too.
  expect(await made("first", "second", "dns")).toEqual({made: 3, reused: 0});
  // Days further on take what DNS answered as it is.
  expect(await made("first", "second", "dns", "midnight")).toEqual({made: 2, reused: 3});
  // A TLS record after midnight names a flow before it: both days, and what is late.
  const last = await silverOf(all, context);
  expect(last.partitions).toEqual({made: 3, reused: 3});
  const atOnce = await silverOf([...all].reverse(), await testContext(3));
  expect(atOnce.partitions).toEqual({made: 6, reused: 0});
  expect(atOnce.manifest.sha256).toBe(last.manifest.sha256);
  expect(atOnce.manifest.partitions).toEqual(last.manifest.partitions);
  expect(last.manifest.partitions!.map(({name, rows}) => [name, rows])).toEqual([
    ["day=2026-03-02", 2],
    ["day=2026-03-03", 1],
    ["day=2026-03-05", 1],
    ["day=2026-03-06", 1],
    ["known=2026-03-02", 1],
    ["late=2026-03-05", 1]
  ]);
  expect(last.manifest.facts.days).toEqual(
    last.manifest.partitions!.slice(0, 4).map(({name, rows}) => ({day: name.slice(4), rows}))
  );
});

it("transform(raw, context) keeps a day if logs of the next day say nothing new of its flows", async () => {
  const context = await testContext();
  await silverOf(all, context);
  const other = log("ssl", [noon + 3 * day + 50_000, "C9", {server_name: "other.example.org"}]);
  await writeFile(join(context.folder, "other.log"), other);
  const patterns = [...all, "other"].map((name) => join(context.folder, `${name}.log`));
  const raw = (await ingest({kind: "files", patterns}, context)).manifest;
  const partitions = {made: 0, reused: 0};
  await transform(raw, {...context, partitions});
  expect(partitions).toEqual({made: 2, reused: 4}); // the day of the record, and what is late for the day before
});
