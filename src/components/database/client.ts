import type * as duckdb from "@duckdb/duckdb-wasm";
import {publishedTables} from "../../core/schema/published.js";
import {requestRanges, fetchAll} from "./byte-ranges.js";
import {noteServer} from "./server-note.js";

/** A value that a query may be given. */
export type Parameter = string | number | boolean | null;

/** A row of a result: numbers for every numeric type and for times (ms since the epoch, UTC). */
export type Row = Record<string, string | number | boolean | null>;

/** DuckDB in a worker of this page, with the published events attached. */
export interface Lake {
  /** The database; for Mosaic’s connector. */
  db: duckdb.AsyncDuckDB;

  /** A connection in which each of `publishedTables` is a view of the published file. */
  connection: duckdb.AsyncDuckDBConnection;

  /** Returns the rows of *sql*; every `?` takes the next of *parameters*, never text in the query. */
  query<T extends object = Row>(sql: string, parameters?: Parameter[]): Promise<T[]>;
}

/** The largest of the libraries is loaded when it is needed: most figures are drawn without it. */
const load = () => import("@duckdb/duckdb-wasm");

const lakes = new Map<string, Promise<Lake>>();

/**
 * Returns the published events at *url* (FileAttachment’s `href`), read by HTTP range: a query costs
 * the blocks it touches, not the file. The first call starts the worker (1.5–2 s); further calls with
 * the same address share it. From a server without ranges, a file of at most `maxWholeBytes` bytes is fetched
 * whole, and the page says so. Rejects if the worker cannot start or the file cannot be read.
 */
export function openDatabase(url: string): Promise<Lake> {
  let lake = lakes.get(url);
  if (!lake) {
    lake = attach(url);
    lake.catch(() => lakes.delete(url));
    lakes.set(url, lake);
  }
  return lake;
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

async function open(db: duckdb.AsyncDuckDB): Promise<void> {
  const wasm = import.meta.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm");
  await requireFile(wasm); // the worker never answers if it cannot load it
  await db.instantiate(wasm);
  await db.open({
    // Without these it downloads the whole file instead of the blocks it needs.
    filesystem: {forceFullHTTPReads: false, reliableHeadRequests: true, allowFullHTTPReads: false}
  });
}

async function requireFile(url: string): Promise<void> {
  const response = await fetch(url, {method: "HEAD"}).catch((cause: unknown) => {
    throw new Error(`file not loaded: ${url}; is the site still served?`, {cause});
  });
  if (!response.ok) throw new Error(`file not loaded: ${url}; status ${response.status}`);
}

async function attach(url: string): Promise<Lake> {
  const [db, whole] = await Promise.all([startDatabase(), maybeComplete(url)]);
  if (whole) await db.registerFileBuffer("events.duckdb", whole);
  else {
    const {DuckDBDataProtocol} = await load();
    await db.registerFileURL("events.duckdb", url, DuckDBDataProtocol.HTTP, false);
  }
  const connection = await db.connect();
  await connection.query("ATTACH 'events.duckdb' AS lake (READ_ONLY)");
  for (const table of publishedTables) {
    await connection.query(`CREATE VIEW ${table} AS SELECT * FROM lake.${table}`);
  }
  performance.mark("duckdb ready"); // read by tests/bench/site.ts
  return {db, connection, query: (sql, parameters) => queryRows(connection, sql, parameters)};
}

/** Fetches the whole file where the server cannot give parts of it; undefined where it can. */
async function maybeComplete(url: string): Promise<Uint8Array | undefined> {
  const answer = await requestRanges(url);
  if (answer.ranges) return undefined;
  const whole = await fetchAll(url, answer);
  const size = `${(whole.length / 1e6).toFixed(1)} MB`;
  noteServer(`This server does not answer range requests: the table of events was fetched whole, ${size}.`); // prettier-ignore
  return whole;
}

async function queryRows<T extends object>(
  connection: duckdb.AsyncDuckDBConnection,
  sql: string,
  parameters: Parameter[] = []
): Promise<T[]> {
  if (parameters.length === 0) return plainRows<T>(await connection.query(sql));
  const statement = await connection.prepare(sql);
  try {
    return plainRows<T>(await statement.query(...parameters));
  } finally {
    await statement.close();
  }
}

/** The part of an Arrow table that is read here. */
interface RowTable {
  toArray(): {toJSON(): Record<string, unknown>}[];
}

function plainRows<T extends object>(table: RowTable): T[] {
  return table.toArray().map((row) => {
    const entries = Object.entries(row.toJSON());
    return Object.fromEntries(entries.map(([name, value]) => [name, plain(value)])) as T;
  });
}

/** Returns a value of Arrow as JavaScript has it; 64-bit integers become numbers, exact below 2^53. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.getTime();
  return value ?? null;
}
