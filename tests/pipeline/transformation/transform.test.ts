import {readdirSync, readFileSync} from "node:fs";
import {expect, it} from "vitest";
import {features, windowColumns} from "../../../src/core/features/list.js";
import {eventColumns} from "../../../src/core/schema/events.js";
import {serviceFacts} from "../../../src/core/schema/service-facts.js";
import {literals, openSession} from "../../../pipeline/duckdb/session.js";
import {localFiles} from "../../../pipeline/artifacts/artifacts.js";
import {readSql} from "../../../pipeline/transformation/make-flows.js";
import type {SqlFile} from "../../../pipeline/transformation/make-flows.js";
import {transform} from "../../../pipeline/transformation/transform.js";
import {testContext} from "../ingestion/test-context.js";
import type {TestContext} from "../ingestion/test-context.js";
import {ingestFlows, normalFlows} from "../small-log.js";
import type {SmallFlow} from "../small-log.js";

const noon = Date.UTC(2026, 2, 2, 12) / 1000;

async function silverOf(flows: readonly SmallFlow[], context: TestContext) {
  const {manifest} = await transform(await ingestFlows(flows, context), context);
  const session = await openSession({scratch: context.scratch});
  const paths = await localFiles(context.stores, manifest, () => true);
  const rows = await session.rows<Record<string, number>>(
    `SELECT *, epoch_us(time) AS us FROM read_parquet(${literals(paths)}, hive_partitioning = false) ORDER BY event_id`
  );
  session.close();
  return {manifest, rows};
}

it("transform(raw, context) computes the features of a flow as their formulas say", async () => {
  const flow = {
    ts: noon,
    src: "10.0.0.1",
    dst: "192.0.2.1",
    port: 443,
    duration: 2,
    out: 999,
    in: 99,
    state: "SF"
  };
  const {rows} = await silverOf([flow], await testContext());
  const [row] = rows;
  expect(row.log_duration).toBeCloseTo(Math.log(3), 6);
  expect(row.log_orig_bytes).toBeCloseTo(Math.log(1000), 6);
  expect(row.log_resp_bytes).toBeCloseTo(Math.log(100), 6);
  expect(row.bytes_per_second).toBeCloseTo(549, 3);
  expect(row.log_bytes_per_second).toBeCloseTo(Math.log(550), 6);
  expect(row.bytes_ratio).toBeCloseTo(10, 5);
  expect(row.log_bytes_ratio).toBeCloseTo(Math.log(10), 6);
  expect(row.hour_sin).toBeCloseTo(0, 6);
  expect(row.hour_cos).toBeCloseTo(-1, 6);
  expect([row.port_class, row.direction_code, row.conn_state_code, row.flow_size]).toEqual([
    0, 1, 0, 2
  ]);
});

it("transform(raw, context) makes every missing field a number, and no feature null", async () => {
  const {rows} = await silverOf(
    [{ts: noon, src: "198.51.100.1", dst: "192.0.2.1"}],
    await testContext()
  );
  for (const {name} of features) expect(rows[0][name], name).toBeTypeOf("number");
  expect(rows[0]).toMatchObject({
    log_duration: 0,
    log_orig_bytes: 0,
    bytes_per_second: 0,
    port_class: 3,
    direction_code: 3,
    conn_state_code: 13,
    flow_size: 0
  });
});

it("transform(raw, context) counts a source's flows in aligned 5-minute windows", async () => {
  const window = noon - (noon % 300);
  const flows = [
    {ts: window, src: "10.0.0.1", dst: "192.0.2.1", port: 22, state: "S0"},
    {ts: window + 299.999999, src: "10.0.0.1", dst: "192.0.2.2", port: 23, state: "REJ"},
    {ts: window + 10, src: "10.0.0.1", dst: "192.0.2.2", port: 23, state: "SF"},
    {ts: window + 20, src: "10.0.0.2", dst: "192.0.2.2", port: 23, state: "SF"},
    {ts: window + 300, src: "10.0.0.1", dst: "192.0.2.9", state: "SF"}
  ];
  const {rows} = await silverOf(flows, await testContext());
  const counts = rows.map((row) => windowColumns.map((name) => row[name]));
  expect(counts).toEqual([
    [3, 2, 2, 2, 1],
    [3, 2, 2, 2, 2],
    [3, 2, 2, 2, 2],
    [1, 1, 1, 0, 1],
    [1, 1, 0, 0, 1]
  ]);
  expect(rows[0].src_failed_share_5m).toBeCloseTo(2 / 3, 6);
});

