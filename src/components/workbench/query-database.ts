import type {AsyncDuckDBConnection} from "@duckdb/duckdb-wasm";
import {quoted} from "../../core/notebook/names.js";
import {withParameters} from "../../core/notebook/parameters.js";
import type {ResultColumn} from "../../core/notebook/chart.js";
import {keywordOf, tokensOf} from "../../core/notebook/tokens.js";
import {arrowRows} from "../database/arrow-rows.js";
import {queryRows} from "../database/client.js";
import type {PublishedDatabase, Row} from "../database/client.js";
import {lockDatabase} from "../database/lock-database.js";
import {queryQueue} from "./query-queue.js";

/** The result of a cell. */
export interface CellResult {
  columns: ResultColumn[];
  rows: number;

  /** Whether the result is stored; one that is too large is computed by each reader. */
  stored: boolean;

  /** The time it took, in ms. */
  took: number;

  /** The output of EXPLAIN; null for a table. */
  plan: string | null;
}

/** The values of the parameters; times are ms since the epoch. */
export interface ParameterValues {
  threshold: number;
  from: number;
  until: number;
  entity: string | null;
  event: number | null;
}

/** The published tables with a table for each cell that has run. */
export interface WorkbenchDatabase {
  /** Runs a cell and stores its result under its name; rejects with DuckDB’s error. */
  run(name: string, sql: string): Promise<CellResult>;

  /** Drops the result of a cell. */
  drop(name: string): Promise<void>;

  /** Sets the parameters for the cells that run from now on. */
  setParameters(values: ParameterValues): Promise<void>;

  /** Returns the rows of a query of the page over results; times as ms. */
  query(sql: string): Promise<Row[]>;

  /** Stops the cell that is running, if any. */
  cancel(): Promise<void>;
}

/** The maximum number of values of a stored result; 8 bytes each as numbers, some 64 MB. */
const maxValues = 8_000_000;

/** Returns the database of the workbench over the published tables, which only reads from then on. */
export async function workbenchDatabase(published: PublishedDatabase): Promise<WorkbenchDatabase> {
  const connection = await published.db.connect();
  await lockDatabase(connection);
  const enqueue = queryQueue();
  const query = (sql: string) => enqueue(() => rowsOf(connection, sql));
  return {
    query,
    run: (name, sql) => enqueue(() => runCell(connection, name, withParameters(sql))),
    drop: (name) => enqueue(() => dropCell(connection, name)),
    setParameters: (values) => enqueue(() => setParameters(connection, values)),
    cancel: async () => void (await connection.cancelSent())
  };
}

async function runCell(
  connection: AsyncDuckDBConnection,
  name: string,
  sql: string
): Promise<CellResult> {
  const began = performance.now();
  const text = sql.replace(/;\s*$/, "");
  const statement = await connection.prepare(text); // errors of the cell’s own text, not of what surrounds it
  await statement.close();
  await dropCell(connection, name);
  if (keywordOf(tokensOf(text)[0]) === "EXPLAIN") return explainCell(connection, text, began);
  const columns = await columnsOf(connection, `(\n${text}\n)`);
  const maxRows = Math.max(1000, Math.floor(maxValues / Math.max(1, columns.length)));
  const stored = await store(connection, name, text, maxRows);
  if (!stored) {
    await connection.query(`CREATE OR REPLACE TEMP VIEW ${quoted(name)} AS FROM (\n${text}\n)`);
  }
  const [{n}] = await sendRows(connection, `SELECT count(*) AS n FROM ${quoted(name)}`);
  const own = await columnsOf(connection, quoted(name));
  return {columns: own, rows: Number(n), stored, took: performance.now() - began, plan: null};
}

/** Stores a result as a table if it has at most *maxRows* rows and fits into memory; returns whether it did. */
async function store(
  connection: AsyncDuckDBConnection,
  name: string,
  sql: string,
  maxRows: number
): Promise<boolean> {
  try {
    await sendRows(
      connection,
      `CREATE TEMP TABLE ${quoted(name)} AS FROM (\n${sql}\n) LIMIT ${maxRows + 1}`
    );
  } catch (error) {
    if (!/Out of Memory/i.test(String(error))) throw error;
    return false;
  }
  const [{n}] = await rowsOf(connection, `SELECT count(*) AS n FROM ${quoted(name)}`);
  if (Number(n) <= maxRows) return true;
  await dropCell(connection, name);
  return false;
}

async function explainCell(
  connection: AsyncDuckDBConnection,
  sql: string,
  began: number
): Promise<CellResult> {
  const rows = await sendRows(connection, sql);
  const plan = rows.map((row) => Object.values(row).at(-1)).join("\n");
  return {columns: [], rows: 0, stored: false, took: performance.now() - began, plan};
}

async function dropCell(connection: AsyncDuckDBConnection, name: string): Promise<void> {
  const kinds = await rowsOf(
    connection,
    `SELECT table_type AS kind FROM information_schema.tables WHERE table_catalog = 'temp' AND lower(table_name) = '${name.toLowerCase().replaceAll("'", "''")}'`
  );
  for (const {kind} of kinds) {
    const what = kind === "VIEW" ? "VIEW" : "TABLE";
    await connection.query(`DROP ${what} IF EXISTS temp.${quoted(name)}`);
  }
}

async function columnsOf(connection: AsyncDuckDBConnection, from: string): Promise<ResultColumn[]> {
  const rows = await rowsOf(connection, `DESCRIBE FROM ${from}`);
  return rows.map((row) => ({name: String(row.column_name), type: String(row.column_type)}));
}

async function setParameters(
  connection: AsyncDuckDBConnection,
  {threshold, from, until, entity, event}: ParameterValues
): Promise<void> {
  const time = (name: string) =>
    `make_timestamp(1000 * CAST(CAST(? AS DOUBLE) AS BIGINT)) AS "${name}"`;
  const statement = await connection.prepare(
    `CREATE OR REPLACE TEMP TABLE params AS SELECT CAST(? AS DOUBLE) AS threshold, threshold AS line, ${time("from")}, ${time("until")}, CAST(? AS VARCHAR) AS entity, CAST(CAST(? AS DOUBLE) AS BIGINT) AS event`
  );
  await statement.query(threshold, from, until, entity, event);
  await statement.close();
}

function rowsOf(connection: AsyncDuckDBConnection, sql: string): Promise<Row[]> {
  return queryRows<Row>(connection, sql);
}

/** As `rowsOf`, but so that `cancelSent` stops it. */
async function sendRows(connection: AsyncDuckDBConnection, sql: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of await connection.send(sql)) rows.push(...arrowRows<Row>(batch));
  return rows;
}
