import type {DuckDBConnection} from "@duckdb/node-api";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {checkedPath} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import type {Session} from "../../duckdb/session.js";
import {pickLines} from "../../logs/lines.js";

/** How many of the most anomalous events keep the line of the log they were read from. */
export const recordsKept = 100_000;

/** How much of a line is kept, in UTF-16 code units. */
const maxTextLength = 65_536;

/** An input file, as the manifest of an ingestion lists it. */
interface InputFile {
  slot: number;
  sha256: string;
}

/**
 * Fills `published.records`: for each of the most anomalous events the line as it stood in the log, read again
 * from the bytes that RAW keeps, with file, line and digest. Bounded by the number of events kept.
 */
export async function createRecords(
  session: Session,
  raw: Manifest,
  context: PhaseContext
): Promise<void> {
  const files = raw.facts.files as unknown as InputFile[];
  const digests = new Map(files.map(({slot, sha256}) => [slot, sha256]));
  await session.run(`CREATE TEMP TABLE lines (file INTEGER, line INTEGER, raw VARCHAR)`);
  const wanted = await session.rows<{file: number; line: number}>(
    `SELECT file, line FROM published.events WHERE rank <= ? ORDER BY file, line`,
    [recordsKept]
  );
  for (let i = 0; i < wanted.length;) {
    const file = wanted[i].file;
    const from = i;
    while (i < wanted.length && wanted[i].file === file) ++i;
    const digest = digests.get(file)!;
    const path = await checkedPath(context.stores.raw, `bytes/${digest}`, digest);
    await appendLines(session.connection, path, file, wanted.slice(from, i));
  }
  await session.run(
    `CREATE TABLE published.records AS
    SELECT rank, event_id, files.name AS file, line, sha256, raw
    FROM published.events JOIN lines USING (file, line) JOIN published.files AS files USING (file) ORDER BY rank`
  );
}

async function appendLines(
  connection: DuckDBConnection,
  path: string,
  file: number,
  wanted: {line: number}[]
): Promise<void> {
  const appender = await connection.createAppender("lines");
  const numbers = wanted.map(({line}) => line);
  let next = 0;
  for await (const text of pickLines(path, numbers, maxTextLength)) {
    appender.appendInteger(file);
    appender.appendInteger(numbers[next++]);
    appender.appendVarchar(text);
    appender.endRow();
  }
  appender.closeSync();
}
