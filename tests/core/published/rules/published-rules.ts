import {openSession} from "../../../../pipeline/duckdb/session.js";
import type {Session} from "../../../../pipeline/duckdb/session.js";
import type {RulesFindings} from "../../../../src/core/published/pages/rules.js";

/** A rule of single flows as YAML. */
const flowRule = (name: string, port: number | string) => `title: ${name}
id: 00000000-0000-4000-8000-00000000000${String(port).length}
name: ${name}
logsource:
  product: zeek
  service: conn
detection:
  selection:
    id.resp_p: ${port}
    ja4: x
  condition: selection or id
  id:
    id.resp_p: ${port}
`;

const correlation = `title: many
name: many
correlation:
  type: event_count
  rules:
    - base
  group-by:
    - id.orig_h
  timespan: 10m
  condition:
    gte: 3
`;

/** A row of the table `rules`: what differs from a rule of flows that was run without a hit. */
type RuleChanges = Readonly<Record<string, string | number | null>>;

const plain: RuleChanges = {
  status: "experimental", kind: "rule", state: "run", reason: null, level: "medium", log_source: "product zeek, service conn",
  log: "events", techniques: '["T1046"]', tactics: '["discovery"]', description: "d", false_positives: "[]", author: null,
  references: "[]", source: "own", path: "a.yml", sql: "SELECT 1", hits: 0, flows: 0, entities: 0, entity_hours: 0, alerts: 0,
  attacks: 0, benign: 0, deciles: "[0,0,0,0,0,0,0,0,0,0]", rate_per_day: 0, incidents: 0, incidents_alone: 0, first: null, last: null
}; // prettier-ignore

/** Five rules: one that fires often, one that never does, a correlation with its base, and one for another log. */
const ruleRows: readonly RuleChanges[] = [
  {...plain, rule: 1, id: "often", title: "often", yaml: flowRule("often", 80), hits: 6, flows: 6, rate_per_day: 9},
  {...plain, rule: 2, id: "never", title: "never", yaml: flowRule("never", 8), techniques: '["T1071.004", "T9999"]', tactics: '["command-and-control"]'},
  {...plain, rule: 3, id: "base", title: "base", yaml: flowRule("base", 443), state: "part", log_source: "x"},
  {...plain, rule: 4, id: "many", title: "many", yaml: correlation, kind: "correlation", log: null, hits: 1, flows: 2, rate_per_day: 7, techniques: "[]"},
  {...plain, rule: 5, id: "other", title: "other", yaml: "title: other", state: "not applicable", reason: "no log of this kind is read", log_source: "product windows"}
]; // prettier-ignore

const text = (value: string | number | null) =>
  typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);

/**
 * Returns the tables that the page of rules is built from, as `published`: 20 flows, of which the first by rank are alerts at a
 * threshold of 0.9 (two) and those with an even id of at most 12 are hit by the rule that fires often.
 */
export async function publishedRules({labelled = true} = {}): Promise<Session> {
  const session = await openSession({scratch: "/tmp"});
  await session.run("ATTACH ':memory:' AS published");
  const columns = Object.keys(ruleRows[0]);
  const values = ruleRows.map((row) => `(${columns.map((name) => text(row[name])).join(", ")})`);
  for (const sql of [
    `CREATE TABLE published.events AS SELECT i AS event_id, i AS rank, TIMESTAMP '2026-01-01' + to_hours(i) AS time,
      '10.0.0.' || (i % 3) AS src, '192.0.2.' || (i % 2) AS dst, 1 - i / 20.0 AS score,
      ${labelled ? "CASE WHEN i <= 16 THEN (i <= 4)::INTEGER END" : "NULL::INTEGER"} AS attack,
      ${labelled ? "CASE WHEN i <= 4 THEN 'T1110' END" : "NULL::VARCHAR"} AS technique FROM (SELECT CAST(unnest(range(1, 21)) AS BIGINT) AS i)`,
    `CREATE TABLE published.rules AS SELECT * REPLACE (make_timestamp("first" * 1000) AS "first", make_timestamp("last" * 1000) AS "last")
      FROM (VALUES ${values.join(", ")}) AS t(${columns.map((name) => `"${name}"`).join(", ")})`,
    `CREATE TABLE published.rule_hits AS
      SELECT 1 AS rule, NULL::INTEGER AS hit, 'events' AS log, event_id AS record, event_id, time, src AS entity, 'actor' AS role, src, dst, 80 AS port
      FROM published.events WHERE event_id % 2 = 0 AND event_id <= 12
      UNION ALL SELECT 4, 1, 'events', event_id, event_id, time, src, 'actor', src, dst, 443 FROM published.events WHERE event_id IN (1, 4)`,
    "CREATE TABLE published.rule_flows AS SELECT event_id, count(DISTINCT rule)::INTEGER AS rules FROM published.rule_hits GROUP BY 1 ORDER BY 1",
    "CREATE TABLE published.rule_problems (file VARCHAR, line INTEGER, field VARCHAR, message VARCHAR, remedy VARCHAR)",
    "INSERT INTO published.rule_problems VALUES ('b.yml', 3, 'level', 'unknown level: x', 'use low')",
    "CREATE TABLE published.incidents AS SELECT * FROM (VALUES (1, 'both'), (2, 'rules'), (3, 'models'), (4, 'models')) AS t(incident, found_by)",
    "CREATE TABLE published.evidence AS SELECT 1 AS incident, 'scan' AS detector"
  ])
    await session.run(sql);
  return session;
}

/** What of an evaluation the page needs, of those tables. */
export function rulesFindings({labelled = true} = {}): RulesFindings {
  const manifest = {sha256: "0".repeat(64), facts: {files: []}, parameters: {}, inputs: [{name: "transformation", sha256: "0".repeat(64)}]}; // prettier-ignore
  const chain = {raw: manifest, silver: manifest, models: manifest} as unknown as RulesFindings["chain"]; // prettier-ignore
  return {
    chain,
    key: "0".repeat(64),
    parameters: {
      budgetPerDay: 5,
      threshold: "budget",
      detectors: ["scan", "beacon"],
      localNet: [],
      flowModel: "isolation-forest",
      attackLabels: null,
      ownRules: true,
      givenRules: false,
      fast: false,
      setAside: []
    },
    threshold: 0.9,
    first: 0,
    last: 86_400_000,
    days: 1,
    budgetPerDay: 5,
    until: 0,
    metrics: labelled
      ? ([{model: "isolation-forest", window: "all", labelled: 16}] as RulesFindings["metrics"])
      : []
  };
}
