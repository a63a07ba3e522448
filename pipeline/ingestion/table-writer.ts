import {closeSync, openSync, writeSync} from "node:fs";
import {mkdir, rm} from "node:fs/promises";
import {dirname, join} from "node:path";
import type {Session} from "../duckdb/session.js";
import {literal} from "../duckdb/session.js";
import {csvBuffer} from "./csv-buffer.js";
import type {CsvValue} from "./csv-buffer.js";

/** A column of the text that is written, and what it becomes. */
export interface TableColumn {
  name: string;

  /** The DuckDB type of the text. */
  type: string;

  /** The expression that makes the column; defaults to its name. */
  expression?: string;
}

/** What to write, and where. */
export interface TableOptions {
  columns: readonly TableColumn[];

  /** The path of the Parquet file of part *i*, from 0. */
  pathOf(part: number): string;

  /** A folder for the text, which is removed part by part. */
  scratch: string;

  /** The number of rows in a part; the last has fewer. Defaults to a million. */
  rowsPerPart?: number;
}

/** Writes rows to Parquet, part by part, in bounded memory. */
export interface TableWriter {
  /** Adds a value to the row, in the order of the columns. */
  put(value: CsvValue): void;

  /** Ends the row. */
  endRow(): void;

  /** Waits until no more than one part is left to convert. */
  settle(): Promise<void>;

  /** Writes what is left; returns the rows of each part. There is always one part, if an empty one. */
  finish(): Promise<number[]>;
}

const bufferLength = 1 << 20;

/**
 * Returns a writer of Parquet. Rows go through text files that DuckDB converts one at a time, on one
 * thread, while the next is being written: so the bytes do not depend on the number of threads.
 */
export function tableWriter(session: Session, options: TableOptions): TableWriter {
  const {columns, pathOf, scratch, rowsPerPart = 1_000_000} = options;
  const rows: number[] = [0];
  const csv = csvBuffer();
  let descriptor = -1;
  let converted: Promise<void> = Promise.resolve();
  let previous = converted;

  const textPath = (part: number) => join(scratch, `part-${part}.csv`);
  const flush = (): void => {
    if (descriptor < 0) descriptor = openSync(textPath(rows.length - 1), "w");
    writeFully(descriptor, csv.take());
  };
  const seal = (): void => {
    flush();
    closeSync(descriptor);
    descriptor = -1;
    const part = rows.length - 1;
    previous = converted;
    converted = converted.then(() => convert(session, columns, textPath(part), pathOf(part)));
    converted.catch(() => {}); // settle and finish report it
  };
  return {
    put: csv.put,
    endRow() {
      csv.endRow();
      ++rows[rows.length - 1];
      if (rows[rows.length - 1] === rowsPerPart) {
        seal();
        rows.push(0);
      } else if (csv.length() > bufferLength) {
        flush();
      }
    },
    settle: () => previous,
    async finish() {
      if (rows.length > 1 && rows[rows.length - 1] === 0) rows.pop();
      else seal();
      await converted;
      return rows;
    }
  };
}

function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length;) i += writeSync(descriptor, bytes, i);
}

async function convert(
  session: Session,
  columns: readonly TableColumn[],
  textPath: string,
  path: string
): Promise<void> {
  await mkdir(dirname(path), {recursive: true});
  const types = columns.map(({name, type}) => `${literal(name)}: ${literal(type)}`).join(", ");
  const values = columns.map(({name, expression = name}) => `${expression} AS ${name}`).join(", ");
  await session.run(
    `COPY (
      SELECT ${values}
      FROM read_csv(
        ${literal(textPath)}, columns = {${types}}, auto_detect = false, header = false,
        delim = ',', quote = '"', escape = '"', new_line = '\\n', nullstr = '',
        allow_quoted_nulls = false, parallel = false,
        max_line_size = 16777216, buffer_size = 33554432
      )
    ) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`
  );
  await rm(textPath);
}
