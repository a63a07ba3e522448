import {chainBreaches, emptyChain} from "../../src/core/proof/chain.js";
import type {ChainEntry, ChainHead} from "../../src/core/proof/chain.js";
import {canonicalJson} from "../../src/core/schema/artifacts.js";
import {sha256} from "../artifacts/digest.js";
import type {Database, Statements} from "./database.js";
import {readEntries} from "./log.js";
import type {LoggedRows} from "./log.js";
import {auditedTables, existingTables, logTable, readTable} from "./tables.js";
import {schemaBreaches} from "./schema-breaches.js";
import type {AuditedTable, RowText} from "./tables.js";

/** The result of checking an audit. */
export interface AuditVerification {
  /** The head of the log. */
  head: ChainHead;
  /** The number of rows that were compared with the log. */
  rows: number;
  /** The breaches, a sentence each, at most a hundred. */
  breaches: string[];
  /** The number of faults. */
  breachCount: number;
}

/** The most breaches that are named; the others are counted. */
const namedBreaches = 100;
const batch = 500;

/** The latest record of a row: the entry of the log, and the digest of its content. */
interface LoggedRow {
  sequence: number;
  digest: string;
}

interface Check {
  statements: Statements;
  verification: AuditVerification;
  logged: Map<string, LoggedRow>;
}

/**
 * Checks the log of *database* from its first entry to its last, and every row of every table of the
 * audit against the log: finds an entry or row that was changed, added, removed or moved, whoever did
 * it. Checks its schema against what the migrations make: a trigger that lets a change pass, or a view that shows
 * something else. *anchors* are heads of the log that were kept elsewhere, as in the signed statement of a run: the
 * log must go through them, so that it cannot have been cut or rewritten since. Other writers are not
 * disturbed.
 */
export async function verifyAudit(
  database: Database,
  anchors: readonly ChainHead[] = []
): Promise<AuditVerification> {
  return database.transaction(async (statements) => {
    await statements.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const verification = {head: emptyChain, rows: 0, breaches: [], breachCount: 0};
    const check: Check = {statements, verification, logged: new Map()};
    const tables = await existingTables(statements, [
      logTable,
      ...auditedTables.map(({name}) => name)
    ]);
    if (!tables.has(logTable)) breach(check, `table ${logTable} is missing`);
    else await checkLog(check, anchors);
    for (const table of auditedTables) {
      if (tables.has(table.name)) await checkTable(check, table);
      else breach(check, `table ${table.name} is missing`);
    }
    for (const id of check.logged.keys())
      breach(
        check,
        `${nameOf(id)} is missing; entry ${check.logged.get(id)?.sequence} recorded it`
      );
    const breaches = tables.has("schema_migrations") ? await schemaBreaches(statements) : [];
    for (const sentence of breaches) breach(check, sentence);
    return verification;
  });
}

async function checkLog(check: Check, anchors: readonly ChainHead[]): Promise<void> {
  const {statements, verification, logged} = check;
  const kept = new Map(anchors.map(({count, digest}) => [count, digest]));
  if (kept.has(0)) kept.delete(0);
  for (;;) {
    const entries = await readEntries(statements, verification.head.count, batch);
    for (const entry of entries) {
      for (const sentence of chainBreaches(verification.head, entry, sha256))
        breach(check, sentence);
      verification.head = {count: entry.sequence, digest: entry.digest};
      checkAnchor(check, kept, verification.head);
      const rows = maybeRows(entry);
      if (!rows) breach(check, `entry ${entry.sequence} holds no rows that can be read`);
      for (const table of rows ? auditedTables : []) {
        for (const row of rows?.[table.name] ?? [])
          logged.set(idOf(table, row), {sequence: entry.sequence, digest: digestOf(row)});
      }
    }
    if (entries.length < batch) break;
  }
  for (const count of kept.keys())
    breach(check, `the log ends at entry ${verification.head.count}; it once had ${count}`);
}

function checkAnchor(check: Check, kept: Map<number, string>, head: ChainHead): void {
  const digest = kept.get(head.count);
  if (digest !== undefined && digest !== head.digest)
    breach(check, `entry ${head.count} is another than the one that was kept: ${bounded(digest)}`);
  kept.delete(head.count);
}

async function checkTable(check: Check, table: AuditedTable): Promise<void> {
  for await (const rows of readTable(check.statements, table)) {
    for (const row of rows) {
      ++check.verification.rows;
      const id = idOf(table, row);
      const logged = check.logged.get(id);
      check.logged.delete(id);
      if (!logged) breach(check, `${nameOf(id)} is not in the log`);
      else if (logged.digest !== digestOf(row)) await nameChange(check, table, row, logged);
    }
  }
}

/** Reads the entry again to say which field of the row was changed. */
async function nameChange(
  check: Check,
  table: AuditedTable,
  row: RowText,
  {sequence}: LoggedRow
): Promise<void> {
  const [entry] = await readEntries(check.statements, sequence - 1, 1);
  const rows = maybeRows(entry)?.[table.name] ?? [];
  const recorded = rows.findLast((other) => idOf(table, other) === idOf(table, row)) ?? {};
  const fields = new Set([...Object.keys(row), ...Object.keys(recorded)]);
  for (const field of fields) {
    const [now, before] = [row[field] ?? null, recorded[field] ?? null];
    if (now === before) continue;
    const values = `${field} is ${bounded(now)}; entry ${sequence} says ${bounded(before)}`;
    breach(check, `${nameOf(idOf(table, row))} was changed: ${values}`);
  }
}

function breach({verification}: Check, sentence: string): void {
  ++verification.breachCount;
  if (verification.breaches.length < namedBreaches) verification.breaches.push(sentence);
}

function maybeRows({payload}: ChainEntry): LoggedRows | undefined {
  try {
    return (JSON.parse(payload) as {rows: LoggedRows}).rows;
  } catch {
    return undefined;
  }
}

function idOf({name, key}: AuditedTable, row: RowText): string {
  return JSON.stringify([name, ...key.map((column) => row[column] ?? null)]);
}

/** Returns an identity as people read it; e.g., `metrics (run 20261123-…, model z, window all, name ap)`. */
function nameOf(id: string): string {
  const [name, ...values] = JSON.parse(id) as string[];
  const key = auditedTables.find((table) => table.name === name)?.key ?? [];
  return `${name} (${key.map((column, i) => `${column} ${bounded(values[i])}`).join(", ")})`;
}

/** Digests an absent field as NULL: a column that came with a later migration has no value in older rows. */
function digestOf(row: RowText): string {
  const values = Object.entries(row).filter(([, value]) => value !== null);
  return sha256(canonicalJson(Object.fromEntries(values)));
}

function bounded(value: string | null): string {
  const text = value ?? "null";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
