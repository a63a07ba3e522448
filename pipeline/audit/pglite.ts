import {existsSync} from "node:fs";
import {mkdir, rename, rm} from "node:fs/promises";
import {dirname} from "node:path";
import {PGlite} from "@electric-sql/pglite";
import type {PGliteInterface, Transaction} from "@electric-sql/pglite";
import {dataDir as emptyDatabase} from "@electric-sql/pglite-prepopulatedfs";
import type {Audit} from "./audit.js";
import type {Database, Statements} from "./database.js";
import {migrate, readMigrations} from "./migrate.js";
import {sqlAudit} from "./sql.js";

/**
 * Opens the audit in *folder*, which is made if there is none: PostgreSQL inside this process. Only
 * one process may have it open, so hold the lock of the workspace.
 */
export async function pgliteAudit(folder: string): Promise<Audit> {
  if (!existsSync(folder)) await createDatabase(folder);
  return sqlAudit(await openMigrated(folder), {exclusive: true});
}

/** Makes the database aside: PostgreSQL cannot go on from one whose making was cut short. */
async function createDatabase(folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, {recursive: true, force: true});
  const database = await openMigrated(partial);
  await database.close();
  await rename(partial, folder);
}

async function openMigrated(folder: string): Promise<Database> {
  const database = await openPglite(folder);
  try {
    await migrate(database, await readMigrations());
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Settings of the embedded server: an audit is small, and its memory is taken from the pipeline’s. */
const postgresqlconf = ["shared_buffers=16MB", "wal_buffers=256kB"];

/**
 * Opens the PostgreSQL database in *folder*, or a new one in memory if *folder* is undefined. A new one
 * begins as a copy of an empty database that comes with PGlite: initdb in WebAssembly takes 2.6 s and
 * 800 MB.
 */
export async function openPglite(folder?: string): Promise<Database> {
  if (folder) await mkdir(dirname(folder), {recursive: true});
  const isNew = !folder || !existsSync(folder);
  const pglite = await PGlite.create({
    postgresqlconf,
    ...(folder && {dataDir: folder}),
    ...(isNew && {loadDataDir: await emptyDatabase()})
  });
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
