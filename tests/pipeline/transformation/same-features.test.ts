import {existsSync, readdirSync, readFileSync} from "node:fs";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {gunzipSync} from "node:zlib";
import {expect, it} from "vitest";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {syntheticFeed} from "../../../pipeline/ingestion/synthetic/feed.js";
import {literals, openSession} from "../../../pipeline/duckdb/session.js";
import {localFiles} from "../../../pipeline/artifacts/artifacts.js";
import {transform} from "../../../pipeline/transformation/transform.js";
import {eventTable} from "../../../src/core/readers/events/table.js";
import type {EventTable} from "../../../src/core/readers/events/table.js";
import {computedFeatures, writeFeature} from "../../../src/core/features/compute.js";
import {flowsOf} from "../../../src/core/features/flows.js";
import type {WindowCount} from "../../../src/core/features/flows.js";
import {features, windowColumns} from "../../../src/core/features/list.js";
import {readTable} from "../../core/readers/events/read-table.js";
import type {RawFacts} from "../../../src/core/schema/raw-facts.js";
import {testContext} from "../ingestion/test-context.js";
import {smallLog} from "../small-log.js";

const multiday = fileURLToPath(new URL("../../../../shared/data/zeek/multiday", import.meta.url));

/** Returns the values of SILVER’s columns in the order of the logs and their lines, as DuckDB computes them. */
async function silverOf(logs: readonly string[]): Promise<Record<string, Float64Array>> {
  const context = await testContext();
  const paths = logs.map((_, i) => join(context.folder, `${String(i).padStart(4, "0")}.log`));
  await Promise.all(logs.map((log, i) => writeFile(paths[i], log)));
  const raw = (await ingest({kind: "files", patterns: paths}, context)).manifest;
  const {manifest} = await transform(raw, context);
  const files = await localFiles(context.stores, manifest, () => true);
  const session = await openSession({scratch: context.scratch});
  const names = [...windowColumns, ...features.map(({name}) => name)];
  const columns: Record<string, Float64Array> = {};
  for (const name of names) columns[name] = new Float64Array(manifest.rows);
  let row = 0;
  const slots = (raw.facts as unknown as RawFacts).files.map(({slot}) => slot);
  const sql = `SELECT ${names.join(", ")} FROM read_parquet(${literals(files)}, hive_partitioning = false)
    ORDER BY list_position([${slots.join(", ")}], file), line`;
  for await (const chunk of session.chunks(sql)) {
    names.forEach((name, j) => {
      const vector = chunk.getColumnVector(j);
      for (let i = 0; i < chunk.rowCount; ++i) columns[name][row + i] = vector.getItem(i) as number;
    });
    row += chunk.rowCount;
  }
  session.close();
  expect(row).toBe(manifest.rows);
  return columns;
}

/** Expects each feature and count that the core computes of *table* to have the bits of *silver*. */
function expectSame(table: EventTable, silver: Record<string, Float64Array>): void {
  const flows = flowsOf(table);
  const different: string[] = [];
  const compare = (name: string, values: ArrayLike<number>) => {
    for (let i = 0; i < table.rows; ++i) {
      if (!Object.is(values[i], silver[name][i])) {
        different.push(`${name} of event ${i}: ${values[i]}, SILVER has ${silver[name][i]}`);
      }
    }
  };
  expect(table.rows).toBe(silver.log_duration.length);
  for (const {name} of features) {
    const into = new Float32Array(table.rows);
    writeFeature(name, flows, {into, offset: 0, stride: 1});
    compare(name, into);
  }
  for (const name of windowColumns) compare(name, flows.window[name as WindowCount]);
  expect(different.slice(0, 10)).toEqual([]);
}

it("writeFeature(name, flows, place) knows every official feature", () => {
  expect([...computedFeatures].sort()).toEqual(features.map(({name}) => name).sort());
});

it("writeFeature(name, flows, place) has SILVER’s bits where fields are missing, extreme or odd", async () => {
  const noon = Date.UTC(2026, 2, 2, 12) / 1000;
  const hosts = ["10.0.0.1", "172.31.0.9", "8.8.8.8", "fe80::1", "2001:db8::1", "::1", "239.1.1.1", "255.255.255.255"]; // prettier-ignore
  const states = ["SF", "S0", "REJ", "RSTOS0", "SH", "OTH", "odd", undefined];
  const ports = [undefined, 0, 1023, 1024, 49_151, 49_152, 65_535, 443];
  const flows = Array.from({length: 512}, (_, i) => ({
    ts: noon - 450 + (i % 3) * 299.999999 + (i % 7),
    src: hosts[i % hosts.length],
    dst: hosts[(i >> 3) % hosts.length],
    port: ports[(i >> 2) % ports.length],
    proto: ["tcp", "udp", "icmp"][i % 3],
    duration: [undefined, 0, 0.000001, 0.001, 86_400.5, 1e9][i % 6],
    out: [undefined, 0, 1, 999, 1e7, 9_007_199_254_740_991][(i >> 1) % 6],
    in: [undefined, 0, 1000, 99_999, 5_000_000_000][i % 5],
    state: states[(i >> 1) % states.length]
  }));
  const log = smallLog(flows);
  expectSame(readTable(log), await silverOf([log]));
});

it("writeFeature(name, flows, place) has SILVER’s bits over the synthetic feed", async () => {
  const bytes = [...syntheticFeed({flows: 20_000})];
  const log = bytes.map((part) => new TextDecoder().decode(part)).join("");
  expectSame(readTable(log), await silverOf([log]));
}, 120_000);

it("writeFeature(name, flows, place) has SILVER’s bits over three days of a real sensor", async () => {
  if (!existsSync(multiday)) return void console.info("skipped: no multiday logs beside the project");
  const days = readdirSync(multiday).sort();
  const logs = days.flatMap((day) =>
    readdirSync(join(multiday, day))
      .filter((name) => /^conn\..*\.log\.gz$/.test(name))
      .sort()
      .map((name) => gunzipSync(readFileSync(join(multiday, day, name))).toString())
  );
  const table = eventTable();
  logs.forEach((log, file) => readTable(log, {table, file}));
  expectSame(table, await silverOf(logs));
}, 120_000); // prettier-ignore
