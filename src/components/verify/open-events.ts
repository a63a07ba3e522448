import * as duckdb from "@duckdb/duckdb-wasm";
import type {Tables} from "../../core/published/tables.js";
import {attachPublished} from "../database/attach-published.js";
import {queryRows, startDatabase} from "../database/client.js";

/** The published database, as it is checked. */
export interface CheckedDatabase extends Tables {
  connection: duckdb.AsyncDuckDBConnection;
  close(): Promise<void>;
}

/**
 * Opens events.duckdb in a worker of its own: the very *bytes* that were digested, or, if they were too
 * many for memory, the file at *url* by ranges. Rejects if DuckDB finds it damaged.
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
    await attachPublished(connection, "checked.duckdb");
    return {
      connection,
      rows: <Row>(sql: string, values?: unknown[]) =>
        queryRows<Row & object>(connection, sql, values),
      close: () => db.terminate()
    };
  } catch (error) {
    await db.terminate();
    throw error;
  }
}
