import {DuckDBInstance} from "@duckdb/node-api";
import type {DuckDBConnection} from "@duckdb/node-api";
import {beforeAll, expect, it} from "vitest";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import type {DetectionRule} from "../../../../src/core/sigma/rule.js";
import {placeRule, ruleQuery} from "../../../../src/core/sigma/sql/rule-query.js";
import type {PlacedRule} from "../../../../src/core/sigma/sql/rule-query.js";
import {recordsQuery} from "../../../../src/core/sigma/trial/hits-query.js";
import {planTrial} from "../../../../src/core/sigma/trial/plan-trial.js";
import {
  binsQuery,
  exportQuery,
  fillStatements,
  hitsTable,
  ranksQuery,
  recordRowsQuery,
  summaryQuery,
  windowsOfHits
} from "../../../../src/core/sigma/trial/summary-queries.js";
import {hostileRules} from "../../../components/rules/try/hostile-rules.js";

const flows = "event_id BIGINT, time TIMESTAMP, uid VARCHAR, src VARCHAR, src_port INTEGER, dst VARCHAR, dst_port INTEGER, proto VARCHAR, service VARCHAR, duration DOUBLE, orig_bytes BIGINT, resp_bytes BIGINT, conn_state VARCHAR, history VARCHAR, orig_pkts BIGINT, resp_pkts BIGINT, orig_ip_bytes BIGINT, local_orig BOOLEAN, local_resp BOOLEAN, server_name VARCHAR, domain VARCHAR, client VARCHAR, rank INTEGER, score DOUBLE, attack TINYINT"; // prettier-ignore
const dns = "event_id BIGINT, time TIMESTAMP, uid VARCHAR, src VARCHAR, dst VARCHAR, raw_query VARCHAR, query VARCHAR, domain VARCHAR, qtype VARCHAR, rcode VARCHAR"; // prettier-ignore
let connection: DuckDBConnection;

// 600 flows, one a minute: three hosts take turns; every fifth is to port 22 and is rejected.
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:", {threads: "1"})).connect();
  await connection.run(`CREATE TABLE events (${flows})`);
  await connection.run(`INSERT INTO events BY NAME SELECT i AS event_id, TIMESTAMP '2026-01-01' + to_minutes(i) AS time,
    'C' || i AS uid, '10.0.0.' || i % 3 AS src, '192.0.2.' || i % 7 AS dst, CASE i % 5 WHEN 0 THEN 22 ELSE 443 END AS dst_port,
    CASE i % 5 WHEN 0 THEN 'REJ' ELSE 'SF' END AS conn_state, CASE i % 4 WHEN 0 THEN 'ssl' WHEN 1 THEN 'HTTP' END AS service,
    600 - i AS rank, i / 1000.0 AS score, i % 10 = 0 AS attack FROM range(600) t(i)`);
  await connection.run(`CREATE TABLE dns (${dns})`);
  await connection.run(`INSERT INTO dns BY NAME SELECT CASE WHEN i < 6 THEN i * 10 END AS event_id,
    TIMESTAMP '2026-01-01' + to_minutes(i) AS time, '10.0.0.1' AS src, '192.0.2.1' AS dst, 'n' || i || '.example' AS query, query AS raw_query FROM range(8) t(i)`); // prettier-ignore
  await connection.run("SET enable_external_access = false; SET lock_configuration = true");
});

async function read<Row>(sql: string): Promise<Row[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Row[];
}

/** Runs the only rule of *text*, as the page does; returns the name of the table of its hits. */
async function run(text: string): Promise<string> {
  const [{query}] = planTrial(text).rules;
  const {fill, clean} = fillStatements(hitsTable(0), query!);
  for (const statement of [...fill, ...clean]) await connection.run(statement);
  return hitsTable(0);
}

function ruleOf(detection: object, service = "conn"): string {
  return JSON.stringify({title: "t", name: "base", logsource: {product: "zeek", service}, detection}); // prettier-ignore
}

it("recordsQuery(placed) finds what ruleQuery(placed) finds, with few tests and with many", async () => {
  const many = Array.from({length: 30}, (_, i) => `host${i}`);
  const detections = [
    {s: {"id.resp_p": 22}, condition: "s"},
    {s: {service: ["http", "ssl"]}, condition: "not s"},
    {s: {service: [...many, "http"]}, condition: "s"},
    {s: {"service|contains": [...many, "ss"]}, t: {conn_state: "REJ"}, condition: "s or t"},
    {s: {service: [...many, null]}, condition: "not s"}
  ];
  for (const detection of detections) {
    const placed = placeRule(parseRules(ruleOf(detection), "t").rules[0] as DetectionRule) as PlacedRule; // prettier-ignore
    const expected = await read(ruleQuery(placed));
    expect(expected.length).toBeGreaterThan(0);
    const records = `SELECT event_id, time FROM (${recordsQuery(placed)}) ORDER BY time, event_id`;
    expect(await read(records)).toEqual(expected);
  }
});

