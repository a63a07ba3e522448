import {errorMessage} from "../../../core/error-message.js";
import {eventRowSql} from "../../../core/published/event-rows.js";
import type {EventRow} from "../../../core/schema/published.js";
import type {PlannedRule} from "../../../core/sigma/trial/plan-trial.js";
import {
  binsQuery,
  exportQuery,
  fillStatements,
  hitsTable,
  ranksQuery,
  recordRowsQuery,
  summaryQuery,
  windowsOfHits
} from "../../../core/sigma/trial/summary-queries.js";
import type {
  TrialBin,
  TrialSummary,
  TrialWindow
} from "../../../core/sigma/trial/summary-queries.js";
import type {PublishedDatabase, Row} from "../../database/client.js";
import {lockDatabase} from "../../database/lock-database.js";
import {shownHits, shownWindows} from "./shown-hits.js";

/** How long a rule may run, in ms; then it is cancelled. */
export const maxRunTime = 15_000;

const maxExported = 20_000;

/** What is said of the log beside the hits of a rule. */
export interface TrialLog {
  /** The published threshold of the flow model, in (0, 1), and the highest score. */
  threshold: number;
  max: number;
  /** The time of the first event and of the last, in ms since the epoch. */
  first: number;
  last: number;
  events: number;
  /** Events with a label, and of those the attacks. */
  labelled: number;
  attacks: number;
}

/** What a rule found, and how long it took. */
export interface TrialResult {
  summary: TrialSummary;
  windows: TrialWindow[];
  bins: TrialBin[];
  /** The width of a bin, in ms. */
  bin: number;
  /** The most anomalous flows of the hits. */
  events: EventRow[];
  /** The records of a log other than that of flows; null of flows and of correlations. */
  records: (Row & {identity: string | null; score: number | null})[] | null;
  /** The time of the queries, in ms. */
  took: number;
}

/** The published tables in a database of their own, for the queries of rules that anyone wrote. */
export interface TrialDatabase {
  log: TrialLog;
  /** The time it took to start, in ms. */
  took: number;
  /** Runs the *i*th rule; rejects with DuckDB’s error, or after `maxRunTime`; the database is then ended. */
  run(rule: PlannedRule, i: number, threshold: number): Promise<TrialResult>;
  /** Returns the records of the hits of the *i*th rule, at most 20,000, the earliest. */
  exportRows(rule: PlannedRule, i: number): Promise<Row[]>;
  isEnded(): boolean;
  /** Ends the database, whatever it is doing; what is running rejects with *reason*. */
  end(reason: string): void;
}

const logQuery = `SELECT (SELECT CAST(value AS DOUBLE) FROM facts WHERE name = 'threshold') AS threshold,
  max(score) AS max, epoch_ms(min(time)) AS first, epoch_ms(max(time)) AS last, count(*) AS events,
  count(attack) AS labelled, count(*) FILTER (attack = 1) AS attacks FROM events`;

/**
 * Returns the database, once *open* has opened it, locked: SQL of a rule is printed by our printers only, and if one of them
 * were wrong, there is nothing in reach but the published tables, which are read-only.
 */