it("transform(raw, context) says which way a flow goes from what the sensor or the address says", async () => {
  const pairs = [
    ["10.1.1.1", "172.31.0.1"],
    ["192.168.0.1", "192.0.2.1"],
    ["192.0.2.1", "fd00::1"],
    ["172.32.0.1", "8.8.8.8"]
  ];
  const flows = pairs.map(([src, dst], i) => ({ts: noon + i, src, dst}));
  const {rows} = await silverOf(flows, await testContext());
  expect(rows.map((row) => row.direction_code)).toEqual([0, 1, 2, 3]);
});

it("transform(raw, context) writes one file a day (UTC), in order of time, with every event once", async () => {
  const midnight = Date.UTC(2026, 2, 3) / 1000;
  const flows = [midnight + 5, midnight - 0.000001, midnight, midnight - 90_000].map((ts) => ({
    ts,
    src: "10.0.0.1",
    dst: "192.0.2.1"
  }));
  const {manifest, rows} = await silverOf(flows, await testContext());
  expect(manifest.files.map(({path, rows}) => [path, rows])).toEqual([
    ["day=2026-03-01/features.parquet", 1],
    ["day=2026-03-02/features.parquet", 1],
    ["day=2026-03-03/features.parquet", 2]
  ]);
  expect(rows.map((row) => BigInt(row.event_id) % 2n ** 29n)).toEqual([0n, 1n, 2n, 3n]);
  expect(Number(rows[1].us)).toBe(midnight * 1e6 - 1);
});

it("transform(raw, context) gives the same bytes on one thread and on two", async () => {
  const flows = normalFlows(3000);
  const digests = [];
  for (const threads of [1, 2]) {
    digests.push((await silverOf(flows, await testContext(threads))).manifest.sha256);
  }
  expect(digests[1]).toBe(digests[0]);
});

it("transform(raw, context) does nothing the second time", async () => {
  const context = await testContext();
  const raw = await ingestFlows(normalFlows(10), context);
  expect((await transform(raw, context)).reused).toBe(false);
  expect((await transform(raw, context)).reused).toBe(true);
});

const folder = new URL("../../../pipeline/transformation/", import.meta.url);
for (const name of readdirSync(folder).filter((name) => name.endsWith(".sql"))) {
  it(`${name} says what one row is`, () => {
    expect(readFileSync(new URL(name, folder), "utf8")).toMatch(/^-- One row per /);
  });
}

it("readSql(name) returns SQL that binds, in the order in which it is run", async () => {
  const {scratch} = await testContext();
  const session = await openSession({scratch});
  const columns = eventColumns.map(({name, type}) => `${name} ${type}`).join(", ");
  await session.run(`CREATE TABLE day_events (${columns})`);
  const facts = serviceFacts.map(({name, type}) => `${name} ${type}`).join(", ");
  await session.run(`CREATE TABLE service_facts (event_id BIGINT, ${facts})`);
  const order: SqlFile[] = ["flows.sql", "pairs.sql", "windows.sql", "silver.sql"];
  for (const name of order) {
    await session.run(`CREATE VIEW ${name.slice(0, -4)} AS ${await readSql(name)}`);
  }
  const described = await session.rows<{column_name: string}>(`DESCRIBE silver`);
  session.close();
  expect(described.map((row) => row.column_name)).toEqual([
    ...eventColumns.map(({name}) => name),
    ...serviceFacts.map(({name}) => name),
    ...windowColumns,
    ...features.map(({name}) => name)
  ]);
});