it("summaryQuery(hits) counts hits, hosts, host-hours, alerts and labels by hand", async () => {
  const hits = await run(ruleOf({s: {"id.resp_p": 22}, condition: "s"}));
  const options = {threshold: 0.5, kind: "rule", onePerFlow: true} as const;
  // 120 rejected flows; ten hours, four rejected flows each of three hosts; of i = 500 … 595, 20 of them.
  const [summary] = await read<Record<string, unknown>>(summaryQuery(hits, options));
  expect(summary).toMatchObject({hits: "120", records: "120", flows: "120", alerts: "20"});
  expect(summary).toMatchObject({attacks: "60", benign: "60", entities: "3", entity_hours: "30"});
  const [other] = await read(summaryQuery(hits, {...options, onePerFlow: false}));
  expect(other).toEqual(summary);
  const bins = await read<{records: string}>(binsQuery(hits, 3_600_000, 0.5));
  expect(bins.map(({records}) => records)).toEqual(Array.from({length: 10}, () => "12"));
  const ranks = await read<{rank: number}>(ranksQuery(hits, 3));
  expect(ranks.map(({rank}) => rank)).toEqual([5, 10, 15]);
  expect(await read(exportQuery(hits, {table: "events", limit: 200}))).toHaveLength(120);
});

it("recordRowsQuery(hits) lists records of another log, with the rank of the flow that each has", async () => {
  const hits = await run(ruleOf({s: {"query|endswith": ".example"}, condition: "s"}, "dns"));
  const rows = await read<{query: string; rank: number | null}>(recordRowsQuery(hits, {table: "dns", columns: ["query"], limit: 7})); // prettier-ignore
  expect(rows.map(({query, rank}) => [query, rank])).toEqual([
    ["n5.example", 550],
    ["n4.example", 560],
    ["n3.example", 570],
    ["n2.example", 580],
    ["n1.example", 590],
    ["n0.example", 600],
    ["n6.example", null]
  ]);
  const [summary] = await read<Record<string, unknown>>(summaryQuery(hits, {threshold: 0.5, kind: "rule", onePerFlow: false})); // prettier-ignore
  expect(summary).toMatchObject({hits: "8", records: "8", flows: "6", entities: "1"});
});

it("windowsQuery(linked) makes overlapping windows of a group one, and lists their events and host", async () => {
  const correlation = {title: "c", correlation: {type: "event_count", rules: ["base"], "group-by": ["id.orig_h"], timespan: "16m", condition: {gte: 2}}}; // prettier-ignore
  const text = `${ruleOf({s: {"id.resp_p": 22}, condition: "s"})}\n---\n${JSON.stringify(correlation)}`;
  const hits = await run(text);
  // Each host has a rejected flow every 15 minutes: all its windows overlap, from 16 minutes before the second to the last.
  const windows = await read<Record<string, unknown>>(windowsOfHits(hits, 1, 10));
  expect(windows.map(({hit, entity, events, measure, group}) => [hit, entity, events, measure, group])).toEqual([
    ["1", "10.0.0.0", "40", "2", ["10.0.0.0"]],
    ["2", "10.0.0.2", "40", "2", ["10.0.0.2"]],
    ["3", "10.0.0.1", "40", "2", ["10.0.0.1"]]
  ]); // prettier-ignore
  const [summary] = await read<Record<string, unknown>>(summaryQuery(hits, {threshold: 0.5, kind: "correlation", onePerFlow: false})); // prettier-ignore
  expect(summary).toMatchObject({hits: "3", records: "120", flows: "120", entities: "3", entity_hours: "30"}); // prettier-ignore
});

it("planTrial(text) says which table and columns a rule reads, and which fields are missing", () => {
  const text = ruleOf({s: {"id.resp_p": 22, "nowhere|contains": "x"}, t: {service: "ssh"}, condition: "s or t"}); // prettier-ignore
  const [{sources, query, reason}] = planTrial(text).rules;
  expect(reason).toBeNull();
  expect(query!.tables).toEqual(["events"]);
  expect(sources[0].fields).toEqual([
    {field: "id.resp_p", column: "dst_port"},
    {field: "nowhere", column: null},
    {field: "service", column: "service"}
  ]);
  const [windows] = planTrial("title: w\nlogsource: {product: windows}\ndetection: {s: {a: b}, condition: s}").rules; // prettier-ignore
  expect([windows.query, typeof windows.reason]).toEqual([null, "string"]);
});

it.each(hostileRules)("planTrial(text) ends, and DuckDB takes its SQL and reads nothing else: $name", async ({text}) => {
  const began = performance.now();
  const {rules, problems} = planTrial(text);
  expect(performance.now() - began).toBeLessThan(8000);
  expect(rules.length + problems.length).toBeGreaterThan(0);
  for (const {query} of rules) {
    const {fill, clean} = query ? fillStatements(hitsTable(0), query) : {fill: [], clean: []};
    for (const statement of [...fill, ...clean]) await connection.run(statement);
  }
  expect(await read("SELECT count(*) AS n FROM events")).toEqual([{n: "600"}]);
}); // prettier-ignore
