import {publishedColumns} from "./published-columns.js";

/** Returns the rows of a query. */
export type CatalogueQuery = <Row extends object>(sql: string) => Promise<Row[]>;

/** What a catalogue may hold besides tables, and where DuckDB lists it. Each answers a query in a way that its table does not. */
const others: readonly [kind: string, sql: string][] = [
  ["view", "SELECT view_name AS name FROM duckdb_views() WHERE NOT internal"],
  ["macro", "SELECT function_name AS name FROM duckdb_functions() WHERE NOT internal"],
  ["type", "SELECT type_name AS name FROM duckdb_types() WHERE NOT internal"],
  ["schema", "SELECT schema_name AS name FROM duckdb_schemas() WHERE schema_name <> 'main'"],
  ["sequence", "SELECT sequence_name AS name FROM duckdb_sequences() WHERE true"],
  ["index", "SELECT index_name AS name FROM duckdb_indexes() WHERE true"],
  [
    "constraint",
    "SELECT concat(table_name, ' ', constraint_type) AS name FROM duckdb_constraints() WHERE true"
  ],
  [
    "default or generated column",
    "SELECT concat(table_name, '.', column_name) AS name FROM duckdb_columns() WHERE column_default IS NOT NULL"
  ]
];

const columnsSql = `SELECT table_name AS name,
    string_agg(concat(column_name, ' ', data_type), ', ' ORDER BY column_index) AS columns
  FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (database_name, schema_name, table_name)
  WHERE NOT internal AND schema_name = 'main' AND database_name =`;

/**
 * Returns what the attached *database* has that events.duckdb never has, a phrase each: views, macros, types, or anything
 * but tables. Such a thing can answer one engine, or one day, in one way and another in another. Empty if there is nothing.
 */
export async function foreignEntries(query: CatalogueQuery, database: string): Promise<string[]> {
  const sql = others
    .map(
      ([kind, rest]) =>
        `SELECT '${kind}' AS kind, * FROM (${rest} AND database_name = ${text(database)})`
    ) // prettier-ignore
    .join(" UNION ALL ");
  const rows = await query<{kind: string; name: string}>(sql);
  return rows.map(({kind, name}) => `a ${kind}: ${name.slice(0, 80)}`).sort();
}

/** Returns what foreignEntries does, and the tables and columns that are not those of events.duckdb. */
export async function catalogueBreaches(
  query: CatalogueQuery,
  database: string
): Promise<string[]> {
  const found = await foreignEntries(query, database);
  const rows = await query<{name: string; columns: string}>(`${columnsSql} ${text(database)} GROUP BY 1`); // prettier-ignore
  const tables = new Map(rows.map(({name, columns}) => [name, columns]));
  const expected = new Map(Object.entries(publishedColumns));
  for (const name of [...new Set([...tables.keys(), ...expected.keys()])].sort()) {
    if (!tables.has(name)) found.push(`no table ${name}`);
    else if (!expected.has(name)) found.push(`a table: ${name.slice(0, 80)}`);
    else if (tables.get(name) !== expected.get(name)) found.push(`other columns of ${name}`);
  }
  return found;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
