import {mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Database} from "../../../pipeline/audit/database.js";
import {migrate, readMigrations} from "../../../pipeline/audit/migrate.js";
import type {Migration} from "../../../pipeline/audit/migrate.js";
import {writeNewDatabase} from "../../../pipeline/audit/new-database.js";
import {openPglite} from "../../../pipeline/audit/pglite.js";
import {verifyAudit} from "../../../pipeline/audit/verify.js";

let folder: string;
let cache: string;
let migrations: Migration[];
let made = 0;

const more = {name: "9998_more.sql", script: "CREATE TABLE more (x integer)"};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "new-"));
  cache = join(folder, "cache");
  migrations = await readMigrations();
});

afterAll(() => rmSync(folder, {recursive: true}));

/** Opens what writeNewDatabase writes, gives it to *work*, and closes it. */
async function withNew<T>(of: string, work: (database: Database) => Promise<T>): Promise<T> {
  const path = join(folder, `audit-${++made}`);
  await writeNewDatabase(path, migrations, of);
  const database = await openPglite(path);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Returns the tables of *database*, and what is recorded of its migrations. */
async function contentOf(database: Database) {
  const tables = await database.query(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
  );
  const applied = await database.query(
    "SELECT name, sha256, applied_at <= now() AND applied_at > now() - interval '1 minute' AS is_now FROM schema_migrations ORDER BY name"
  );
  const {head, rows, breaches} = await verifyAudit(database);
  return {tables, applied, entries: head.count, rows, breaches};
}

it("writeNewDatabase(folder, migrations) makes one that migrate makes into what it makes of an empty one, and keeps it", async () => {
  const [prepared] = await Promise.all(
    [1, 2].map(() =>
      withNew(cache, async (database) => {
        expect(await migrate(database, migrations)).toEqual(migrations.map(({name}) => name));
        return contentOf(database);
      })
    )
  );
  const [name, ...others] = readdirSync(cache);
  expect(others).toEqual([]);
  expect(name).toMatch(/^audit-[0-9a-f]{16}\.packed$/);
  const {ino} = statSync(join(cache, name));
  writeFileSync(join(folder, "no folder"), "");
  const empty = await withNew(join(folder, "no folder"), async (database) => {
    expect(await database.query("SELECT to_regclass('runs') AS runs")).toEqual([{runs: null}]);
    await migrate(database, migrations);
    return contentOf(database);
  });
  expect(prepared).toEqual(empty);
  expect(prepared).toMatchObject({entries: 1, rows: migrations.length, breaches: []});
  expect(prepared.applied).toEqual(
    migrations.map(({name: of}) => expect.objectContaining({name: of, is_now: true}))
  );
  await withNew(cache, async (database) => {
    expect(await database.query("SELECT * FROM schema_migrations")).toEqual([]);
  });
  expect(statSync(join(cache, name)).ino).toBe(ino);
});

it("writeNewDatabase(folder, migrations) makes a corrupt one again, and removes those of other versions", async () => {
  const own = join(folder, "corrupt");
  mkdirSync(own);
  await withNew(cache, async () => {});
  const [name] = readdirSync(cache);
  writeFileSync(join(own, name), "00\n[]\n");
  writeFileSync(join(own, "audit-0123456789abcdef.packed"), "");
  writeFileSync(join(own, "compiled.json"), "");
  await withNew(own, (database) => migrate(database, migrations));
  expect(readdirSync(own).sort()).toEqual([name, "compiled.json"]);
  expect(statSync(join(own, name)).size).toBeGreaterThan(1_000_000);
});

it("migrate(database, migrations) applies what a prepared database lacks, and refuses what differs", async () => {
  await withNew(cache, async (database) => {
    const [first, ...others] = migrations;
    const changed = [{...first, script: `${first.script}\n-- more`}, ...others];
    await expect(migrate(database, changed)).rejects.toThrow(`changed migration: ${first.name}`);
    await expect(migrate(database, others)).rejects.toThrow(`unknown migration: ${first.name}`);
    const broken = {name: "9999_broken.sql", script: "SELECT 1 / 0"};
    await expect(migrate(database, [...migrations, broken])).rejects.toThrow("zero");
    expect(await migrate(database, [...migrations, more])).toHaveLength(migrations.length + 1);
    expect((await database.query("SELECT * FROM more")).length).toBe(0);
    expect(await contentOf(database)).toMatchObject({entries: 1, breaches: []});
  });
});
