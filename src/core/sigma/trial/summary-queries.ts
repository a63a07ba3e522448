import {sqlName, sqlNumber, sqlText} from "../sql/literal.js";
import {defaultTables, recordSql} from "../sql/rule-query.js";
import type {SteppedQuery} from "./hits-query.js";

/** Returns the name of the temporary table that the query of the *i*th tried rule (hits-query.ts) fills. */
export function hitsTable(i: number): string {
  return `trial_hits_${i}`;
}

/** What a tried rule found. */
export interface TrialSummary {
  /** Records of its log; of a correlation, windows, those that overlap as one. */
  hits: number;
  /** Records, each once: of a correlation, those in its windows. */
  records: number;
  /** Flows of the records, each once. */
  flows: number;
  entities: number;
  /** Hours of entities with a hit. */
  entity_hours: number;
  /** Flows at or above the threshold. */
  alerts: number;
  /** Flows with a label: attacks, and benign ones. */
  attacks: number;
  benign: number;
  /** The first and the last record, in ms since the epoch; null without one. */
  first: number | null;
  last: number | null;
}

/** What a summary is of. */
export interface SummaryOptions {
  /** The threshold of the flow model, in (0, 1). */
  threshold: number;
  kind: "rule" | "correlation";
  /** Whether each hit is another flow: of a rule for single events over flows. */
  onePerFlow: boolean;
}

/** Returns the query of the one `TrialSummary`, over the table *hits*. */
export function summaryQuery(hits: string, {threshold, kind, onePerFlow}: SummaryOptions): string {
  const flows = onePerFlow ? hits : `(SELECT DISTINCT rank, score, attack FROM ${hits} WHERE rank IS NOT NULL)`; // prettier-ignore
  const counts = kind === "rule" ? "count(*) AS hits, count(*) AS records" : "count(DISTINCT hit) AS hits, count(DISTINCT (log, record)) AS records"; // prettier-ignore
  return `WITH hours AS (SELECT DISTINCT entity, epoch_ms(time) // 3600000 AS hour FROM ${hits} WHERE entity IS NOT NULL)
SELECT * FROM
  (SELECT ${counts}, epoch_ms(min(time)) AS first, epoch_ms(max(time)) AS last FROM ${hits}),
  (SELECT count(*) AS flows, count(*) FILTER (score >= ${sqlNumber(threshold)}) AS alerts,
    count(*) FILTER (attack = 1) AS attacks, count(*) FILTER (attack = 0) AS benign FROM ${flows}),
  (SELECT count(*) AS entity_hours, count(DISTINCT entity) AS entities FROM hours)`;
}

/** A window of a correlation; overlapping ones are one. */
export interface TrialWindow {
  hit: number;
  /** The first of its events, and the last, in ms since the epoch. */
  since: number;
  until: number;
  /** The greatest measure of its windows. */
  measure: number;
  /** Events in it, each once. */
  events: number;
  entity: string | null;
  /** The values of group-by, in order. */
  group: (string | null)[];
}

/** Returns the query of the first *limit* `TrialWindow`s, of a correlation by *groups* fields. */
export function windowsOfHits(hits: string, groups: number, limit: number): string {
  const group = Array.from({length: groups}, (_, i) => `any_value(g${i})`).join(", ");
  return `SELECT hit, epoch_ms(min(time)) AS since, epoch_ms(max(time)) AS until, any_value(measure) AS measure,
  count(DISTINCT (log, record)) AS events, min(entity) AS entity, ${groups > 0 ? `[${group}]` : "CAST([] AS VARCHAR[])"} AS "group"
FROM ${hits} GROUP BY hit ORDER BY hit LIMIT ${limit}`;
}

/** Hits in a span of time. */
export interface TrialBin {
  /** The start, in ms since the epoch. */
  time: number;
  records: number;
  /** Of those, the ones whose flow is at or above the threshold. */
  alerts: number;
}

/** Returns the query of `TrialBin`s of *width* ms; empty ones are absent. */
export function binsQuery(hits: string, width: number, threshold: number): string {
  return `SELECT epoch_ms(time) // ${sqlNumber(width)} * ${sqlNumber(width)} AS time, count(*) AS records,
  count(*) FILTER (score >= ${sqlNumber(threshold)}) AS alerts
FROM ${hits} WHERE time IS NOT NULL GROUP BY ALL ORDER BY 1`;
}

/** Returns the query of the ranks of the *limit* most anomalous flows of the hits. */
export function ranksQuery(hits: string, limit: number): string {
  return `SELECT DISTINCT rank FROM ${hits} WHERE rank IS NOT NULL ORDER BY rank LIMIT ${limit}`;
}

/** Returns the query of the *limit* records of *table* whose flows are the most anomalous: time in ms, src, dst, rank, and *columns*. */
export function recordRowsQuery(
  hits: string,
  {table, columns, limit}: {table: string; columns: readonly string[]; limit: number}
): string {
  const listed = columns.map((column) => `, t.${sqlName(column)}`).join("");
  return `SELECT epoch_ms(h.time) AS time, h.src, h.dst, h.rank${listed}
FROM (SELECT record, time, src, dst, rank FROM ${hits} ORDER BY rank NULLS LAST, time, record LIMIT ${limit}) h
JOIN ${sqlName(table)} t ON ${keyOf(table)} = h.record ORDER BY h.rank NULLS LAST, h.time, h.record`;
}

/** Returns the query of at most *limit* hits with the columns of their records, for an export, in order of time. */
export function exportQuery(hits: string, {table, limit}: {table: string; limit: number}): string {
  return `SELECT h.hit, t.* FROM (SELECT DISTINCT hit, record, time FROM ${hits} WHERE log = ${sqlText(table)} ORDER BY time, record LIMIT ${limit}) h
JOIN ${sqlName(table)} t ON ${keyOf(table)} = h.record ORDER BY h.time, h.record`;
}

/** What `record` is of a table. */
function keyOf(table: string): string {
  return table === defaultTables.flows ? `t.${recordSql("flows")}` : "t.rowid";
}

/**
 * Returns the statements that fill the table *hits*, in order; *clean* are those that remove afterwards what it was made of.
 * Steps are tables of their own: as parts of one query, each would be planned anew for each that reads it.
 */
export function fillStatements(
  hits: string,
  {steps, sql}: SteppedQuery
): {fill: string[]; clean: string[]} {
  const made = steps.map(({name, stored}) => `TEMP ${stored ? "TABLE" : "VIEW"} ${sqlName(name)}`);
  return {
    fill: [
      ...steps.map((step, i) => `CREATE OR REPLACE ${made[i]} AS ${step.sql}`),
      `CREATE OR REPLACE TEMP TABLE ${hits} AS ${sql}`
    ],
    clean: made.reverse().map((what) => `DROP ${what.replace("TEMP ", "")}`)
  };
}
