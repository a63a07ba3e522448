import {parquetWriteBuffer, schemaFromColumnData} from "hyparquet-writer";
import {columnsOf, plainCell} from "../../core/exports/table.js";
import type {Cell, Column, ColumnOptions, TableRow} from "../../core/exports/table.js";

/** The Parquet type of each type of column. */
const types = {
  boolean: {type: "BOOLEAN"},
  integer: {type: "INT64"},
  double: {type: "DOUBLE"},
  time: {type: "INT64", converted_type: "TIMESTAMP_MICROS"},
  string: {type: "BYTE_ARRAY", converted_type: "UTF8"}
} as const;

/**
 * Returns rows as a Parquet file, every column nullable and of the narrowest type that holds its
 * values; times to the microsecond, in UTC. NaN stays NaN in a column of doubles. Throws if there are no rows: their columns are unknown.
 */
export function parquet(rows: readonly TableRow[], options: ColumnOptions = {}): ArrayBuffer {
  const columns = columnsOf(rows, options);
  if (columns.length === 0) throw new Error("no rows; Parquet needs one to know the columns");
  const columnData = columns.map((column) => ({
    name: column.name,
    data: rows.map((row) => valueOf(row[column.name], column))
  }));
  const schemaOverrides = Object.fromEntries(
    columns.map(({name, type}) => [
      name,
      {name, repetition_type: "OPTIONAL" as const, ...types[type]}
    ])
  );
  return parquetWriteBuffer({
    codec: "SNAPPY",
    createdBy: "atalaya",
    columnData,
    schema: schemaFromColumnData({columnData, schemaOverrides})
  });
}

function valueOf(cell: Cell | undefined, {type}: Column): unknown {
  if (cell === null || cell === undefined) return null;
  switch (type) {
    case "time":
      return BigInt(Math.round(Number(cell) * 1000));
    case "integer":
      return BigInt(cell as number | bigint);
    case "double":
      return Number(cell);
    case "boolean":
      return cell;
    case "string":
      return String(plainCell(cell, type) ?? "");
  }
}
