import type {RawFacts as Facts} from "../../../src/core/schema/raw-facts.js";
import {openSession, literals} from "../../../pipeline/duckdb/session.js";
import {localFiles} from "../../../pipeline/artifacts/artifacts.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {eventColumns} from "../../../src/core/schema/events.js";
import type {TestContext} from "./test-context.js";

/**
 * Returns the result of *query* over the tables `events` and `rejected` of an ingestion, and those of its
 * records by kind.
 */
export async function queryRaw<Row>(
  manifest: Manifest,
  context: TestContext,
  query: string
): Promise<Row[]> {
  const session = await openSession({scratch: context.scratch});
  try {
    const kinds = manifest.files.flatMap(({path}) => /\/records\/(\w+)\//.exec(path)?.[1] ?? []);
    for (const table of ["events", "rejected", ...new Set(kinds)]) {
      const isOf = new RegExp(`/(records/)?${table}[./]`);
      const paths = await localFiles(context.stores, manifest, (path) => isOf.test(path));
      const rows = paths.length > 0 ? rowsOf(paths) : none[table as keyof typeof none];
      await session.run(`CREATE VIEW ${table} AS ${rows}`);
    }
    return await session.rows<Row>(query);
  } finally {
    session.close();
  }
}

const rowsOf = (paths: readonly string[]) =>
  `SELECT * FROM read_parquet(${literals([...paths])}, hive_partitioning = false)`;

/** Tables of no rows. */
const none = {
  events: `SELECT ${eventColumns.map(({name, type}) => `NULL::${type} AS ${name}`).join(", ")} WHERE false`,
  rejected: `SELECT 0 AS file, 0 AS line, '' AS kind, '' AS field, '' AS reason, '' AS excerpt WHERE false`
};

/** What a manifest of ingestion says of its files and lines. */
export interface RawFacts extends Facts {
  synthetic: {flows: number; days: number; seed: number} | null;
}

/** Returns the facts of *manifest*. */
export function factsOf(manifest: Manifest): RawFacts {
  return manifest.facts as unknown as RawFacts;
}
