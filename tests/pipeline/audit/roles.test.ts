import {spawnSync} from "node:child_process";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, it} from "vitest";
import {postgresAudit} from "../../../pipeline/audit/open.js";
import {auditedTables} from "../../../pipeline/audit/tables.js";
import {UsageError} from "../../../pipeline/config/errors.js";
import type {PostgresSettings} from "../../../pipeline/config/postgres.js";
import {Secret} from "../../../pipeline/config/secret.js";
import {describeWith} from "../../services/available.js";
import {missingPostgres, startPostgres} from "../../services/postgres.js";
import type {PostgresServer} from "../../services/postgres.js";
import {startOf} from "./contract.js";
import {execute, newDatabase, urlOf} from "./databases.js";
import {fillAudit} from "./proof-contract.js";

const infra = fileURLToPath(new URL("../../../infra/postgresql/", import.meta.url));
const tools = ["psql", "pg_dump", "pg_restore"];
const missingTool = tools.find((tool) => spawnSync(tool, ["--version"]).status !== 0);
const missing =
  missingPostgres() ??
  (missingTool && `missing ${missingTool}; install the client programs of PostgreSQL`);

describeWith("infra/postgresql on a PostgreSQL server of this machine:", missing, () => {
  let server: PostgresServer;
  let owner: PostgresSettings;
  let folder: string;
  const as = (user: string): PostgresSettings => ({...owner, user, password: new Secret(user)});

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "roles-"));
    server = await startPostgres();
    const superuser = await newDatabase(server);
    await execute(
      urlOf(superuser),
      `CREATE ROLE auditor LOGIN CREATEROLE PASSWORD 'auditor';
      ALTER DATABASE ${superuser.database} OWNER TO auditor; ALTER SCHEMA public OWNER TO auditor`
    );
    owner = {...superuser, user: "auditor", password: new Secret("auditor")};
    const audit = await postgresAudit(owner);
    await fillAudit(audit);
    await audit.close();
    for (let twice = 0; twice < 2; ++twice) run("psql", "--file", `${infra}roles.sql`);
    await execute(
      urlOf(owner),
      `CREATE ROLE pipeline LOGIN PASSWORD 'pipeline' IN ROLE atalaya_writer;
      CREATE ROLE analyst LOGIN PASSWORD 'analyst' IN ROLE atalaya_reader;
      CREATE ROLE stranger LOGIN PASSWORD 'stranger'`
    );
  });

  afterAll(async () => {
    await server?.stop();
    await rm(folder, {recursive: true, force: true});
  });

  /** Runs a client program of PostgreSQL on the database of *settings*, as the runbook says to. */
  function run(tool: string, ...args: string[]): string {
    return runOn(owner, tool, ...args);
  }

  function runOn(settings: PostgresSettings, tool: string, ...args: string[]): string {
    const {host, port, user, password, database} = settings;
    const place = {PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: database};
    const strict = tool === "psql" ? ["--single-transaction", "--set", "ON_ERROR_STOP=1"] : [];
    const {status, stdout, stderr} = spawnSync(tool, [...strict, ...args], {
      env: {PATH: process.env.PATH, PGPASSWORD: password.reveal(), ...place},
      encoding: "utf8"
    });
    expect(status, stderr).toBe(0);
    return stdout;
  }

  it("a writer can do all that a run does, and the audit holds", async () => {
    const audit = await postgresAudit(as("pipeline"));
    await audit.beginRun(startOf("00a1"));
    await audit.recordMetrics(startOf("00a1").run, [
      {model: "forest", window: "all", name: "ap", value: 1}
    ]);
    await audit.finishRun(startOf("00a1").run, "succeeded", new Date());
    await audit.promote({
      ...{name: "forest", version: 2, stage: "champion", reason: "better"},
      ...{promotedBy: "ana", promotedAt: new Date()}
    });
    expect((await audit.verify()).breaches).toEqual([]);
    await audit.close();
  });

  it.each(["audit_log", ...auditedTables.map(({name}) => name)])(
    "neither a writer nor a reader can change, remove or empty what is in %s",
    async (table) => {
      const [{column}] = await execute(
        urlOf(owner),
        `SELECT quote_ident(column_name) AS column FROM information_schema.columns
        WHERE table_name = '${table}' LIMIT 1`
      );
      for (const user of ["pipeline", "analyst"]) {
        const statements = [
          `UPDATE ${table} SET ${String(column)} = ${String(column)}`,
          `DELETE FROM ${table}`,
          `TRUNCATE ${table}`,
          `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
          `DROP TABLE ${table}`
        ];
        for (const sql of statements)
          await expect(execute(urlOf(as(user)), sql), `${user}: ${sql}`).rejects.toThrow(
            /permission denied|must be owner/
          );
      }
    }
  );

  it("a reader reads and verifies, and writes nothing; a stranger is not let in", async () => {
    const audit = await postgresAudit(as("analyst"));
    expect((await audit.runs()).length).toBeGreaterThan(2);
    expect((await audit.verify()).breaches).toEqual([]);
    const writing = audit.beginRun(startOf("00b1"));
    await expect(writing).rejects.toThrow(UsageError);
    await expect(writing).rejects.toThrow("permission denied for table runs");
    await audit.close();
    for (const sql of ["CREATE TABLE t (x int)", "SET session_replication_role = replica"])
      await expect(execute(urlOf(as("pipeline")), sql)).rejects.toThrow("permission denied");
    await expect(postgresAudit(as("stranger"))).rejects.toThrow("permission denied for database");
  });

  it("a writer is told who must migrate, when it finds a schema that is not up to date", async () => {
    const {database} = await newDatabase(server);
    const early = {...as("pipeline"), database};
    await expect(postgresAudit(early)).rejects.toThrow("atalaya audit migrate");
  });

  it("pg_dump and pg_restore bring back an audit that verifies, with its head and its guards", async () => {
    const dump = join(folder, "audit.dump");
    run("pg_dump", "--format=custom", "--file", dump);
    const before = await postgresAudit(owner);
    const [head, runs] = [await before.auditHead(), await before.runs()];
    await before.close();
    const restored = await newDatabase(server);
    runOn(
      restored,
      "pg_restore",
      "--exit-on-error",
      "--single-transaction",
      "--dbname",
      restored.database,
      dump
    );
    const after = await postgresAudit(restored);
    expect(await after.auditHead()).toEqual(head);
    expect(await after.runs()).toEqual(runs);
    expect((await after.verify([head])).breaches).toEqual([]);
    await expect(execute(urlOf(restored), "DELETE FROM audit_log")).rejects.toThrow("refused");
    await after.beginRun(startOf("00c1"));
    expect((await after.verify([head])).breaches).toEqual([]);
    await after.close();
  });

  it("a dump that was tampered with before it was restored does not verify", async () => {
    const script = run("pg_dump", "--format=plain", "--no-owner", "--no-privileges");
    expect(script).toContain("best average precision");
    const restored = await newDatabase(server);
    const file = join(folder, "tampered.sql");
    const tampered = script.replace(/^(1\tforest\t.*)best average precision/m, "$1worst of all");
    expect(tampered).not.toBe(script);
    await writeFile(file, tampered);
    runOn(restored, "psql", "--quiet", "--file", file);
    const audit = await postgresAudit(restored);
    expect((await audit.verify()).breaches.join()).toMatch(
      /^promotions \(promotion 1\) was changed: reason is worst of all; entry \d+ says best average/
    );
    await audit.close();
  });
});
