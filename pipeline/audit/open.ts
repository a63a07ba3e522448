import {constants, existsSync} from "node:fs";
import {access} from "node:fs/promises";
import {UsageError} from "../config/errors.js";
import type {PostgresSettings} from "../config/postgres.js";
import type {Settings} from "../config/settings.js";
import type {Records} from "./audit.js";
import {isReadOnly} from "../lease/scratch.js";
import {fileLiveness} from "./liveness.js";
import {recordNotes, removeReceipt} from "./notes.js";
import {makeSchema, migrate, readMigrations} from "./migrate.js";
import {sqlAudit} from "./sql.js";

/** The options of opening an audit. */
export interface OpenAuditOptions {
  /** Called if there is something to wait for: who has it, and what it is. */
  onWait?: (message: string) => void;
}

/**
 * Opens the audit that *settings* ask for, with all migrations: on a PostgreSQL server, or else embedded
 * in the workspace. Any number of processes may. Rejects with an OutageError if the server cannot be
 * reached, and with a UsageError if it rejects the connection.
 */
export async function openAudit(
  {audit, postgres}: Settings,
  options: OpenAuditOptions = {}
): Promise<Records> {
  return postgres ? postgresAudit(postgres, options) : embeddedAudit(audit, options);
}

/** Opens the audit that *settings* ask for, as openAudit does; rejects with a UsageError if there is none yet. */
export async function openExistingAudit(
  settings: Settings,
  options: OpenAuditOptions = {}
): Promise<Records> {
  if (!settings.postgres && !existsSync(settings.audit))
    throw new UsageError(`audit not found: ${settings.audit}; try \`atalaya run\`, or --workspace`);
  return openAudit(settings, options);
}

/** Returns whether there is an audit that *settings* ask for; changes nothing. Rejects as openAudit does. */
export async function auditExists({audit, postgres}: Settings): Promise<boolean> {
  if (!postgres) return existsSync(audit);
  const {openPostgres} = await import("./postgres.js");
  const database = await openPostgres(postgres);
  try {
    const rows = await database.query<{found: boolean}>(
      "SELECT to_regclass('schema_migrations') IS NOT NULL AS found"
    );
    return rows[0].found;
  } finally {
    await database.close();
  }
}

/** Opens the audit in *folder*, which is made if there is none; one that cannot be written can be read. */
export async function embeddedAudit(
  folder: string,
  options: OpenAuditOptions = {}
): Promise<Records> {
  const {sharedPglite} = await import("./shared-pglite.js"); // 9 MB of WebAssembly: only when needed
  const liveness = fileLiveness(`${folder}.runs`);
  const database = sharedPglite(folder, options);
  try {
    if (existsSync(folder)) await access(folder, constants.W_OK); // PostgreSQL would fail half-way
    await database.query("SELECT"); // fails now rather than in the middle of a run
    await recordNotes(database, folder);
    return forgetting(sqlAudit(database, {liveness}), folder);
  } catch (error) {
    if (!isReadOnly(error) || !existsSync(folder)) throw error;
    const {copiedPglite} = await import("./copied-pglite.js");
    return sqlAudit(await copiedPglite(folder, options.onWait), {liveness});
  }
}

/** Returns *records*, whose verdicts make what is known of unchanged runs out of date: before they are there, and after. */
function forgetting(records: Records, folder: string): Records {
  return {
    ...records,
    async recordVerdicts(verdicts) {
      await removeReceipt(folder);
      const added = await records.recordVerdicts(verdicts);
      await removeReceipt(folder);
      return added;
    }
  };
}

/** Opens the audit on the server that *settings* name, and applies the migrations that it lacks. */
export async function postgresAudit(
  settings: PostgresSettings,
  options: OpenAuditOptions = {}
): Promise<Records> {
  const {openPostgres} = await import("./postgres.js");
  const {advisoryLocks} = await import("./postgres-locks.js");
  const database = await openPostgres(settings);
  try {
    if (settings.schema) await makeSchema(database, settings.schema);
    await migrate(database, await readMigrations());
    return sqlAudit(database, advisoryLocks(settings, database, options));
  } catch (error) {
    await database.close();
    throw error;
  }
}
