import {dropIncidents, findIncidents} from "../../incidents/find-incidents.js";
import type {FoundIncidents} from "../../incidents/find-incidents.js";
import {measureDetection} from "../../incidents/measure-detection.js";
import type {HitRule} from "../../incidents/rule-evidence.js";
import type {QueryRunner} from "../../incidents/query-runner.js";
import type {DetectionMeasures} from "../../schema/detection.js";
import type {Findings} from "../findings.js";
import {
  eventIncidentSql,
  incidentEventsSql,
  incidentFlowsSql,
  incidentTables
} from "../incident-tables.js";
import type {IncidentTable} from "../incident-tables.js";
import {dropPublishedMatches, fillPublishedMatches} from "./published-matches.js";

/** The result of a query over the tables: what was counted, and how many there ought to be. */
export interface TableCheck {
  what: string;
  expected: string;
  found: string;
  ok: boolean;
}

/**
 * Collects the evidence from the published events again, groups it, and checks that the tables about incidents hold
 * the same, to the bit. Hits are those of *matched*, the rules of the table `rule_matches`, or else those of `rule_hits`. With a clean past, whose events are not
 * published, or, of `rule_hits`, a rule with more hits than are published, nothing can be collected: then the tables stand as
 * they were signed, and nothing is found.
 */
export async function checkIncidents(
  runner: QueryRunner,
  {chain, behaviourUntil, parameters}: Pick<Findings, "chain" | "behaviourUntil" | "parameters">,
  matched?: readonly HitRule[]
): Promise<{
  checks: TableCheck[];
  found: FoundIncidents | null;
  detection: DetectionMeasures | null;
}> {
  const rules = chain.past ? null : (matched ?? (await fillPublishedMatches(runner)));
  if (!rules) return {checks: [], found: null, detection: null};
  const found = await findIncidents(runner, {
    events: "published.events",
    scored: "published.events",
    dns: "published.dns",
    trainedUntil: behaviourUntil,
    detectors: parameters.detectors,
    localNet: parameters.localNet,
    rules
  });
  const {incidents, evidence} = incidentTables(chain, found);
  const checks = [
    await sameTable(runner, "incidents", incidents),
    await sameTable(runner, "evidence", evidence),
    await sameRows(runner, "incident_events", incidentEventsSql),
    await sameRows(runner, "incident_flows", incidentFlowsSql),
    await noneOf(
      runner,
      "events whose incident the evidence does not give",
      `SELECT CAST(count(*) AS DOUBLE) AS n FROM published.events AS e LEFT JOIN (${eventIncidentSql}) AS due USING (event_id)
      WHERE e.incident IS DISTINCT FROM due.incident`
    )
  ];
  const detection = await measureDetection(runner, "published.events", found, parameters);
  for (const step of [...dropIncidents, ...dropPublishedMatches]) await runner.run(step);
  return {checks, found, detection};
}

async function sameTable(
  runner: QueryRunner,
  name: "incidents" | "evidence",
  {columns, rows}: IncidentTable
): Promise<TableCheck> {
  const list = columns.map(([column, type]) =>
    type === "TIMESTAMP" ? `epoch_ms("${column}")::DOUBLE AS "${column}"` : `"${column}"`
  );
  const published = await runner.rows<IncidentTable["rows"][number]>(
    `SELECT ${list.join(", ")} FROM published.${name}`
  );
  const textOf = (row: IncidentTable["rows"][number] | undefined) =>
    JSON.stringify(row && columns.map(([column]) => row[column]));
  const wrong: string[] = [];
  for (let i = 0; i < Math.max(rows.length, published.length); ++i)
    if (textOf(rows[i]) !== textOf(published[i]))
      wrong.push(String((published[i] ?? rows[i])[name === "incidents" ? "id" : "sentence"]));
  const what = `rows of ${name} that the events do not give`;
  const found = wrong.length === 0 ? "0" : `${wrong.length}: ${wrong.slice(0, 3).join("; ")}`;
  return {what, expected: "0", found, ok: wrong.length === 0};
}

function sameRows(runner: QueryRunner, table: string, sql: string): Promise<TableCheck> {
  const published = `published.${table}`;
  return noneOf(
    runner,
    `rows of ${table} that the events do not give`,
    `SELECT CAST(count(*) AS DOUBLE) AS n FROM (
      (FROM (${sql}) EXCEPT ALL FROM ${published}) UNION ALL (FROM ${published} EXCEPT ALL FROM (${sql})))`
  );
}

async function noneOf(runner: QueryRunner, what: string, sql: string): Promise<TableCheck> {
  const [{n}] = await runner.rows<{n: number}>(sql);
  return {what, expected: "0", found: String(n), ok: n === 0};
}
