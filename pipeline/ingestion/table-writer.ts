import {closeSync, openSync, writeSync} from "node:fs";
import {mkdir, rm} from "node:fs/promises";
import {dirname, join} from "node:path";
import type {Session} from "../duckdb/session.js";
import {literal} from "../duckdb/session.js";

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
  /** Adds a row: the values as *csvValue* writes them, with commas between, without a line end. */
  add(row: string): void;

  /** Waits until no more than one part is left to convert. */
  settle(): Promise<void>;

  /** Writes what is left; returns the rows of each part. There is always one part, if an empty one. */
  finish(): Promise<number[]>;
}

const bufferLength = 1 << 20;

/** Returns *value* as CSV: null is nothing, every text is in quotes, so that any text survives. */
export function csvValue(value: string | number | boolean | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`;
}

/**
 * Returns a writer of Parquet. Rows go through text files that DuckDB converts one at a time, on one
 * thread, while the next is being written: so the bytes do not depend on the number of threads.
 */
export function tableWriter(session: Session, options: TableOptions): TableWriter {
  const {columns, pathOf, scratch, rowsPerPart = 1_000_000} = options;
  const rows: number[] = [0];
  let text = "";
  let descriptor = -1;
  let converted: Promise<void> = Promise.resolve();
  let previous = converted;

  const textPath = (part: number) => join(scratch, `part-${part}.csv`);
  const flush = (): void => {
    if (descriptor < 0) descriptor = openSync(textPath(rows.length - 1), "w");
    writeFully(descriptor, text);
    text = "";
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
    add(row) {
      if (rows[rows.length - 1] === rowsPerPart) {
        seal();
        rows.push(0);
      }
      text += row;
      text += "\n";
      ++rows[rows.length - 1];
      if (text.length > bufferLength) flush();
    },
    settle: () => previous,
    async finish() {
      seal();
      await converted;
      return rows;
    }
  };
}

function writeFully(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
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
