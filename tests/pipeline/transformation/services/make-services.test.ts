import {readdirSync, readFileSync} from "node:fs";
import {mkdir, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {ingest} from "../../../../pipeline/ingestion/ingest.js";
import {literals, openSession} from "../../../../pipeline/duckdb/session.js";
import {localFiles} from "../../../../pipeline/artifacts/artifacts.js";
import {transform} from "../../../../pipeline/transformation/transform.js";
import {isFlows, isService, serviceTableNames} from "../../../../src/core/schema/service-tables.js";
import {serviceTables, sourceOf} from "../../../../src/core/services/service-columns.js";
import type {ServiceTable} from "../../../../src/core/schema/service-tables.js";
import {testContext} from "../../ingestion/test-context.js";
import type {TestContext} from "../../ingestion/test-context.js";

type Row = Record<string, unknown>;
type Line = [kind: string, fields: Row];

const noon = Date.UTC(2026, 2, 2, 12) / 1000;
const midnight = Date.UTC(2026, 2, 3) / 1000;
const day = 86_400;

let serial = 0;

function record(kind: string, ts: number, src: string, dst: string, fields: Row = {}): Line {
  const uid = fields.uid ?? `C${++serial}`;
  return [kind, {ts, uid, "id.orig_h": src, "id.resp_h": dst, ...fields}];
}

const flow = (ts: number, src: string, dst: string, uid?: string) =>
  record("conn", ts, src, dst, {conn_state: "SF", ...(uid && {uid})});

/** Writes the lines as a mixed stream, or as a file a kind; returns their SILVER. */
async function silverOf(lines: readonly Line[], context: TestContext, separate = false) {
  const folder = join(context.folder, `logs-${separate}`);
  await mkdir(folder);
  const names = separate ? [...new Set(lines.map(([kind]) => kind))] : ["all"];
  for (const name of names) {
    const own = lines.filter(([kind]) => !separate || kind === name);
    const text = own.map(([kind, fields]) => JSON.stringify({_path: kind, ...fields})).join("\n");
    await writeFile(join(folder, `${name}.log`), text);
  }
  const raw = await ingest({kind: "files", patterns: [folder]}, context);
  expect(raw.rejected).toBe(0);
  return (await transform(raw.manifest, context)).manifest;
}

async function query(
  manifest: Awaited<ReturnType<typeof silverOf>>,
  context: TestContext,
  filter: (path: string) => boolean,
  sql: string
): Promise<Row[]> {
  const session = await openSession({scratch: context.scratch});
  const paths = await localFiles(context.stores, manifest, filter);
  const rows = await session.rows(
    sql.replace("$rows", `read_parquet(${literals(paths)}, hive_partitioning = false)`)
  );
  session.close();
  return rows;
}

const facts = "SELECT server_name, domain, client FROM $rows ORDER BY time, uid";

const office: Line[] = [
  record("dns", noon, "10.0.0.1", "10.0.0.53", {
    ...{uid: "D1", rtt: 0.5, query: "WWW.Example.co.uk.", qtype_name: "A", rcode_name: "NOERROR"},
    answers: ["cdn.example.net", "192.0.2.1"]
  }),
  flow(noon, "10.0.0.1", "10.0.0.53", "D1"),
  flow(noon + 0.2, "10.0.0.1", "192.0.2.1"), // before the answer
  flow(noon + 1, "10.0.0.1", "192.0.2.1"),
  record("dns", noon + 2, "10.0.0.2", "10.0.0.53", {
    ...{query: "other.example.org", qtype_name: "A", answers: ["192.0.2.1"]}
  }),
  flow(noon + 3, "10.0.0.1", "192.0.2.1"), // what it asked itself comes first
  flow(noon + 4, "10.0.0.3", "192.0.2.1"), // what anyone asked, the latest
  flow(noon + 5, "10.0.0.1", "192.0.2.9", "T1"),
  record("ssl", noon + 5.1, "10.0.0.1", "192.0.2.9", {
    ...{uid: "T1", server_name: "API.b.github.io", ja3: "fb47", version: "TLSv12"}
  }),
  flow(noon + 6, "10.0.0.1", "10.0.0.9", "H1"),
  record("http", noon + 6.1, "10.0.0.1", "10.0.0.9", {
    ...{uid: "H1", host: "files.corp.lan:8080", user_agent: "curl/8", method: "GET", uri: "/a"}
  }),
  record("http", noon + 6.2, "10.0.0.1", "10.0.0.9", {uid: "H1", host: "later.corp.lan"}),
  flow(noon + 7, "10.0.0.1", "192.0.2.1", "H2"),
  record("http", noon + 7.1, "10.0.0.1", "192.0.2.1", {uid: "H2", host: "192.0.2.1"}),
  flow(noon + 8, "10.0.0.1", "192.0.2.22", "S1"),
  record("ssh", noon + 8.1, "10.0.0.1", "192.0.2.22", {
    ...{uid: "S1", client: "SSH-2.0-" + "x".repeat(300), auth_attempts: 2}
  }),
  flow(midnight - 0.1, "10.0.0.1", "192.0.2.9", "T2"), // its record is of the next day
  record("ssl", midnight + 0.1, "10.0.0.1", "192.0.2.9", {uid: "T2", server_name: "example.org"}),
  flow(midnight + 2 * day, "10.0.0.1", "192.0.2.1"), // known for 30 days
  flow(midnight + 40 * day, "10.0.0.1", "192.0.2.1"),
  record("dns", midnight + 50 * day, "10.0.0.1", "10.0.0.53", {query: "alone.example.org"})
];

const expected = [
  [null, null, null],
  [null, null, null],
  ["www.example.co.uk", "example.co.uk", null],
  ["www.example.co.uk", "example.co.uk", null],
  ["other.example.org", "example.org", null],
  ["api.b.github.io", "b.github.io", "fb47"],
  ["files.corp.lan", null, "curl/8"],
  ["www.example.co.uk", "example.co.uk", null],
  [null, null, `SSH-2.0-${"x".repeat(248)}`],
  ["example.org", "example.org", null],
  ["www.example.co.uk", "example.co.uk", null],
  [null, null, null]
];

it("transform(raw, context) joins flows with service facts, by uid and by earlier answers of DNS", async () => {
  const context = await testContext();
  const manifest = await silverOf(office, context);
  const rows = await query(manifest, context, isFlows, facts);
  expect(rows.map((row) => Object.values(row))).toEqual(expected);
  expect(manifest.files.map(({path, rows}) => [path, rows])).toEqual([
    ["day=2026-03-02/dns.parquet", 2],
    ["day=2026-03-02/features.parquet", 10],
    ["day=2026-03-02/http.parquet", 3],
    ["day=2026-03-02/ssh.parquet", 1],
    ["day=2026-03-02/tls.parquet", 1],
    ["day=2026-03-03/tls.parquet", 1],
    ["day=2026-03-05/features.parquet", 1],
    ["day=2026-04-12/features.parquet", 1],
    ["day=2026-04-22/dns.parquet", 1],
    ["known=2026-03-02/known.parquet", 2],
    ["late=2026-03-02/late.parquet", 1]
  ]);
  const isDns = (path: string) => isService(path, "dns");
  const dns = await query(
    manifest,
    context,
    isDns,
    "SELECT event_id % 536870912 AS event_id, uid, src, dst, query, domain, qtype, rcode, answers FROM $rows ORDER BY time"
  );
  expect(dns.map((row) => Object.values(row))).toEqual([
    [
      ...[0n, "D1", "10.0.0.1", "10.0.0.53", "www.example.co.uk", "example.co.uk"],
      ...["A", "NOERROR", 2]
    ],
    [
      ...[null, office[4][1].uid, "10.0.0.2", "10.0.0.53", "other.example.org", "example.org"],
      ...["A", null, 1]
    ],
    [
      ...[null, office.at(-1)![1].uid, "10.0.0.1", "10.0.0.53", "alone.example.org"],
      ...["example.org", null, null, 0]
    ]
  ]);
  const isTls = (path: string) => isService(path, "tls");
  const tls = await query(
    manifest,
    context,
    isTls,
    "SELECT event_id % 536870912 AS event_id, uid FROM $rows ORDER BY time"
  );
  expect(tls.map((row) => Object.values(row))).toEqual([
    [5n, "T1"],
    [9n, "T2"]
  ]);
});

it("transform(raw, context) gives each table of services the columns of serviceTables", async () => {
  const context = await testContext();
  const ofEach = serviceTableNames.map((table) =>
    record(sourceOf(table).kind.name, noon, "10.0.0.1", "10.0.0.2", {host: "10.0.0.2"})
  );
  const manifest = await silverOf([...office, ...ofEach], context);
  for (const [table, expected] of Object.entries(serviceTables)) {
    const isTable = (path: string) => isService(path, table as ServiceTable);
    const columns = await query(manifest, context, isTable, "DESCRIBE FROM $rows");
    expect(columns.map(({column_name, column_type}) => [column_name, column_type])).toEqual(
      expected.map(({name, type}) => [name, type])
    );
  }
});

it("transform(raw, context) joins separate logs as it does a mixed stream, on any number of threads", async () => {
  const one = await testContext(1);
  const separate = await silverOf(office, one, true);
  const rows = await query(separate, one, isFlows, facts);
  expect(rows.map((row) => Object.values(row))).toEqual(expected);
  const two = await testContext(2);
  expect((await silverOf(office, two, true)).sha256).toBe(separate.sha256);
});

it("transform(raw, context) names no flow by what was asked after it", async () => {
  const context = await testContext();
  const later = record("dns", noon + 3.5, "10.0.0.3", "10.0.0.53", {
    ...{query: "later.example.org", answers: ["192.0.2.1", "192.0.2.9", "10.0.0.9"]}
  });
  const all = await silverOf([...office, later], context);
  const rows = await query(all, context, isFlows, facts);
  const before = (_: unknown, i: number) => i < 4;
  expect(rows.map((row) => Object.values(row)).filter(before)).toEqual(expected.filter(before));
  expect(rows[4].server_name).toBe("later.example.org");
});

const folder = new URL("../../../../pipeline/transformation/services/", import.meta.url);
it("every SQL file of the services says what one row is", () => {
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".sql"))) {
    expect(readFileSync(new URL(name, folder), "utf8"), name).toMatch(/^-- One row per /);
  }
});
