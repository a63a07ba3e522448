import * as duckdb from "@duckdb/duckdb-wasm";
import type {Tables} from "../../core/published/tables.js";
import {startDatabase} from "../database/client.js";

/** The published database, as it is checked. */
export interface CheckedDatabase extends Tables {
  connection: duckdb.AsyncDuckDBConnection;
  close(): Promise<void>;
}

/**
 * Opens events.duckdb in a worker of its own: the very *bytes* that were digested, or, if they were too
 * many to keep, the file at *url* by ranges. Rejects if DuckDB finds it damaged.
 */
export async function openCheckedDatabase(
  bytes: Uint8Array | null,
  url: string
): Promise<CheckedDatabase> {
  const db = await startDatabase();
  try {
    if (bytes) await db.registerFileBuffer("checked.duckdb", bytes);
    else await db.registerFileURL("checked.duckdb", url, duckdb.DuckDBDataProtocol.HTTP, false);
    const connection = await db.connect();
    await connection.query("ATTACH 'checked.duckdb' AS lake (READ_ONLY)");
    return {
      connection,
      rows: <Row>(sql: string, values?: unknown[]) => queryRows<Row>(connection, sql, values),
      close: () => db.terminate()
    };
  } catch (error) {
    await db.terminate();
    throw error;
  }
}

async function queryRows<Row>(
  connection: duckdb.AsyncDuckDBConnection,
  sql: string,
  values: unknown[] = []
): Promise<Row[]> {
  const statement = await connection.prepare(sql);
  try {
    const table = await statement.query(...values);
    return (table.toArray() as {toJSON(): Record<string, unknown>}[]).map((row) => {
      const entries = Object.entries(row.toJSON());
      return Object.fromEntries(entries.map(([name, value]) => [name, plain(value)])) as Row;
    });
  } finally {
    await statement.close();
  }
}

/** Returns a value of Arrow as JavaScript has it; lists become arrays. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.getTime();
  if (typeof value === "object" && value !== null && Symbol.iterator in value)
    return Array.from(value as Iterable<unknown>, plain);
  return value ?? null;
}
