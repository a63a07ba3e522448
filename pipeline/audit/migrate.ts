import {readdir, readFile} from "node:fs/promises";
import {sha256} from "../artifacts/digest.js";
import type {Database, Statements} from "./database.js";
import {lockClasses} from "./lock-keys.js";
import {logMigration} from "./log.js";
import {auditedTables, existingTables, logTable} from "./tables.js";

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
 * its entry in `schema_migrations` and, once there is one, in the log; returns their names. Processes
 * that do so at the same time wait for each other. Rejects if one that was applied has changed or is
 * missing: a database must never hold what its migrations do not say.
 */
export async function migrate(database: Database, migrations: Migration[]): Promise<string[]> {
  const applied = await appliedMigrations(database);
  const missing = pendingMigrations(database, migrations, applied);
  const names: string[] = [];
  for (const migration of missing) {
    const isNew = await database.transaction((statements) =>
      apply(statements, database, migrations, migration)
    );
    if (isNew) names.push(migration.name);
  }
  return names;
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

async function apply(
  statements: Statements,
  database: Database,
  migrations: Migration[],
  migration: Migration
): Promise<boolean> {
  await statements.query("SELECT pg_advisory_xact_lock($1, 0)", [lockClasses.migrations]);
  const pending = pendingMigrations(database, migrations, await appliedMigrations(statements));
  if (!pending.includes(migration)) return false; // another process was first
  const tables = [logTable, ...auditedTables.map(({name}) => name)];
  const before = await existingTables(statements, tables);
  if (!before.has("schema_migrations")) await statements.execute(migrationsTable);
  await statements.execute(migration.script);
  await statements.query("INSERT INTO schema_migrations (name, sha256) VALUES ($1, $2)", [
    migration.name,
    digestOf(migration)
  ]);
  await logMigration(statements, migration.name, before);
  return true;
}

const migrationsTable = `CREATE TABLE schema_migrations (
  name text PRIMARY KEY,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

/** Returns the digest of each applied migration by its name. */
async function appliedMigrations(statements: Statements): Promise<Map<string, string>> {
  const tables = await existingTables(statements, ["schema_migrations"]);
  if (tables.size === 0) return new Map();
  const rows = await statements.query<{name: string; sha256: string}>(
    "SELECT name, sha256 FROM schema_migrations ORDER BY name"
  );
  return new Map(rows.map(({name, sha256}) => [name, sha256]));
}

function digestOf({script}: Migration): string {
  return sha256(script);
}
