import {mkdir} from "node:fs/promises";
import {dirname} from "node:path";
import {PGlite} from "@electric-sql/pglite";
import type {PGliteInterface, Transaction} from "@electric-sql/pglite";
import type {Audit} from "./audit.js";
import type {Database, Statements} from "./database.js";
import {migrate, readMigrations} from "./migrate.js";
import {sqlAudit} from "./sql.js";

/**
 * Opens the audit in *folder*, which is made if there is none: PostgreSQL inside this process. Only
 * one process may have it open, so hold the lock of the workspace.
 */
export async function pgliteAudit(folder: string): Promise<Audit> {
  const database = await openPglite(folder);
  try {
    await migrate(database, await readMigrations());
  } catch (error) {
    await database.close();
    throw error;
  }
  return sqlAudit(database, {exclusive: true});
}

/** Opens the PostgreSQL database in *folder*, or a new one in memory if *folder* is undefined. */
export async function openPglite(folder?: string): Promise<Database> {
  if (folder) await mkdir(dirname(folder), {recursive: true});
  const pglite = await PGlite.create(folder ? {dataDir: folder} : {});
  return {
    ...statements(pglite),
    location: `pglite://${folder ?? "memory"}`,
    transaction: (work) => pglite.transaction((transaction) => work(statements(transaction))),
    close: () => pglite.close()
  };
}

function statements(pglite: Pick<PGliteInterface, "query" | "exec"> | Transaction): Statements {
  return {
    async query<Row>(sql: string, values?: unknown[]) {
      return (await pglite.query<Row>(sql, values)).rows;
    },
    async execute(script) {
      await pglite.exec(script);
    }
  };
}
