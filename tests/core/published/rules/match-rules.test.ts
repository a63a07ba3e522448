import {tmpdir} from "node:os";
import {afterEach, beforeEach, expect, it} from "vitest";
import {openSession} from "../../../../pipeline/duckdb/session.js";
import type {Session} from "../../../../pipeline/duckdb/session.js";
import {matchRules} from "../../../../src/core/published/rules/match-rules.js";
import {planRules} from "../../../../src/core/published/rules/plan-rules.js";
import {publishedColumns} from "../../../../src/core/published/published-columns.js";
import type {RuleTable} from "../../../../src/core/published/rules/rule-logs.js";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import {defaultTables} from "../../../../src/core/sigma/sql/rule-query.js";

let session: Session;

beforeEach(async () => {
  session = await openSession({scratch: tmpdir(), threads: 2});
  await session.run(`CREATE TABLE dns (${publishedColumns.dns})`);
  await session.run("CREATE TABLE events (event_id BIGINT, time TIMESTAMP, src VARCHAR, dst VARCHAR, dst_port INTEGER, conn_state VARCHAR)"); // prettier-ignore
});

afterEach(() => session.close());

const start = 1_700_000_000;

/** Adds flows: the second after the start, source, destination, port and state of each; events from 100 on. */
type Flow = [second: number, src: string, dst: string, port: number, state: string];

async function addFlows(...flows: Flow[]) {
  const rows = flows.map(([second, src, dst, port, state], i) => `(${100 + i}, make_timestamp(${(start + second) * 1e6}), '${src}', '${dst}', ${port}, '${state}')`); // prettier-ignore
  await session.run(`INSERT INTO events VALUES ${rows.join(", ")}`);
}

async function addQueries(
  ...queries: [second: number, src: string, query: string, event: number | null][]
) {
  const rows = queries.map(([second, src, query, event]) => `(${event}, make_timestamp(${(start + second) * 1e6}), 'C', '${src}', '10.0.0.53', '${query}')`); // prettier-ignore
  await session.run(
    `INSERT INTO dns (event_id, time, uid, src, dst, raw_query) VALUES ${rows.join(", ")}`
  );
}

const failed = `title: failed
name: failed
logsource: {product: zeek, service: conn}
detection: {selection: {conn_state: S0}, condition: selection}
`;

const lookup = `title: lookup
name: lookup
logsource: {category: dns}
detection: {selection: {query|endswith: .onion}, condition: selection}
`;

const many = (groupBy: string, rules = "failed", more = "") => `title: many
name: many
level: high
correlation: {type: event_count, rules: [${rules}], group-by: [${groupBy}], timespan: 10s, condition: {gte: 3}}
${more}`;

async function match(documents: readonly string[], bounds?: Parameters<typeof matchRules>[3]) {
  const texts = documents.flatMap((text) => parseRules(text, "f.yml").rules.map((rule) => rule.text)); // prettier-ignore
  const planned = planRules(texts.map((yaml) => ({source: "user", path: "f.yml", yaml})));
  const sources = {...defaultTables} as Record<RuleTable, string>;
  const stopped = await matchRules(session, planned, sources, bounds);
  const matches = await session.rows(
    `SELECT rule, hit, log, record::INTEGER AS record, event_id::INTEGER AS event_id, entity, role FROM rule_matches ORDER BY rule, hit, log, record`
  );
  const windows = await session.rows(
    `SELECT hit, entity, role, "group", (epoch(since) - ${start})::INTEGER AS since, (epoch(until) - ${start})::INTEGER AS until, measure, events FROM rule_windows ORDER BY rule, hit`
  );
  return {planned, stopped, matches: matches.map((row) => Object.values(row)), windows: windows.map((row) => Object.values(row))}; // prettier-ignore
}

it("matchRules(runner, rules, sources) has a row for each record of a rule, by its source", async () => {
  await addFlows([0, "10.0.0.1", "192.0.2.1", 80, "SF"], [1, "10.0.0.2", "192.0.2.1", 80, "S0"]);
  await addQueries([0, "10.0.0.1", "a.com", null], [1, "10.0.0.3", "x.onion", 100]);
  const {matches, stopped} = await match([failed, lookup]);
  expect(matches).toEqual([
    [1, null, "events", 101, 101, "10.0.0.2", "actor"],
    [2, null, "dns", 1, 100, "10.0.0.3", "actor"]
  ]);
  expect(stopped).toEqual([]);
});

