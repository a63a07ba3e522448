import {existsSync} from "node:fs";
import {mkdir} from "node:fs/promises";
import {dirname} from "node:path";
import {PGlite} from "@electric-sql/pglite";
import type {PGliteInterface, Transaction} from "@electric-sql/pglite";
import {dataDir as emptyDatabase} from "@electric-sql/pglite-prepopulatedfs";
import type {Database, Statements} from "./database.js";
import {writeEmptyDatabase} from "./empty-database.js";
import {readPgliteModule} from "./pglite-module.js";

/** Settings of the embedded server: an audit is small, and its memory is taken from the pipeline’s. */
const postgresqlconf = ["shared_buffers=16MB", "wal_buffers=256kB"];

/**
 * Opens the PostgreSQL database in *folder*, or a new one in memory if *folder* is undefined. A new one
 * begins as a copy of an empty database that comes with PGlite: initdb in WebAssembly takes 2.6 s and
 * 800 MB.
 */
export async function openPglite(folder?: string): Promise<Database> {
  if (folder) await mkdir(dirname(folder), {recursive: true});
  if (folder && !existsSync(folder)) await writeEmptyDatabase(folder);
  const pglite = await PGlite.create({
    postgresqlconf,
    pgliteWasmModule: readPgliteModule(),
    ...(folder ? {dataDir: folder} : {loadDataDir: await emptyDatabase()})
  });
  await pglite.exec("SET TIME ZONE 'UTC'"); // the log holds times as text
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
