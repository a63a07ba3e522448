import {chainText, emptyChain} from "../../src/core/proof/chain.js";
import type {ChainEntry, ChainHead} from "../../src/core/proof/chain.js";
import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import {sha256} from "../artifacts/digest.js";
import type {Database, Statements} from "./database.js";
import {lockClasses} from "./lock-keys.js";
import {
  auditedTables,
  existingTables,
  logTable,
  readTable,
  rowTextOf,
  tablesWithRows
} from "./tables.js";
import type {AuditedTable, RowText} from "./tables.js";

/** The rows that an entry of the log records, by table. */
export type LoggedRows = Record<string, RowText[]>;

/** An entry of the log that is being written, in a transaction of its own. */
export interface OpenEntry extends Statements {
  /**
   * Runs an INSERT or UPDATE of *table*, whose rows it must call `t`, and adds the rows to the entry;
   * returns them.
   */
  write(table: string, sql: string, values?: unknown[]): Promise<RowText[]>;
}

/**
 * Returns what *work* returns; what it wrote, and the entry of the log that says so, are there together
 * or not at all. Nothing is logged if it wrote nothing. *work* may be called again if the database
 * rejects it or is lost; what was done is not done twice.
 */
export async function record<T>(
  database: Database,
  {kind, at}: {kind: string; at: Date},
  work: (entry: OpenEntry) => Promise<T>
): Promise<T> {
  let attempt: {digest: string; result: T} | undefined;
  return database.transaction(async (statements) => {
    await lockLog(statements);
    // The connection may have been lost while the entry was being committed: then it is there.
    if (attempt && (await isLogged(statements, attempt.digest))) return attempt.result;
    const rows: LoggedRows = {};
    const result = await work(openEntry(statements, rows));
    if (Object.keys(rows).length === 0) return result;
    attempt = {digest: await append(statements, {kind, at, rows}), result};
    return result;
  });
}

/** Waits until no other transaction adds to the log, and lets none do so until this one ends. */
async function lockLog(statements: Statements): Promise<void> {
  await statements.query("SELECT pg_advisory_xact_lock($1, 0)", [lockClasses.log]);
}

/** Adds an entry with *rows* to the log, which must be locked; returns its digest. */
export async function append(
  statements: Statements,
  {kind, at, rows}: {kind: string; at: Date; rows: LoggedRows}
): Promise<string> {
  const head = await readHead(statements);
  const entry = {
    sequence: head.count + 1,
    at: microseconds(at),
    kind,
    payload: canonicalJson({rows} as unknown as Json),
    previous: head.digest
  };
  const digest = sha256(chainText(entry));
  await statements.query(
    `INSERT INTO ${logTable} (sequence, at, kind, payload, previous, digest) VALUES ($1, $2, $3, $4, $5, $6)`,
    [entry.sequence, entry.at, kind, entry.payload, entry.previous, digest]
  );
  return digest;
}

/** Returns how far the log goes. */
export async function readHead(statements: Statements): Promise<ChainHead> {
  const [last] = await statements.query<{count: number; digest: string}>(
    `SELECT sequence AS count, digest FROM ${logTable} ORDER BY sequence DESC LIMIT 1`
  );
  return last ?? emptyChain;
}

/** Returns at most *limit* entries of the log after the first *count*, in their order. */
export async function readEntries(
  statements: Statements,
  count: number,
  limit: number
): Promise<ChainEntry[]> {
  return statements.query<ChainEntry & Record<string, unknown>>(
    `SELECT sequence, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, kind,
      payload, previous, digest
    FROM ${logTable} WHERE sequence > $1 ORDER BY sequence LIMIT $2`,
    [count, limit]
  );
}

/**
 * Logs the effects of the migrations *names*: their rows, and the rows of tables that were not there
 * *before* them. Does nothing before there is a log; the migration that makes it adopts all rows.
 */
export async function logMigrations(
  statements: Statements,
  names: readonly string[],
  before: ReadonlySet<string>
): Promise<void> {
  const all = [logTable, ...auditedTables.map((table) => table.name)];
  const now = await existingTables(statements, all);
  if (!now.has(logTable)) return;
  const isFirst = !before.has(logTable);
  const isNew = ({name}: AuditedTable) =>
    isFirst || name === "schema_migrations" || !before.has(name);
  const tables = auditedTables.filter((table) => now.has(table.name) && isNew(table));
  const filled = await tablesWithRows(statements, tables);
  const rows: LoggedRows = {};
  for (const table of filled) {
    for await (const batch of readTable(statements, table)) {
      const isApplied = (row: RowText) =>
        isFirst || table.name !== "schema_migrations" || names.includes(row.name!);
      const added = batch.filter(isApplied);
      if (added.length > 0) (rows[table.name] ??= []).push(...added);
    }
  }
  await lockLog(statements);
  await append(statements, {kind: "migration", at: new Date(), rows});
}

function openEntry(statements: Statements, rows: LoggedRows): OpenEntry {
  return {
    ...statements,
    async write(table, sql, values) {
      const written = await statements.query<{row: RowText}>(
        `${sql} RETURNING ${rowTextOf("t")} AS row`,
        values
      );
      if (written.length > 0) (rows[table] ??= []).push(...written.map(({row}) => row));
      return written.map(({row}) => row);
    }
  };
}

async function isLogged(statements: Statements, digest: string): Promise<boolean> {
  const rows = await statements.query(`SELECT FROM ${logTable} WHERE digest = $1`, [digest]);
  return rows.length > 0;
}

function microseconds(at: Date): string {
  return at.toISOString().replace("Z", "000Z"); // a Date counts milliseconds
}
