import {rm} from "node:fs/promises";
import {join} from "node:path";
import {publishedTables} from "../../src/core/schema/published-tables.js";
import {sha256, sha256OfFile} from "../artifacts/digest.js";
import {literal} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {runTasks} from "../tasks/run-tasks.js";

/** The table of every event, whose digest takes as long as those of all others. */
export const largestTable: PublishedTable = "events";

type PublishedTable = (typeof publishedTables)[number];

/** How to digest tables. */
export interface DigestOptions {
  /** The folder that tables are written into, one file each, which is removed again. */
  scratch: string;

  /** How many tables are written at a time; defaults to 1. */
  threads?: number;

  /** The digests of tables that `tableDigest` gave already; defaults to none. */
  known?: ReadonlyMap<PublishedTable, string>;
}

/**
 * Returns the digest of what the tables of `published` say: SHA-256 over that of each table, which `tableDigest` gives, or a
 * word where the table has no row. The bytes of the database file itself differ from run to run.
 */
export async function contentDigest(
  session: Session,
  {scratch, threads = 1, known = new Map()}: DigestOptions
): Promise<string> {
  const filled = await filledTables(session);
  const tasks = publishedTables
    .filter((table) => filled.has(table) && !known.has(table))
    .map((table) => ({
      name: table,
      run: () => session.beside((own) => tableDigest(own, table, scratch))
    }));
  const digests = await runTasks(tasks, {concurrency: threads});
  const digestOf = (table: PublishedTable) => known.get(table) ?? digests.get(table) ?? "empty";
  return sha256(publishedTables.map(digestOf).join("\n"));
}

/**
 * Returns SHA-256 over a table of `published` written as Parquet. Dictionaries of columns are short and nothing is
 * compressed: the file is read once, and removed.
 */
export async function tableDigest(
  session: Session,
  table: PublishedTable,
  scratch: string
): Promise<string> {
  const path = join(scratch, `content-${table}.parquet`);
  await session.run(
    `COPY published.${table} TO ${literal(path)} (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1000)`
  );
  const {sha256: digest} = await sha256OfFile(path);
  await rm(path);
  return digest;
}

/** Returns the tables with a row: half have none, and to write each would take longer than to look into all. */
async function filledTables(session: Session): Promise<Set<string>> {
  const looks = publishedTables.map(
    (table) => `(SELECT '${table}' AS name FROM published.${table} LIMIT 1)`
  );
  const rows = await session.rows<{name: string}>(looks.join(" UNION ALL "));
  return new Set(rows.map(({name}) => name));
}