export async function trialDatabase(
  open: () => Promise<PublishedDatabase>,
  maxTime = maxRunTime
): Promise<TrialDatabase> {
  const began = performance.now();
  const {db, connection, query} = await open();
  await connection.query("USE published"); // a view of a table, as elsewhere, has no rowid
  await lockDatabase(connection);
  const [log] = await query<TrialLog & Row>(logQuery);
  const took = performance.now() - began;
  let ended: string | null = null;
  let interrupt: (error: Error) => void = () => {};

  function end(reason: string): void {
    if (ended !== null) return;
    ended = reason;
    void db.terminate();
    interrupt(new Error(reason));
  }

  /** Does *work* to its end, or ends the database: a query cannot be stopped otherwise at any moment. */
  async function bounded<T>(work: () => Promise<T>): Promise<T> {
    if (ended !== null) throw new Error(ended);
    const interrupted = new Promise<never>((_, reject) => (interrupt = reject));
    const timer = setTimeout(() => end(`cancelled: more than ${maxTime / 1000} s; name fewer events, or a shorter timespan`), maxTime); // prettier-ignore
    try {
      return await Promise.race([work(), interrupted]);
    } catch (error) {
      end(errorMessage(error)); // an engine that failed may be in any state
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    log,
    took,
    run: (rule, i, threshold) => bounded(() => runRule(query, rule, {i, threshold, log})),
    exportRows: (rule, i) => bounded(() => exportRows(query, rule, i)),
    isEnded: () => ended !== null,
    end
  };
}

type Query = PublishedDatabase["query"];

async function runRule(
  query: Query,
  {query: planned, kind, groupBy, sources}: PlannedRule,
  {i, threshold, log}: {i: number; threshold: number; log: TrialLog}
): Promise<TrialResult> {
  const began = performance.now();
  const {tables} = planned!;
  await requireTables(query, tables);
  const hits = hitsTable(i);
  const {fill, clean} = fillStatements(hits, planned!);
  for (const statement of [...fill, ...clean]) await query(statement);
  const flowsAlone = kind === "rule" && tables[0] === "events";
  const [summary] = await query<TrialSummary>(summaryQuery(hits, {threshold, kind, onePerFlow: flowsAlone})); // prettier-ignore
  const bin = binWidth(log.first, log.last);
  const bins = await query<TrialBin>(binsQuery(hits, bin, threshold));
  const windows = kind === "rule" ? [] : await query<TrialWindow>(windowsOfHits(hits, groupBy.length, shownWindows)); // prettier-ignore
  const events = await eventsOf(query, await ranksOf(query, hits));
  const columns = sources[0]?.fields.flatMap(({column}) => column ?? []) ?? [];
  const records = kind === "rule" && !flowsAlone ? await recordsOf(query, hits, {table: tables[0], columns}) : null; // prettier-ignore
  return {summary, windows, bins, bin, events, records, took: performance.now() - began};
}

async function requireTables(query: Query, tables: readonly string[]): Promise<void> {
  const rows = await query<{name: string}>(
    "SELECT table_name AS name FROM duckdb_tables() WHERE database_name = 'published'"
  );
  const missing = tables.find((table) => !rows.some(({name}) => name === table));
  if (missing !== undefined)
    throw new Error(`missing table: ${missing}; this site was published without records of that log`); // prettier-ignore
}

async function ranksOf(query: Query, hits: string): Promise<number[]> {
  const rows = await query<{rank: number}>(ranksQuery(hits, shownHits));
  return rows.map(({rank}) => rank);
}

async function eventsOf(
  query: Query,
  ranks: readonly number[]
): Promise<(EventRow & {rank: number})[]> {
  if (ranks.length === 0) return [];
  return query(`SELECT ${eventRowSql}, rank FROM published.events WHERE rank IN (${ranks.join(", ")}) ORDER BY rank`); // prettier-ignore
}

/** The columns of a table that are shown beside time, source and destination, the first the rule names. */
const maxColumns = 4;

async function recordsOf(
  query: Query,
  hits: string,
  {table, columns}: {table: string; columns: readonly string[]}
): Promise<TrialResult["records"]> {
  const shown = [...new Set(columns)].filter((name) => !["time", "src", "dst"].includes(name));
  const rows = await query<Row>(recordRowsQuery(hits, {table, columns: shown.slice(0, maxColumns), limit: shownHits})); // prettier-ignore
  const ranks = [...new Set(rows.flatMap(({rank}) => (rank === null ? [] : Number(rank))))];
  const flows = new Map((await eventsOf(query, ranks)).map((flow) => [flow.rank, flow]));
  return rows.map(({rank, ...row}) => {
    const flow = flows.get(Number(rank));
    return {...row, score: flow?.score ?? null, identity: flow?.identity ?? null};
  });
}

async function exportRows(query: Query, {query: planned}: PlannedRule, i: number): Promise<Row[]> {
  const [table] = planned!.tables;
  return query<Row>(exportQuery(hitsTable(i), {table, limit: maxExported}));
}

const hour = 3_600_000;

/** Returns the width of a bin in ms: some hundred of them are the span of the log. */
export function binWidth(first: number, last: number): number {
  const widths = [hour / 60, hour / 12, hour / 2, hour, 2 * hour, 4 * hour, 8 * hour, 24 * hour];
  return widths.find((width) => (last - first) / width <= 120) ?? 7 * 24 * hour;
}
