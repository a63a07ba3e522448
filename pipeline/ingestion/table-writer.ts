import {mkdirSync} from "node:fs";
import {mkdir, rm} from "node:fs/promises";
import {dirname, join} from "node:path";
import type {Session} from "../duckdb/session.js";
import {literal} from "../duckdb/session.js";
import {plainParquet} from "../duckdb/plain-parquet.js";
import type {ColumnType, PlainParquet} from "../duckdb/plain-parquet.js";
import {ColumnBuffer} from "./columns/column-buffer.js";
import type {ColumnValue} from "./columns/column-buffer.js";

/** A column of the values that are written, and what it becomes. */
export interface TableColumn {
  name: string;

  /** The type of the values. */
  type: ColumnType;

  /** The expression that makes the column; defaults to its name. */
  expression?: string;
}

/** What to write, and where. */
export interface TableOptions {
  columns: readonly TableColumn[];

  /** The path of the Parquet file of part *i*, from 0. */
  pathOf(part: number): string;

  /** A folder for the values, made if it is not there; they are removed part by part. */
  scratch: string;

  /** The number of rows in a part; the last has fewer. Defaults to a million. */
  rowsPerPart?: number;
}

/** Writes rows to Parquet, part by part, in bounded memory. */
export interface TableWriter {
  /** The columns, in their order: a row adds one value to each, and then ends. */
  readonly columns: readonly ColumnBuffer[];

  /** Adds a value to the row, in the order of the columns. */
  put(value: ColumnValue): void;

  /** Ends the row. */
  endRow(): void;

  /** Waits until no more than one part is left to convert. */
  settle(): Promise<void>;

  /** Writes what is left; returns the rows of each part. There is always one part, if an empty one. */
  finish(): Promise<number[]>;
}

/** How many rows wait in memory, as many as a row group of the artifact has, and how many bytes at most. */
const rowsPerGroup = 122_880;
const bytesPerGroup = 1 << 25;

/** How often the bytes are counted. */
const rowsPerCheck = 64;

/**
 * Returns a writer of Parquet. Rows go through files of plain values that DuckDB converts one at a time, while the next
 * is being written; their bytes do not depend on the number of its threads.
 */
export function tableWriter(session: Session, options: TableOptions): TableWriter {
  const {columns, pathOf, scratch, rowsPerPart = 1_000_000} = options;
  const buffers = columns.map(({type}) => new ColumnBuffer(type));
  const rows: number[] = [0];
  let file: PlainParquet | null = null;
  let next = 0;
  let converted: Promise<void> = Promise.resolve();
  let previous = converted;

  const plainPath = (part: number) => join(scratch, `part-${part}.parquet`);
  const flush = (): void => {
    if (!file) {
      mkdirSync(scratch, {recursive: true});
      file = plainParquet(plainPath(rows.length - 1), columns);
    }
    file.writeGroup(buffers);
    for (const buffer of buffers) buffer.clear();
  };
  const seal = (): void => {
    flush();
    file?.close();
    file = null;
    const part = rows.length - 1;
    previous = converted;
    converted = converted.then(() => convert(session, columns, plainPath(part), pathOf(part)));
    converted.catch(() => {}); // settle and finish report it
  };
  const isFull = (): boolean => {
    const [{rows: waiting}] = buffers;
    if (waiting === rowsPerGroup) return true;
    if (waiting % rowsPerCheck !== 0) return false;
    return buffers.reduce((sum, buffer) => sum + buffer.length(), 0) > bytesPerGroup;
  };
  return {
    columns: buffers,
    put: (value) => buffers[next++].put(value),
    endRow() {
      next = 0;
      ++rows[rows.length - 1];
      if (rows[rows.length - 1] === rowsPerPart) {
        seal();
        rows.push(0);
      } else if (isFull()) {
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

async function convert(
  session: Session,
  columns: readonly TableColumn[],
  plainPath: string,
  path: string
): Promise<void> {
  await mkdir(dirname(path), {recursive: true});
  const values = columns.map(({name, expression = name}) => `${expression} AS ${name}`).join(", ");
  await session.run(
    `COPY (SELECT ${values} FROM read_parquet(${literal(plainPath)}, hive_partitioning = false))
    TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`
  );
  await rm(plainPath);
}
