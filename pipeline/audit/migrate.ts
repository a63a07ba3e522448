import {createHash} from "node:crypto";
import {readdir, readFile} from "node:fs/promises";
import type {Database} from "./database.js";

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
 * its entry in `schema_migrations`; returns their names. Rejects if one that was applied has changed
 * or is missing: a database must never hold what its migrations do not say.
 */
export async function migrate(database: Database, migrations: Migration[]): Promise<string[]> {
  const applied = await appliedMigrations(database);
  const known = new Set(migrations.map(({name}) => name));
  for (const name of applied.keys()) {
    if (!known.has(name))
      throw new Error(
        `unknown migration: ${name} in ${database.location}; it was made by a newer version, so use that one`
      );
  }
  const names: string[] = [];
  for (const {name, script} of migrations) {
    const sha256 = createHash("sha256").update(script).digest("hex");
    const before = applied.get(name);
    if (before === sha256) continue;
    if (before)
      throw new Error(
        `changed migration: ${name} differs from what was applied to ${database.location}; restore it and write a new one`
      );
    await database.transaction(async (statements) => {
      await statements.execute(script);
      await statements.query("INSERT INTO schema_migrations (name, sha256) VALUES ($1, $2)", [
        name,
        sha256
      ]);
    });
    names.push(name);
  }
  return names;
}

/** Returns the digest of each applied migration by its name. */
async function appliedMigrations(database: Database): Promise<Map<string, string>> {
  await database.execute(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
      name text PRIMARY KEY,
      sha256 text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`
  );
  const rows = await database.query<{name: string; sha256: string}>(
    "SELECT name, sha256 FROM schema_migrations ORDER BY name"
  );
  return new Map(rows.map(({name, sha256}) => [name, sha256]));
}
