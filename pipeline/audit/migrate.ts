import {readdir, readFile} from "node:fs/promises";
import {sha256} from "../artifacts/digest.js";
import {UsageError} from "../config/errors.js";
import type {Database, Statements} from "./database.js";
import {lockClasses} from "./lock-keys.js";
import {logMigrations} from "./log.js";
import {auditedTables, existingTables, logTable, quoted} from "./tables.js";

/** A script that takes the database from one version to the next. */
export interface Migration {
  /** The file name; e.g., `0001_runs_and_artifacts.sql`. Migrations are applied in its order. */
  name: string;

  /** The statements. */
  script: string;
}

/** Returns the migrations in *folder*, which defaults to those of the audit, in ascending order. */
export async function readMigrations(
  folder = new URL("migrations/", import.meta.url)
): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => ({name, script: await readFile(new URL(name, folder), "utf8")}))
  );
}

/**
 * Applies those of *migrations* that *database* lacks, each in a transaction of its own together with
 * its entry in `schema_migrations` and, once there is one, in the log; returns their names. To a new database, all are
 * applied in one transaction, with one entry in the log; to a prepared one, what it was prepared with is recorded so. Processes
 * that do so at the same time wait for each other. Rejects if one that was applied has changed or is
 * missing: a database must never hold what its migrations do not say.
 */
export async function migrate(database: Database, migrations: Migration[]): Promise<string[]> {
  const applied = await appliedMigrations(database);
  const missing = pendingMigrations(database, migrations, applied);
  const steps = applied.size === 0 ? [missing] : missing.map((migration) => [migration]);
  const names: string[] = [];
  for (const step of steps) {
    const added = await database.transaction((statements) =>
      apply(statements, database, migrations, step)
    );
    names.push(...added);
  }
  return names;
}

/** Makes the schema *name* of *database* unless it is there, which takes the right to; throws a UsageError without it. */
export async function makeSchema(database: Database, name: string): Promise<void> {
  await database.transaction(async (statements) => {
    await statements.query("SELECT pg_advisory_xact_lock($1, 0)", [lockClasses.migrations]);
    const find = "SELECT oid FROM pg_namespace WHERE nspname = $1";
    if ((await statements.query(find, [name])).length > 0) return; // IF NOT EXISTS would ask for the right nevertheless
    const [{may}] = await statements.query<{may: boolean}>(
      "SELECT has_database_privilege(current_database(), 'CREATE') AS may"
    );
    if (!may)
      throw new UsageError(
        `missing schema: ${name} in ${database.location}; have its owner make it: CREATE SCHEMA ${quoted(name)}, with the rights of public`
      );
    await statements.execute(`CREATE SCHEMA ${quoted(name)}`);
  });
}

/**
 * Applies *migrations* to the new *database* but for their entries: migrate makes those in a copy of it, so that they say
 * when the copy was made.
 */
export async function prepare(database: Database, migrations: Migration[]): Promise<void> {
  await database.transaction(async (statements) => {
    await statements.execute(migrationsTable);
    for (const {script} of migrations) await statements.execute(script);
    await statements.execute(`CREATE TABLE ${preparedTable} (name text, sha256 text)`);
    await insertMigrations(statements, preparedTable, migrations);
  });
}

/** Returns the migrations that are not applied; throws if the others are not what they were. */
function pendingMigrations(
  {location}: Pick<Database, "location">,
  migrations: Migration[],
  applied: Map<string, string>
): Migration[] {
  const known = new Set(migrations.map(({name}) => name));
  for (const name of applied.keys()) {
    if (!known.has(name))
      throw new Error(
        `unknown migration: ${name} in ${location}; it was made by a newer version, so use that one`
      );
  }
  return migrations.filter((migration) => {
    const before = applied.get(migration.name);
    if (before && before !== digestOf(migration))
      throw new Error(
        `changed migration: ${migration.name} differs from what was applied to ${location}; restore it and write a new one`
      );
    return !before;
  });
}

/** Applies those of *step* that *migrations* still lack; returns their names. */
async function apply(
  statements: Statements,
  database: Database,
  migrations: Migration[],
  step: Migration[]
): Promise<string[]> {
  await statements.query("SELECT pg_advisory_xact_lock($1, 0)", [lockClasses.migrations]);
  const pending = pendingMigrations(database, migrations, await appliedMigrations(statements));
  const missing = step.filter((migration) => pending.includes(migration));
  if (missing.length === 0) return []; // another process was first
  const before = await existingTables(statements, [
    "schema_migrations",
    preparedTable,
    logTable,
    ...auditedTables.map(({name}) => name)
  ]);
  const isPrepared = before.has(preparedTable);
  const done = isPrepared ? await preparedMigrations(statements, database, migrations) : [];
  if (!before.has("schema_migrations")) await statements.execute(migrationsTable);
  for (const migration of missing)
    if (!done.includes(migration)) await statements.execute(migration.script);
  await insertMigrations(statements, "schema_migrations", missing);
  if (isPrepared) await statements.execute(`DROP TABLE ${preparedTable}`);
  const names = missing.map(({name}) => name);
  await logMigrations(statements, names, isPrepared ? new Set() : before);
  return names;
}

/** Returns those of *migrations* that the database was prepared with; throws if there are others. */
async function preparedMigrations(
  statements: Statements,
  database: Database,
  migrations: Migration[]
): Promise<Migration[]> {
  const prepared = await readApplied(statements, preparedTable);
  const missing = pendingMigrations(database, migrations, prepared);
  return migrations.filter((migration) => !missing.includes(migration));
}

async function insertMigrations(
  statements: Statements,
  table: string,
  migrations: Migration[]
): Promise<void> {
  await statements.query(
    `INSERT INTO ${table} (name, sha256) SELECT * FROM unnest($1::text[], $2::text[])`,
    [migrations.map(({name}) => name), migrations.map(digestOf)]
  );
}

/** The table of what a database was prepared with; it is gone with the first entry of the log. */
const preparedTable = "prepared_migrations";

const migrationsTable = `CREATE TABLE schema_migrations (
  name text PRIMARY KEY,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

/** Returns the digest of each applied migration by its name. */
async function appliedMigrations(statements: Statements): Promise<Map<string, string>> {
  const tables = await existingTables(statements, ["schema_migrations"]);
  if (tables.size === 0) return new Map();
  return readApplied(statements, "schema_migrations");
}

async function readApplied(statements: Statements, table: string): Promise<Map<string, string>> {
  const rows = await statements.query<{name: string; sha256: string}>(
    `SELECT name, sha256 FROM ${table} ORDER BY name`
  );
  return new Map(rows.map(({name, sha256}) => [name, sha256]));
}

function digestOf({script}: Migration): string {
  return sha256(script);
}
