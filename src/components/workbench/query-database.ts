import type {AsyncDuckDBConnection} from "@duckdb/duckdb-wasm";
import {quoted} from "../../core/notebook/names.js";
import {withParameters} from "../../core/notebook/parameters.js";
import type {ResultColumn} from "../../core/notebook/chart.js";
import {keywordOf, tokensOf} from "../../core/notebook/tokens.js";
import {arrowRows} from "../database/arrow-rows.js";
import {queryRows} from "../database/client.js";
import type {PublishedDatabase, Row} from "../database/client.js";
import {lock, turns} from "./turns.js";

/** What a cell came to. */
export interface CellResult {
  columns: ResultColumn[];
  rows: number;

  /** Whether the result is kept, or asked anew by each reader since it is too large to keep. */
  kept: boolean;

  /** How long it took, in ms. */
  took: number;

  /** What EXPLAIN said; null for a table. */
  plan: string | null;
}

/** The values of the parameters; times are ms since the epoch. */
export interface ParameterValues {
  line: number;
  from: number;
  until: number;
  entity: string | null;
  event: number | null;
}

/** The published tables with a table for each cell that has run. */
export interface WorkbenchDatabase {
  /** Runs a cell and keeps its result under its name; rejects with DuckDB’s error. */
  run(name: string, sql: string): Promise<CellResult>;

  /** Forgets the result of a cell. */
  drop(name: string): Promise<void>;

  /** Sets the parameters for the cells that run from now on. */
  setParameters(values: ParameterValues): Promise<void>;

  /** Returns the rows of a query of ours over results; times as ms. */
  query(sql: string): Promise<Row[]>;

  /** Stops the cell that is running, if any. */
  cancel(): Promise<void>;
}

/** Values that a kept result may have; 8 bytes each as numbers, some 64 MB. */
const maxValues = 8_000_000;
const megabytes = 1500;

/** Returns the database of the workbench over the published tables; only reading from now on. */
export async function workbenchDatabase(published: PublishedDatabase): Promise<WorkbenchDatabase> {
  const connection = await published.db.connect();
  await lock(connection, megabytes);
  const turn = turns();
  const query = (sql: string) => turn(() => rowsOf(connection, sql));
  return {
    query,
    run: (name, sql) => turn(() => runCell(connection, name, withParameters(sql))),
    drop: (name) => turn(() => dropCell(connection, name)),
    setParameters: (values) => turn(() => setParameters(connection, values)),
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
  const most = Math.max(1000, Math.floor(maxValues / Math.max(1, columns.length)));
  const kept = await keep(connection, name, text, most);
  if (!kept) {
    await connection.query(`CREATE OR REPLACE TEMP VIEW ${quoted(name)} AS FROM (\n${text}\n)`);
  }
  const [{n}] = await sendRows(connection, `SELECT count(*) AS n FROM ${quoted(name)}`);
  const own = await columnsOf(connection, quoted(name));
  return {columns: own, rows: Number(n), kept, took: performance.now() - began, plan: null};
}

/** Keeps a result as a table if it has at most *most* rows and fits; says whether it did. */
async function keep(
  connection: AsyncDuckDBConnection,
  name: string,
  sql: string,
  most: number
): Promise<boolean> {
  try {
    await sendRows(
      connection,
      `CREATE TEMP TABLE ${quoted(name)} AS FROM (\n${sql}\n) LIMIT ${most + 1}`
    );
  } catch (error) {
    if (!/Out of Memory/i.test(String(error))) throw error;
    return false;
  }
  const [{n}] = await rowsOf(connection, `SELECT count(*) AS n FROM ${quoted(name)}`);
  if (Number(n) <= most) return true;
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
  return {columns: [], rows: 0, kept: false, took: performance.now() - began, plan};
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
  {line, from, until, entity, event}: ParameterValues
): Promise<void> {
  const time = (name: string) =>
    `make_timestamp(1000 * CAST(CAST(? AS DOUBLE) AS BIGINT)) AS "${name}"`;
  const statement = await connection.prepare(
    `CREATE OR REPLACE TEMP TABLE params AS SELECT CAST(? AS DOUBLE) AS line, ${time("from")}, ${time("until")}, CAST(? AS VARCHAR) AS entity, CAST(CAST(? AS DOUBLE) AS BIGINT) AS event`
  );
  await statement.query(line, from, until, entity, event);
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
