import {UsageError} from "../config/errors.js";
import {literal} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {findNearest} from "../nearest.js";
import {unreadable} from "./unreadable.js";

/** A table in a file, as DuckDB reads it. */
export interface Table {
  /** What stands after FROM. */
  from: string;

  /** Whether its values are text, as those of CSV. */
  isText: boolean;
}

const numeric =
  /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|BOOLEAN|DECIMAL\(.*\))$/;

/**
 * Returns the table at *path*, by the end of its name CSV, TSV or Parquet. Throws a UsageError if it cannot
 * be read, or has no column of numbers for one of *features*.
 */
export async function readTable(
  session: Session,
  path: string,
  features: readonly string[]
): Promise<Table> {
  const table = tableAt(path);
  const columns = await session
    .rows<{column_name: string; column_type: string}>(`DESCRIBE SELECT * FROM ${table.from}`)
    .catch((error: Error) => {
      throw unreadable(path, error);
    });
  const types = new Map(columns.map(({column_name, column_type}) => [column_name, column_type]));
  const missing = features.filter((name) => !types.has(name));
  if (missing.length > 0) throw missingColumns(path, missing, [...types.keys()]);
  for (const name of features) {
    if (table.isText || numeric.test(types.get(name)!)) continue;
    throw new UsageError(
      `invalid column in ${path}: ${name} is ${types.get(name)}; the model takes numbers`
    );
  }
  return table;
}

function tableAt(path: string): Table {
  const file = literal(path.replace(/[[*?]/g, (letter) => `[${letter}]`)); // a name, never a pattern
  if (/\.parquet$/i.test(path)) return {from: `read_parquet(${file})`, isText: false};
  const [, kind] = /\.(csv|tsv)(?:\.gz)?$/i.exec(path) ?? [];
  if (!kind)
    throw new UsageError(
      `unsupported table: ${path}; its name ends in .csv, .tsv, .csv.gz, .tsv.gz or .parquet`
    );
  const separator = kind.toLowerCase() === "csv" ? "','" : "'\t'";
  return {
    from: `read_csv(${file}, header = true, all_varchar = true, delim = ${separator})`,
    isText: true
  };
}

/**
 * Returns the query of the columns *features*, as DOUBLE, null where a value is missing; then two columns
 * for a value that is no number: the position of its feature, and what it says; null where all are.
 */
export function columnQuery({from, isText}: Table, features: readonly string[]): string {
  const names = features.map((name) => `"${name.replaceAll('"', '""')}"`);
  if (!isText)
    return `SELECT ${names.map((name) => `CAST(${name} AS DOUBLE)`).join(", ")}, CAST(NULL AS INTEGER), CAST(NULL AS VARCHAR) FROM ${from}`;
  const isWrong = (name: string) => `trim(${name}) <> '' AND TRY_CAST(${name} AS DOUBLE) IS NULL`;
  const cases = (value: (name: string, i: number) => string | number) =>
    names.map((name, i) => `WHEN ${isWrong(name)} THEN ${value(name, i)}`).join(" ");
  const numbers = names.map((name) => `TRY_CAST(${name} AS DOUBLE)`).join(", ");
  return `SELECT ${numbers}, CASE ${cases((_, i) => i)} END, CASE ${cases((name) => name)} END FROM ${from}`;
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
