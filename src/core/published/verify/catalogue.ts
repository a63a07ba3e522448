import type {Tables} from "../tables.js";
import {formerTableNames, publishedTables} from "../../schema/published-tables.js";

/**
 * Returns what the catalogue of the database attached as *name* holds besides the plain tables of events.duckdb, each
 * as its kind and its name, in order. A view, a macro, a computed column, a default or a check is an expression, whose
 * value may depend on who asks; a type, an index, a sequence, a schema or a comment is nothing that a run makes.
 */
export async function foreignObjects(database: Tables, name: string): Promise<string[]> {
  const rows = await database.rows<{kind: string; name: string}>(foreignObjectsSql(name));
  return rows.map((row) => `${row.kind} ${row.name}`);
}

function foreignObjectsSql(database: string): string {
  const of = `database_name = '${database.replaceAll("'", "''")}'`;
  return `SELECT kind, name FROM (
    SELECT 'view' AS kind, schema_name || '.' || view_name AS name FROM duckdb_views() WHERE ${of} AND NOT internal
    UNION ALL SELECT 'macro', schema_name || '.' || function_name FROM duckdb_functions() WHERE ${of}
    UNION ALL SELECT 'type', schema_name || '.' || type_name FROM duckdb_types() WHERE ${of} AND NOT internal
    UNION ALL SELECT 'sequence', schema_name || '.' || sequence_name FROM duckdb_sequences() WHERE ${of}
    UNION ALL SELECT 'index', schema_name || '.' || index_name FROM duckdb_indexes() WHERE ${of}
    UNION ALL SELECT 'schema', schema_name FROM duckdb_schemas() WHERE ${of} AND NOT internal
    UNION ALL SELECT 'constraint', table_name || ': ' || coalesce(constraint_text, constraint_type) FROM duckdb_constraints() WHERE ${of}
    UNION ALL SELECT 'computed column or default', table_name || '.' || column_name FROM duckdb_columns() WHERE ${of} AND NOT internal AND column_default IS NOT NULL
    UNION ALL SELECT 'comment', table_name || '.' || column_name FROM duckdb_columns() WHERE ${of} AND NOT internal AND "comment" IS NOT NULL
    UNION ALL SELECT 'comment', table_name FROM duckdb_tables() WHERE ${of} AND "comment" IS NOT NULL
    UNION ALL SELECT 'table', table_name FROM duckdb_tables() WHERE ${of} AND (schema_name <> 'main' OR table_name NOT IN (${knownTables()}))
  ) ORDER BY kind, name`;
}

/** The tables of events.duckdb, by the names of this version and of earlier ones. */
function knownTables(): string {
  const names = [...publishedTables, ...Object.keys(formerTableNames)];
  return names.map((name) => `'${name}'`).join(", ");
}
