import {UsageError} from "../../../config/errors.js";
import {openNamedFile} from "../../../config/named-file.js";
import {literal} from "../../../duckdb/session.js";
import type {Session} from "../../../duckdb/session.js";
import {findNearest} from "../../nearest-name.js";
import {readCsvHeader} from "./read-csv-header.js";
import {unreadable} from "./unreadable-table.js";

/** A table in a file, as DuckDB reads it. */
export interface Table {
  /** The SQL after FROM. */
  from: string;

  /** True if its values are text, as those of CSV. */
  isText: boolean;

  /** The columns to read, as SQL. */
  columns: string[];
}

const tableKind = {what: "table", remedy: "name a table, CSV or Parquet"};

/** The columns that a table may have. */
const maxColumns = 2 ** 15;

const numeric =
  /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|BOOLEAN|DECIMAL\(.*\))$/;

/**
 * Returns the columns *features* of the table at *path*, by the end of its name CSV, TSV or Parquet.
 * Throws a UsageError if it cannot be read, or has no column of numbers for one of them, or two.
 */
export async function readTable(
  session: Session,
  path: string,
  features: readonly string[]
): Promise<Table> {
  const [, kind] = /\.(csv|tsv|parquet)(?:\.gz)?$/i.exec(path) ?? [];
  if (!kind || /\.parquet\.gz$/i.test(path))
    throw new UsageError(
      `unsupported table: ${path}; its name ends in .csv, .tsv, .csv.gz, .tsv.gz or .parquet`
    );
  await (await openNamedFile(path, tableKind)).close(); // DuckDB would wait for a named pipe
  return kind.toLowerCase() === "parquet"
    ? readParquet(session, path, features)
    : readCsv(path, kind.toLowerCase() === "csv" ? "," : "\t", features);
}

async function readParquet(
  session: Session,
  path: string,
  features: readonly string[]
): Promise<Table> {
  const from = `read_parquet(${fileLiteral(path)})`;
  const columns = await session
    .rows<{column_name: string; column_type: string}>(`DESCRIBE SELECT * FROM ${from}`)
    .catch((error: Error) => {
      throw unreadable(path, error);
    });
  const types = new Map(columns.map(({column_name, column_type}) => [column_name, column_type]));
  requireColumns(path, features, [...types.keys()]);
  for (const name of features) {
    if (numeric.test(types.get(name)!)) continue;
    throw new UsageError(
      `invalid column in ${path}: ${name} is ${types.get(name)}; the model takes numbers`
    );
  }
  return {from, isText: false, columns: features.map((name) => `"${name.replaceAll('"', '""')}"`)};
}

/** The header is read by us, and DuckDB guesses nothing: it would skip lines that do not fit its guess. */
async function readCsv(
  path: string,
  separator: string,
  features: readonly string[]
): Promise<Table> {
  const names = await readCsvHeader(path, separator);
  requireColumns(path, features, names);
  const columns = names.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const options = `auto_detect = false, header = true, strict_mode = true, delim = ${literal(separator)}, quote = '"', escape = '"', columns = {${columns}}`;
  return {
    from: `read_csv(${fileLiteral(path)}, ${options})`,
    isText: true,
    columns: features.map((name) => `c${names.indexOf(name)}`)
  };
}

/** Returns a path as a SQL string that names one file, never a pattern. */
function fileLiteral(path: string): string {
  return literal(path.replace(/[[*?]/g, (letter) => `[${letter}]`));
}

/**
 * Returns the number of rows of *table*, which is read to its end. Throws a UsageError if some of it cannot be
 * read: a stream of chunks, as DuckDB gives it, would only end early there.
 */
export async function countRows(
  session: Session,
  path: string,
  {from, columns}: Table
): Promise<number> {
  const counts = columns.map((name) => `count(${name})`).join(", ");
  const [{rows}] = await session
    .rows<{rows: number}>(`SELECT CAST(count(*) AS DOUBLE) AS rows, ${counts} FROM ${from}`)
    .catch((error: Error) => {
      throw unreadable(path, error);
    });
  return rows;
}

/**
 * Returns the query of the columns of *table*, as DOUBLE, null where a value is missing; then two columns
 * for a value that is no number: the position of its feature, and its text; null where all are.
 */
export function columnQuery({from, isText, columns}: Table): string {
  if (!isText) {
    const numbers = columns.map((name) => `CAST(${name} AS DOUBLE)`).join(", ");
    return `SELECT ${numbers}, CAST(NULL AS INTEGER), CAST(NULL AS VARCHAR) FROM ${from}`;
  }
  const isWrong = (name: string) => `trim(${name}) <> '' AND TRY_CAST(${name} AS DOUBLE) IS NULL`;
  const cases = (value: (name: string, i: number) => string | number) =>
    columns.map((name, i) => `WHEN ${isWrong(name)} THEN ${value(name, i)}`).join(" ");
  const numbers = columns.map((name) => `TRY_CAST(${name} AS DOUBLE)`).join(", ");
  return `SELECT ${numbers}, CASE ${cases((_, i) => i)} END, CASE ${cases((name) => name)} END FROM ${from}`;
}

/** Throws a UsageError unless each of *features* is one of the *columns*, and once. */
function requireColumns(path: string, features: readonly string[], columns: string[]): void {
  if (columns.length > maxColumns)
    throw new UsageError(
      `unreadable table: ${path} has ${columns.length} columns; at most ${maxColumns} are read`
    );
  const counts = new Map<string, number>();
  for (const name of columns) counts.set(name, (counts.get(name) ?? 0) + 1);
  const missing = features.filter((name) => !counts.has(name));
  if (missing.length > 0) throw missingColumns(path, missing, columns);
  const twice = features.find((name) => counts.get(name)! > 1);
  if (twice !== undefined)
    throw new UsageError(`ambiguous column in ${path}: two are named ${twice}; rename one`);
}

function missingColumns(path: string, missing: string[], columns: string[]): UsageError {
  const nearest = findNearest(missing[0], columns);
  const remedy = nearest ? `did you mean ${nearest}?` : `the table has ${some(columns)}`;
  return new UsageError(
    `missing ${missing.length === 1 ? "column" : "columns"} in ${path}: ${some(missing)}; ${remedy}`
  );
}

/** Returns names as they may stand in a message: the first few. */
function some(names: string[]): string {
  const first = names.slice(0, 12).map((name) => name.slice(0, 60));
  return `${first.join(", ")}${names.length > 12 ? `, and ${names.length - 12} more` : ""}`;
}
