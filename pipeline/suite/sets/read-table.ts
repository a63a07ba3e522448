import {attackOf} from "../../../src/core/schema/labels.js";
import {labelCodes} from "../../../src/core/evaluation/ranking.js";
import {maxColumns} from "../../../src/core/forest/grow.js";
import {quoted} from "../../../src/core/readers/escapes.js";
import {copyColumns} from "../../duckdb/matrix.js";
import {literal} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {NoSetError, requireSize} from "../labelled-set.js";
import type {LabelledRows} from "../labelled-set.js";

/** How to read a table. */
export interface ReadTableOptions {
  /** What the file is called, in messages. */
  name: string;
  kind: "csv" | "parquet";

  /** The name of the column with the labels; null to find it. */
  label: string | null;
}

/** The names of a column of labels, in lower case, the surest first. */
const labelNames = ["label", "y", "class"];

/** A table that was read, and its columns that were left aside: they hold no number, or an id that may say when a row was labelled. */
export interface ReadTable extends LabelledRows {
  texts: string[];
}

/**
 * Reads a table of numbers with a column of labels: the one that is asked for, one called `label`, `y` or `class`, or the last if it
 * holds 0 and 1 alone. Columns without any number, and one called `id`, are left aside. Throws a NoSetError if there are no labels, and a RangeError that
 * names the row and the column if a number is missing among others.
 */
export async function readTable(
  session: Session,
  path: string,
  {name, kind, label}: ReadTableOptions
): Promise<ReadTable> {
  const source =
    kind === "parquet"
      ? `read_parquet(${literal(path)})`
      : `read_csv(${literal(path)}, header = true, all_varchar = true, null_padding = false)`;
  const columns = await columnsOf(session, source, name);
  const labelAt = await findLabel(session, source, columns, {name, label});
  const others = columns.filter((_, i) => i !== labelAt);
  const {rows, features, texts} = await checkNumbers(session, source, others, name);
  if (features.length === 0 || rows === 0) throw new NoSetError(`no column of numbers in ${name}`);
  if (features.length > maxColumns) throw new RangeError(`too many columns: ${name} has ${features.length}, more than ${maxColumns}`); // prettier-ignore
  requireSize(name, rows, features.length);
  const labels = await readLabels(session, source, columns[labelAt], rows);
  const values = new Float32Array(rows * features.length);
  let read = 0;
  const selected = features.map((column) => `CAST(CAST(${column} AS DOUBLE) AS FLOAT)`).join(", ");
  for await (const chunk of session.chunks(`SELECT ${selected} FROM ${source}`)) {
    copyColumns(chunk, 0, features.length, values, read);
    read += chunk.rowCount;
  }
  if (read !== rows) throw new RangeError(`damaged file: ${name} ends after ${read} of ${rows} rows`); // prettier-ignore
  return {matrix: {rows, columns: features.length, values}, labels, texts};
}

/** Returns the names of the columns of *source*, as SQL. */
async function columnsOf(session: Session, source: string, name: string): Promise<string[]> {
  try {
    const rows = await session.rows<{column_name: string}>(`DESCRIBE SELECT * FROM ${source}`);
    return rows.map(({column_name: column}) => identifier(column));
  } catch (error) {
    throw unreadable(error, name);
  }
}

async function findLabel(
  session: Session,
  source: string,
  columns: readonly string[],
  {name, label}: Pick<ReadTableOptions, "name" | "label">
): Promise<number> {
  if (label !== null) {
    const at = columns.indexOf(identifier(label));
    if (at < 0) throw new NoSetError(`no column ${quoted(label)} in ${name}`);
    return at;
  }
  const plain = columns.map((column) => column.slice(1, -1).trim().toLowerCase());
  const known = labelNames.map((one) => plain.indexOf(one)).find((at) => at >= 0);
  if (known !== undefined) return known;
  const last = columns.length - 1;
  const [{others}] = await ask<{others: number}>(session, name,
    `SELECT CAST(count(*) FILTER (coalesce(TRY_CAST(${columns[last]} AS DOUBLE) NOT IN (0, 1), true)) AS DOUBLE) AS others FROM ${source}`); // prettier-ignore
  if (others === 0) return last;
  throw new NoSetError(`no column of labels in ${name}; name it with --label, or label, y or class`); // prettier-ignore
}

/** Returns the number of rows and the columns of numbers; throws a RangeError if one of these lacks some. */
async function checkNumbers(
  session: Session,
  source: string,
  columns: readonly string[],
  name: string
): Promise<{rows: number; features: string[]; texts: string[]}> {
  const counts = columns.map((column, i) => `CAST(count(*) FILTER (${isNumber(column)}) AS DOUBLE) AS c${i}`); // prettier-ignore
  const [found] = await ask<{[name: string]: number}>(session, name,
    `SELECT ${["CAST(count(*) AS DOUBLE) AS n", ...counts].join(", ")} FROM ${source}`); // prettier-ignore
  const rows = found.n;
  const isNumeric = (column: string, i: number) => found[`c${i}`] > 0 && !/^"id"$/i.test(column);
  const features = columns.filter(isNumeric);
  const partial = columns.find((column, i) => isNumeric(column, i) && found[`c${i}`] < rows);
  if (partial === undefined)
    return {rows, features, texts: columns.filter((one) => !features.includes(one))};
  const [first] = await ask<{row: number; value: string | null}>(session, name,
    `SELECT CAST(row AS DOUBLE) AS row, value FROM (SELECT row_number() OVER () AS row, ${partial} AS value, ${isNumber(partial)} AS ok FROM ${source}) WHERE NOT ok LIMIT 1`); // prettier-ignore
  const value = first.value === null ? "nothing" : quoted(String(first.value));
  throw new RangeError(`invalid number: ${value} in row ${first.row} of ${name}, column ${partial}; give a finite number in each row`); // prettier-ignore
}

function isNumber(column: string): string {
  return `coalesce(isfinite(TRY_CAST(${column} AS DOUBLE)), false)`;
}

async function readLabels(
  session: Session,
  source: string,
  column: string,
  rows: number
): Promise<Uint8Array> {
  const labels = new Uint8Array(rows);
  let read = 0;
  const sql = `SELECT CAST(${column} AS VARCHAR) FROM ${source}`;
  for await (const chunk of session.chunks(sql)) {
    const vector = chunk.getColumnVector(0);
    for (let i = 0; i < chunk.rowCount; ++i)
      labels[read++] = attackOf(vector.getItem(i) as string | null) ?? labelCodes.unlabelled;
  }
  return labels;
}

async function ask<Row>(session: Session, name: string, sql: string): Promise<Row[]> {
  try {
    return await session.rows<Row>(sql);
  } catch (error) {
    throw unreadable(error, name);
  }
}

function unreadable(error: unknown, name: string): RangeError {
  const [first] = (error as Error).message.split("\n");
  return new RangeError(`damaged file: ${name}: ${first.slice(0, 200)}`, {cause: error});
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
