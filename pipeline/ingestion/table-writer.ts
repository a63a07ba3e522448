import {ColumnBuffer} from "./columns/column-buffer.js";
import type {ColumnValue} from "./columns/column-buffer.js";
import {ownFiles} from "./table-files.js";
import type {TableColumns, TableFiles} from "./table-files.js";

/** What to write, and where. */
export interface TableOptions {
  columns: TableColumns;

  /** Returns the path of the Parquet file of part *i*, from 0. */
  pathOf(part: number): string;

  /** The number of rows in a part; the last has fewer. Defaults to a million. */
  rowsPerPart?: number;

  /** What writes the files; defaults to what writes them at once. */
  files?: TableFiles;
}

/** Writes rows to Parquet, part by part, in bounded memory. */
export interface TableWriter {
  /** The columns, in their order: a row adds one value to each, and then ends. */
  readonly columns: readonly ColumnBuffer[];

  /** Adds a value to the row, in the order of the columns. */
  put(value: ColumnValue): void;

  /** Ends the row. */
  endRow(): void;

  /** Gives what is left to the files; returns the rows of each part. There is always one part, if an empty one. */
  finish(): number[];
}

/** How many rows wait in memory, as many as a row group has, and how many bytes at most. */
const rowsPerGroup = 122_880;
const bytesPerGroup = 1 << 25;

/** How often the bytes are counted. */
const rowsPerCheck = 64;

/** Returns a writer of Parquet, whose bytes follow from the rows alone. */
export function tableWriter({
  columns,
  pathOf,
  rowsPerPart = 1_000_000,
  files = ownFiles()
}: TableOptions): TableWriter {
  const buffers = columns.map(({type}) => new ColumnBuffer(type));
  const rows: number[] = [0];
  let next = 0;

  const flush = (): void => files.writeGroup(pathOf(rows.length - 1), columns, buffers);
  const seal = (): void => {
    flush();
    files.close(pathOf(rows.length - 1));
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
    finish() {
      if (rows.length > 1 && rows[rows.length - 1] === 0) rows.pop();
      else seal();
      return rows;
    }
  };
}
