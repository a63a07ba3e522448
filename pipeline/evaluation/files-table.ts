import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {Session} from "../duckdb/session.js";

/** Fills `published.files`: the input files of the ingestion *raw* by their slots, with names and digests. */
export async function createFiles(session: Session, raw: Manifest): Promise<void> {
  const files = raw.facts.files as {name: string; slot: number; sha256: string}[];
  await session.run(`CREATE TEMP TABLE input_files (file INTEGER, name VARCHAR, sha256 VARCHAR)`);
  const appender = await session.connection.createAppender("input_files");
  files.forEach(({name, slot, sha256}) => {
    appender.appendInteger(slot);
    appender.appendVarchar(name);
    appender.appendVarchar(sha256);
    appender.endRow();
  });
  appender.closeSync();
  await session.run(`CREATE TABLE published.files AS SELECT * FROM input_files ORDER BY file`);
}
