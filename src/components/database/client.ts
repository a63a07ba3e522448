import type * as duckdb from "@duckdb/duckdb-wasm";
import {formerTableNames, publishedTables} from "../../core/schema/published-tables.js";
import {arrowRows} from "./arrow-rows.js";
import {attachPublished} from "./attach-published.js";
import {requestRanges, fetchAll} from "./byte-ranges.js";
import {noteServer} from "./server-note.js";

/** A value of a parameter of a query. */
export type Parameter = string | number | boolean | null;

/** A row of a result: numbers for every numeric type and for times (ms since the epoch, UTC). */
export type Row = Record<string, string | number | boolean | null>;

/** DuckDB in a worker of this page, with the published events attached. */
export interface PublishedDatabase {
  /** The database itself; for further connections. */
  db: duckdb.AsyncDuckDB;

  /** A connection in which each of `publishedTables` is a view of the published file. */
  connection: duckdb.AsyncDuckDBConnection;

  /** Returns the rows of *sql*; every `?` takes the next of *parameters*, never text in the query. */
  query<T extends object = Row>(sql: string, parameters?: Parameter[]): Promise<T[]>;
}

/** The largest of the libraries is loaded when it is needed: most figures are drawn without it. */
const load = () => import("@duckdb/duckdb-wasm");

const databases = new Map<string, Promise<PublishedDatabase>>();

/**
 * Returns the published events at *url* (FileAttachment’s `href`), read by HTTP range: a query costs
 * the blocks it touches, not the file. The first call starts the worker (1.5–2 s); further calls with
 * the same URL share it. From a server without ranges, a complete file of at most `maxCompleteBytes` bytes is
 * fetched, and a note on the page states it. Rejects if the worker cannot start or the file cannot be read.
 */
export function openDatabase(url: string): Promise<PublishedDatabase> {
  let database = databases.get(url);
  if (!database) {
    database = attach(url);
    database.catch(() => databases.delete(url));
    databases.set(url, database);
  }
  return database;
}

/**
 * Returns the published events at *url* as `openDatabase` does, in a database of the caller’s own: it may be ended by
 * `db.terminate()`, whatever it is doing, and nothing else of the page with it.
 */
export function openOwnDatabase(url: string): Promise<PublishedDatabase> {
  return attach(url);
}

/** Starts DuckDB in a worker, with no extension and no file. */
export async function startDatabase(): Promise<duckdb.AsyncDuckDB> {
  const worker = new Worker(
    import.meta.resolve("@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js"),
    {type: "module"}
  );
  const {AsyncDuckDB, VoidLogger} = await load();
  const db = new AsyncDuckDB(new VoidLogger(), worker);
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", ({message}) => {
      reject(new Error(`worker not started: ${message || "script not loaded"}`));
    });
  });
  try {
    await Promise.race([open(db), failed]);
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return db;
}

/** Returns the rows of *sql* over *connection*, as plain objects; every `?` takes the next of *parameters*. */
export async function queryRows<T extends object>(
  connection: duckdb.AsyncDuckDBConnection,
  sql: string,
  parameters: readonly unknown[] = []
): Promise<T[]> {
  if (parameters.length === 0) return arrowRows<T>(await connection.query(sql));
  const statement = await connection.prepare(sql);
  try {
    return arrowRows<T>(await statement.query(...parameters));
  } finally {
    await statement.close();
  }
}

async function open(db: duckdb.AsyncDuckDB): Promise<void> {
  const wasm = import.meta.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm");
  await requireFile(wasm); // the worker never answers if it cannot load it
  await db.instantiate(wasm);
  await db.open({
    // Without these it downloads the complete file instead of the blocks it needs.
    filesystem: {forceFullHTTPReads: false, reliableHeadRequests: true, allowFullHTTPReads: false}
  });
}

async function requireFile(url: string): Promise<void> {
  const response = await fetch(url, {method: "HEAD"}).catch((cause: unknown) => {
    throw new Error(`file not loaded: ${url}; is the site still served?`, {cause});
  });
  if (!response.ok) throw new Error(`file not loaded: ${url}; status ${response.status}`);
}

async function attach(url: string): Promise<PublishedDatabase> {
  const [db, complete] = await Promise.all([startDatabase(), maybeComplete(url)]);
  if (complete) await db.registerFileBuffer("events.duckdb", complete);
  else {
    const {DuckDBDataProtocol} = await load();
    await db.registerFileURL("events.duckdb", url, DuckDBDataProtocol.HTTP, false);
  }
  const connection = await db.connect();
  await attachPublished(connection, "events.duckdb");
  for (const table of publishedTables) {
    await connection.query(`CREATE VIEW ${table} AS SELECT * FROM published.${table}`);
  }
  for (const [former, table] of Object.entries(formerTableNames)) {
    await connection.query(`CREATE VIEW ${former} AS SELECT * FROM published.${table}`);
  }
  performance.mark("duckdb ready"); // read by tests/bench/site.ts
  return {db, connection, query: (sql, parameters) => queryRows(connection, sql, parameters)};
}

/** Fetches the complete file where the server cannot send parts of it; undefined where it can. */
async function maybeComplete(url: string): Promise<Uint8Array | undefined> {
  const answer = await requestRanges(url);
  if (answer.ranges) return undefined;
  const complete = await fetchAll(url, answer);
  const size = `${(complete.length / 1e6).toFixed(1)} MB`;
  noteServer(`This server does not answer range requests: the complete table of events was fetched, ${size}.`); // prettier-ignore
  return complete;
}
