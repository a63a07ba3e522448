import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Audit} from "../../../pipeline/audit/audit.js";
import type {Database} from "../../../pipeline/audit/database.js";
import {migrate, readMigrations} from "../../../pipeline/audit/migrate.js";
import {embeddedAudit} from "../../../pipeline/audit/open.js";
import {openPglite} from "../../../pipeline/audit/pglite.js";
import {sqlAudit} from "../../../pipeline/audit/sql.js";
import {describeAudit, digest, eventOf, manifestOf, startOf} from "./contract.js";

let folder: string;
let database: Database;
let audit: Audit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-"));
  database = await openPglite();
  await migrate(database, await readMigrations());
  audit = sqlAudit(database);
}, 60_000);

afterAll(async () => {
  await database.close();
  await rm(folder, {recursive: true, force: true});
});

describeAudit("embeddedAudit(folder)", () => embeddedAudit(join(folder, "contract", "audit")));

it("embeddedAudit(folder) finds what was recorded before, and ends the runs that never did", async () => {
  const path = join(folder, "again");
  const before = await embeddedAudit(path);
  await before.beginRun(startOf("0001", 10));
  await before.close();
  const after = await embeddedAudit(path);
  await after.beginRun(startOf("0002", 5));
  const [first, second] = await after.runs();
  expect(first).toMatchObject({run: startOf("0001").run, status: "failed", error: "interrupted"});
  expect(second).toMatchObject({run: startOf("0002").run, status: "running"});
  await after.close();
}, 60_000);

it("migrate(database, migrations) does nothing the second time", async () => {
  expect(await migrate(database, await readMigrations())).toEqual([]);
});

it("migrate(database, migrations) refuses a migration that has changed, or is not known", async () => {
  const [first, ...others] = await readMigrations();
  const changed = [{...first, script: `${first.script}\n-- more`}, ...others];
  await expect(migrate(database, changed)).rejects.toThrow(`changed migration: ${first.name}`);
  await expect(migrate(database, [])).rejects.toThrow(`unknown migration: ${first.name}`);
});

it("migrate(database, migrations) leaves nothing of a migration that fails", async () => {
  const broken = {name: "9999_broken.sql", script: "CREATE TABLE half (x int); SELECT 1 / 0;"};
  await expect(migrate(database, [...(await readMigrations()), broken])).rejects.toThrow("zero");
  expect(await database.query("SELECT to_regclass('half') AS half")).toEqual([{half: null}]);
  expect(await migrate(database, await readMigrations())).toEqual([]);
});

it("every table and view of the audit says what one row is", async () => {
  const rows = await database.query<{name: string; comment: string | null}>(
    `SELECT relname AS name, obj_description(oid) AS comment FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')`
  );
  expect(rows.length).toBeGreaterThan(10);
  const silent = rows.filter(
    ({name, comment}) => name !== "schema_migrations" && !comment?.startsWith("One row per ")
  );
  expect(silent).toEqual([]);
});

it("the view lineage leads from a model back to the bytes of a log", async () => {
  const {run} = startOf("00aa");
  await audit.beginRun(startOf("00aa"));
  const log = {name: "conn.log", sha256: digest("0"), bytes: 5};
  const raw = manifestOf("ingestion", digest("1"), {inputs: [log], sha256: digest("2")});
  const silver = manifestOf("transformation", digest("3"), {
    inputs: [{name: "ingestion", sha256: digest("2")}],
    sha256: digest("4")
  });
  const models = manifestOf("training", digest("5"), {
    inputs: [{name: "transformation", sha256: digest("4")}],
    sha256: digest("6"),
    parameters: {trees: 100}
  });
  for (const manifest of [raw, silver, models]) await audit.recordPhase(eventOf(run, manifest));
  await audit.recordModels(run, [
    {name: "isolation-forest", sha256: digest("7"), key: digest("5"), bytes: 1, parameters: {}}
  ]);
  const rows = await database.query<{input: string}>(
    `WITH RECURSIVE back AS (
      SELECT l.* FROM lineage l JOIN models m USING (run, key) WHERE m.sha256 = $1
      UNION ALL
      SELECT l.* FROM lineage l JOIN back b ON l.run = b.run AND l.output_sha256 = b.input_sha256
    )
    SELECT phase, input, input_sha256 FROM back ORDER BY phase_order`,
    [digest("7")]
  );
  expect(rows).toEqual([
    {phase: "ingestion", input: "conn.log", input_sha256: log.sha256},
    {phase: "transformation", input: "ingestion", input_sha256: raw.sha256},
    {phase: "training", input: "transformation", input_sha256: silver.sha256}
  ]);
});