it("matchRules(runner, rules, sources) has the records of windows that fire, and windows of a group that overlap are one hit", async () => {
  const [one, other] = ["10.0.0.1", "10.0.0.2"];
  const times = [0, 4, 8, 12, 16, 40, 41, 90, 95, 99].map((second): Flow => [second, one, "192.0.2.1", 80, "S0"]); // prettier-ignore
  await addFlows(...times, [9, other, "192.0.2.1", 80, "S0"], [10, one, "192.0.2.1", 80, "SF"]);
  const {matches, windows, planned} = await match([many("id.orig_h"), failed]);
  expect(planned.map(({rule}) => [rule.title, rule.state])).toEqual([["many", "run"], ["failed", "part"]]); // prettier-ignore
  expect(windows).toEqual([
    [1, one, "actor", '{"id.orig_h":"10.0.0.1"}', 0, 16, 3, 5],
    [2, one, "actor", '{"id.orig_h":"10.0.0.1"}', 90, 99, 3, 3]
  ]);
  expect(matches.map(([, hit, , record]) => [hit, record])).toEqual([
    ...[100, 101, 102, 103, 104].map((record) => [1, record]),
    ...[107, 108, 109].map((record) => [2, record])
  ]);
});

it.each([
  ["id.resp_h", "192.0.2.1", "target"],
  ["id.resp_h, id.orig_h", "10.0.0.1", "actor"],
  ["id.resp_p", "10.0.0.1", "actor"]
])(
  "matchRules(runner, rules, sources) names the entity of windows by %s",
  async (groups, entity, role) => {
    const flows = [0, 1, 2].map((second): Flow => [second, "10.0.0.1", "192.0.2.1", 80, "S0"]); // prettier-ignore
    await addFlows(...flows);
    const {windows} = await match([many(groups), failed]);
    expect(windows.map((row) => row.slice(0, 3))).toEqual([[1, entity, role]]);
  }
);

it("matchRules(runner, rules, sources) names the shared destination, or nobody, of windows by neither address", async () => {
  const flow = (second: number, src: string, dst: string, port: number): Flow => [second, src, dst, port, "S0"]; // prettier-ignore
  await addFlows(
    ...["10.0.0.1", "10.0.0.2", "10.0.0.3"].map((src, i) => flow(i, src, "192.0.2.1", 80)),
    ...["10.0.0.1", "10.0.0.2", "10.0.0.3"].map((src, i) => flow(20 + i, src, `192.0.2.${i}`, 90))
  );
  expect((await match([many("id.resp_p"), failed])).windows.map((row) => row.slice(0, 3))).toEqual([[1, "192.0.2.1", "target"], [2, null, null]]); // prettier-ignore
});

it("matchRules(runner, rules, sources) has the events in windows of windows, of all their logs", async () => {
  const flows = [0, 1, 2, 30].map((second): Flow => [second, "10.0.0.1", "192.0.2.1", 80, "S0"]); // prettier-ignore
  await addFlows(...flows);
  await addQueries([5, "10.0.0.1", "x.onion", null], [5, "10.0.0.2", "y.onion", null]);
  const then = `title: then
id: 0e95725d-7320-415d-80f7-004da920fc12
correlation: {type: temporal_ordered, rules: [many, lookup], group-by: [src_ip], timespan: 20s, aliases: {src_ip: {many: id.orig_h, lookup: src_ip}}}
`;
  const {matches, windows} = await match([then, many("id.orig_h"), failed, lookup]);
  expect(windows).toMatchObject([[1, "10.0.0.1", "actor", '{"src_ip":"10.0.0.1"}', 0, 5, 2, 4]]);
  expect(matches.map(([, , log, record]) => [log, record])).toEqual([["dns", 0], ["events", 100], ["events", 101], ["events", 102]]); // prettier-ignore
});

it("matchRules(runner, rules, sources) says which rules it stopped: no log, too many hits, too many occurrences", async () => {
  const flows = Array.from({length: 9}, (_, i): Flow => [i, "10.0.0.1", "192.0.2.1", 80, "S0"]); // prettier-ignore
  await addFlows(...flows);
  const loud = failed.replaceAll("failed", "loud");
  const bounds = {records: 8, members: 8, total: 20};
  const {matches, stopped} = await match([failed, loud, many("id.orig_h"), lookup], bounds);
  expect(matches).toEqual([]);
  expect(stopped.map(({rule, reason}) => [rule, reason])).toEqual([
    [2, "too many hits: 9 records, and a rule may have 8"],
    [3, "too many events to correlate: more than 8"],
    [4, "the run has no records of dns"]
  ]);
  const few = await match([loud, failed.replaceAll("failed", "again")], {records: 9, members: 9, total: 10}); // prettier-ignore
  expect(few.stopped).toMatchObject([{rule: 2, reason: "too many hits: 9 records, and all rules may have 10"}]); // prettier-ignore
});
