import {join} from "node:path";
import type {EventValue} from "../../src/core/readers/reader.js";
import {recordColumns} from "../../src/core/readers/kinds/kind.js";
import type {LogKind} from "../../src/core/readers/kinds/kind.js";
import type {ByteRows} from "../../src/core/readers/rows/byte-rows.js";
import {eventColumns} from "../../src/core/schema/events.js";
import {eventPart, recordPart, rejectedPath} from "../../src/core/schema/raw-facts.js";
import type {ColumnType} from "../duckdb/plain-parquet.js";
import type {TableOptions, TableWriter} from "./table-writer.js";

/** The place of the tables of a file. */
export interface TablePlace {
  /** The folder of the artifact. */
  folder: string;

  /** The name of the partition, with which every path begins. */
  partition: string;
}

/** Returns how events are written below *folder*; times come as microseconds since 1970. */
export function eventTable({folder, partition}: TablePlace): TableOptions {
  return {
    pathOf: (part) => join(folder, eventPart(partition, part)),
    columns: eventColumns.map(({name, type}) => ({name, type: type as ColumnType}))
  };
}

/** Returns how the records of *kind* are written below *folder*: its fields, and the file and line of each. */
export function recordTable(kind: LogKind, {folder, partition}: TablePlace): TableOptions {
  return {
    pathOf: (part) => join(folder, recordPart(partition, kind.name, part)),
    columns: recordColumns(kind).map(({name, type}) => ({name, type: type as ColumnType}))
  };
}

/** Returns how rejected lines are written below *folder*: all in one file. */
export function rejectedTable({folder, partition}: TablePlace): TableOptions {
  return {
    pathOf: () => join(folder, rejectedPath(partition)),
    rowsPerPart: Infinity,
    columns: [
      {name: "file", type: "INTEGER"},
      {name: "line", type: "INTEGER"},
      {name: "kind", type: "VARCHAR"},
      {name: "field", type: "VARCHAR"},
      {name: "reason", type: "VARCHAR"},
      {name: "excerpt", type: "VARCHAR"}
    ]
  };
}

/** Adds an event to its table; *values* are in the order of the fields of a connection. */
export function putEvent(
  table: TableWriter,
  id: number,
  values: readonly EventValue[],
  file: number,
  line: number
): void {
  table.put(id);
  putRecord(table, values, file, line);
}

/** Adds an event that *rows* has read from *bytes* to its table. */
export function putEventRow(
  table: TableWriter,
  id: number,
  rows: ByteRows,
  bytes: Uint8Array,
  file: number,
  line: number
): void {
  table.put(id);
  putRow(table, rows, bytes, file, line);
}

/** Adds a record that *rows* has read from *bytes* to the table of its kind. */
export function putRow(
  table: TableWriter,
  {isText, numbers, starts, ends}: ByteRows,
  bytes: Uint8Array,
  file: number,
  line: number
): void {
  const {columns} = table;
  const first = columns.length - 2 - isText.length;
  for (let i = 0; i < isText.length; ++i) {
    const column = columns[first + i];
    if (isText[i] ? starts[i] < 0 : Number.isNaN(numbers[i])) column.putNull();
    else if (isText[i]) column.putText(bytes, starts[i], ends[i]);
    else column.putNumber(numbers[i]);
  }
  columns[first + isText.length].putNumber(file);
  columns[first + isText.length + 1].putNumber(line);
  table.endRow();
}

/** Adds a record to the table of its kind; *values* are in the order of its fields. */
export function putRecord(
  table: TableWriter,
  values: readonly EventValue[],
  file: number,
  line: number
): void {
  for (let i = 0; i < values.length; ++i) table.put(values[i]);
  table.put(file);
  table.put(line);
  table.endRow();
}
