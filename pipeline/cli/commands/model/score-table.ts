import {randomUUID} from "node:crypto";
import {createWriteStream} from "node:fs";
import {rm, stat} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {Readable} from "node:stream";
import {pipeline} from "node:stream/promises";
import type {DuckDBDataChunk} from "@duckdb/node-api";
import {scorer} from "../../../../src/core/forest/scorer.js";
import {UsageError} from "../../../config/errors.js";
import {copyColumns} from "../../../duckdb/matrix.js";
import {openSession} from "../../../duckdb/session.js";
import type {Session} from "../../../duckdb/session.js";
import type {Model} from "../../../exchange/export-onnx.js";
import {columnQuery, countRows, readTable} from "./read-table.js";
import {unreadable} from "./unreadable-table.js";

/** The options of scoring. */
export interface ScoreOptions {
  /** The number of reading threads; never changes the result. */
  threads: number;

  /** Called with the number of rows scored so far, and of all. */
  onProgress?: (rows: number, total: number) => void;
}

/**
 * Scores the rows of the table at *input*, CSV (.csv, .tsv, either also .gz) or Parquet, by the names of
 * its columns, and writes *output*: CSV, a line a row, in the order of the table: `row`, counted from 1,
 * and `score`, in (0, 1], higher is more anomalous, with all its digits. Other columns are ignored; an empty field
 * is NaN. Returns the number of rows. In memory there are some thousand rows at a time.
 *
 * Throws a UsageError if a column is missing or a value is no number, with its row and column.
 */
export async function scoreTable(
  {file, forest}: Model,
  input: string,
  output: string,
  {threads, onProgress = () => {}}: ScoreOptions
): Promise<number> {
  await requireFile(input);
  const scratch = join(tmpdir(), `atalaya-${randomUUID()}`); // DuckDB makes it only if it must spill
  const session = await openSession({scratch, threads});
  const score = scorer(forest);
  let rows = 0;
  let total = 0;
  const scoreChunk = (chunk: DuckDBDataChunk): string => {
    requireNumbers(chunk, input, file.features, rows);
    const values = new Float32Array(chunk.rowCount * forest.columns);
    copyColumns(chunk, 0, forest.columns, values);
    const scores = score({rows: chunk.rowCount, columns: forest.columns, values});
    const lines = Array.from(scores, (value, i) => `${rows + i + 1},${value}\n`);
    rows += chunk.rowCount;
    onProgress(rows, total);
    return lines.join("");
  };
  try {
    const table = await readTable(session, input, file.features);
    total = await countRows(session, input, table);
    const lines = linesOf(session, columnQuery(table), input, scoreChunk);
    await pipeline(Readable.from(lines), createWriteStream(output));
    if (rows !== total) throw new Error(`rows lost: ${rows} scored of ${total}`);
    return rows;
  } finally {
    session.close();
    await rm(scratch, {recursive: true, force: true});
  }
}

async function requireFile(path: string): Promise<void> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new UsageError(`file not found: ${path}`);
  if (!info.isFile()) throw new UsageError(`unreadable file: ${path}; it is not a regular file`);
}

async function* linesOf(
  session: Session,
  sql: string,
  input: string,
  scoreChunk: (chunk: DuckDBDataChunk) => string
): AsyncGenerator<string> {
  yield "row,score\n";
  const chunks = session.chunks(sql)[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: Error) => {
      throw unreadable(input, error);
    });
    if (next.done) return;
    yield scoreChunk(next.value);
  }
}

/** Throws a UsageError if the last two columns of *chunk* name a value that is no number. */
function requireNumbers(
  chunk: DuckDBDataChunk,
  input: string,
  features: readonly string[],
  before: number
): void {
  const wrong = chunk.getColumnVector(features.length);
  for (let i = 0; i < chunk.rowCount; ++i) {
    const column = wrong.getItem(i);
    if (column === null) continue;
    const value = String(chunk.getColumnVector(features.length + 1).getItem(i));
    throw new UsageError(
      `invalid number in ${input}: row ${before + i + 1} after the header, column ${features[column as number]}, is ${JSON.stringify(value.slice(0, 60))}; leave a value that is missing empty`
    );
  }
}
