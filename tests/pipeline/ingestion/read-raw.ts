import {openSession, literals} from "../../../pipeline/duckdb/session.js";
import {localFiles} from "../../../pipeline/artifacts/artifacts.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import type {TestContext} from "./test-context.js";

/** Returns the result of *query* over the tables `events` and `rejected` of an ingestion. */
export async function queryRaw<Row>(
  manifest: Manifest,
  context: TestContext,
  query: string
): Promise<Row[]> {
  const session = await openSession({scratch: context.scratch});
  try {
    for (const table of ["events", "rejected"]) {
      const paths = await localFiles(context.stores, manifest, (path) => path.startsWith(table));
      await session.run(`CREATE VIEW ${table} AS SELECT * FROM read_parquet(${literals(paths)})`);
    }
    return await session.rows<Row>(query);
  } finally {
    session.close();
  }
}

/** What a manifest of ingestion says of its files and lines. */
export interface RawFacts {
  files: {
    name: string;
    sha256: string;
    bytes: number;
    lines: number;
    comments: number;
    accepted: number;
    rejected: number;
    partial: string | null;
  }[];
  lines: number;
  comments: number;
  accepted: number;
  rejected: number;
  labelled: number;
  firstTime: string | null;
  lastTime: string | null;
  synthetic: {flows: number; days: number; seed: number} | null;
}

/** Returns the facts of *manifest*. */
export function factsOf(manifest: Manifest): RawFacts {
  return manifest.facts as unknown as RawFacts;
}
