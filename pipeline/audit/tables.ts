import type {Statements} from "./database.js";

/** A table whose every row is also in the log. */
export interface AuditedTable {
  name: string;
  /** The columns of its key, in order. */
  key: readonly string[];
}

/** The tables of the audit but the log itself; each row of them is in an entry of the log. */
export const auditedTables: readonly AuditedTable[] = [
  {name: "schema_migrations", key: ["name"]},
  {name: "runs", key: ["run"]},
  {name: "artifacts", key: ["key"]},
  {name: "artifact_inputs", key: ["key", "position"]},
  {name: "artifact_files", key: ["key", "path"]},
  {name: "artifact_partitions", key: ["key", "partition"]},
  {name: "ingestion_events", key: ["run"]},
  {name: "transformation_events", key: ["run"]},
  {name: "training_events", key: ["run"]},
  {name: "evaluation_events", key: ["run"]},
  {name: "models", key: ["run", "name"]},
  {name: "metrics", key: ["run", "model", "window", "name"]},
  {name: "model_versions", key: ["name", "version"]},
  {name: "promotions", key: ["promotion"]},
  {name: "verdicts", key: ["id"]},
  {name: "suppressions", key: ["id"]},
  {name: "actions", key: ["action"]}
];

/** The log. */
export const logTable = "audit_log";

/** A row with every value as PostgreSQL writes it, so that nothing is lost in a number; null for NULL. */
export type RowText = Readonly<Record<string, string | null>>;

/** SQL for the row of the table called *alias* as a RowText; times are in the time zone of the session. */
export function rowTextOf(alias: string): string {
  return `(SELECT jsonb_object_agg(key, value) FROM jsonb_each_text(to_jsonb(${alias})))`;
}

/** Returns which of *names* are tables of the database. */
export async function existingTables(
  statements: Statements,
  names: readonly string[]
): Promise<Set<string>> {
  const rows = await statements.query<{name: string}>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname = ANY($1::text[])`,
    [names]
  );
  return new Set(rows.map(({name}) => name));
}

/** Returns those of *tables* that have rows, in their order; all of them must exist. */
export async function tablesWithRows(
  statements: Statements,
  tables: readonly AuditedTable[]
): Promise<AuditedTable[]> {
  const looks = tables.map(({name}) => `EXISTS (SELECT FROM ${quoted(name)})`);
  const [{found}] = await statements.query<{found: boolean[]}>(
    `SELECT ARRAY[${looks.join(", ")}]::boolean[] AS found`
  );
  return tables.filter((_, i) => found[i]);
}

/**
 * Yields the rows of *table* in the order of its key, *size* at a time: memory is bounded whatever the
 * table holds. Call it in a transaction that sees one state.
 */
export async function* readTable(
  statements: Statements,
  {name, key}: AuditedTable,
  size = 1_000
): AsyncGenerator<RowText[]> {
  const columns = key.map(quoted).join(", ");
  for (let offset: RowText | undefined, i = 0; ; ++i) {
    const after = key.map((_, k) => `$${k + 1}`).join(", ");
    const rows: {row: RowText}[] = await statements.query(
      `SELECT ${rowTextOf("t")} AS row FROM ${quoted(name)} t
      ${i > 0 ? `WHERE (${columns}) > (${after})` : ""} ORDER BY ${columns} LIMIT ${size}`,
      offset ? key.map((column) => (offset as RowText)[column]) : []
    );
    yield rows.map(({row}) => row);
    if (rows.length < size) return;
    offset = rows[rows.length - 1].row;
  }
}

/** Returns *name*, of ours, as an SQL identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
