import {setTimeout as sleep} from "node:timers/promises";
import {afterAll, beforeAll, expect, it, vi} from "vitest";
import type {Database} from "../../../pipeline/audit/database.js";
import {postgresAudit} from "../../../pipeline/audit/open.js";
import {locationOf} from "../../../pipeline/audit/postgres-error.js";
import {openPostgres} from "../../../pipeline/audit/postgres.js";
import {sqlAudit} from "../../../pipeline/audit/sql.js";
import {OutageError, UsageError} from "../../../pipeline/config/errors.js";
import type {PostgresSettings} from "../../../pipeline/config/postgres.js";
import {describeWith} from "../../services/available.js";
import {missingPostgres, startPostgres} from "../../services/postgres.js";
import type {PostgresServer} from "../../services/postgres.js";
import {describeAudit, startOf} from "./contract.js";
import {execute, newDatabase, settingsOf, urlOf} from "./databases.js";
import {describeDecisions} from "./decisions-contract.js";
import {describeProof} from "./proof-contract.js";

describeWith("with a PostgreSQL server of this machine:", missingPostgres(), () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server?.stop();
  });

  describeAudit("postgresAudit(settings)", async () => postgresAudit(await newDatabase(server)));

  describeDecisions("postgresAudit(settings)", async () =>
    postgresAudit(await newDatabase(server))
  );

  describeProof("postgresAudit(settings)", async () => {
    const settings = await newDatabase(server);
    const audit = await postgresAudit(settings);
    const database = await openPostgres(settings);
    const close = async () => {
      await audit.close();
      await database.close();
    };
    return {database, audit: {...audit, close}};
  });

  /** Ends every other connection to the database, as a server does that goes down. */
  const cut = (settings: PostgresSettings) =>
    execute(
      urlOf(settings),
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`
    );

  it("openPostgres(settings) goes on after its connections were cut, and does nothing twice", async () => {
    const settings = await newDatabase(server);
    const audit = await postgresAudit(settings);
    const before = await audit.auditHead();
    let cutting = true;
    const cuts = (async () => {
      for (; cutting; await sleep(15)) await cut(settings);
    })();
    for (let i = 0; i < 30; ++i) {
      const start = startOf(`b0${i.toString(16).padStart(2, "0")}`);
      await audit.beginRun(start);
      await audit.finishRun(start.run, "succeeded", new Date());
    }
    cutting = false;
    await cuts;
    const {breaches, head} = await audit.verify();
    expect(breaches).toEqual([]);
    const runs = await audit.runs();
    expect(runs.filter(({status}) => status === "succeeded")).toHaveLength(30);
    expect(head.count).toBe(before.count + 60);
    await audit.close();
  });

  it("record(database, entry, work) asks whether it was committed when the answer was lost", async () => {
    const settings = await newDatabase(server);
    const audit = await postgresAudit(settings);
    const database = await openPostgres(settings);
    const before = await audit.auditHead();
    let attempts = 0;
    const forgetful: Database = {
      ...database,
      // The first commit happens, and its answer never comes: work is done again.
      async transaction(work) {
        ++attempts;
        await database.transaction(work);
        return database.transaction(work);
      }
    };
    const start = startOf("c001");
    await sqlAudit(forgetful).beginRun(start);
    expect(attempts).toBe(1);
    expect((await audit.auditHead()).count).toBe(before.count + 1);
    expect((await audit.verify()).breaches).toEqual([]);
    await database.close();
    await audit.close();
  });

  it("openPostgres(settings) waits for a server that is down, then says which and not its password", async () => {
    const settings = await newDatabase(server, {PG_RETRY_TIMEOUT: "20", PG_CONNECT_TIMEOUT: "2"});
    const audit = await postgresAudit(settings);
    await server.down();
    const writing = audit.beginRun(startOf("d001"));
    await sleep(400);
    await server.up();
    await writing;
    expect((await audit.verify()).breaches).toEqual([]);
    await server.down();
    const failing = postgresAudit({...settings, retryTimeout: 0.5});
    await expect(failing).rejects.toThrow(OutageError);
    await expect(failing).rejects.toThrow(`audit database unreachable: ${locationOf(settings)}`);
    await expect(failing).rejects.not.toThrow(server.password);
    await server.up();
    await audit.close();
  });

  const refusals: [message: string, env: Record<string, string>][] = [
    ["set PG_PASSWORD", {PG_PASSWORD: "wrong-s3cret"}],
    ["create the database", {PG_DATABASE: "nowhere"}],
    ["PG_SSLMODE=disable", {PG_SSLMODE: "require"}]
  ];

  it.each(refusals)("openPostgres(settings) says what to do: %s", async (message, env) => {
    const opening = openPostgres(settingsOf(server, env));
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow(message);
    for (const secret of ["wrong-s3cret", server.password])
      await expect(opening).rejects.not.toThrow(secret);
  });

  it("runs() shows a run as dead when the connection of its process is gone, and as alive again when it is back", async () => {
    const settings = await newDatabase(server);
    const [one, other] = [await postgresAudit(settings), await postgresAudit(settings)];
    await one.beginRun(startOf("e001"));
    const statusOf = async () => (await other.runs())[0].status;
    expect(await statusOf()).toBe("running");
    await cut(settings);
    await vi.waitUntil(async () => (await statusOf()) === "running", {timeout: 10_000});
    await one.close(); // without a word, as a process that is killed
    expect(await statusOf()).toBe("dead");
    await other.beginRun(startOf("e002", 5));
    expect((await other.runs()).map(({status, error}) => [status, error])).toEqual([
      ["running", null],
      ["failed", "interrupted"]
    ]);
    await other.close();
  });

  it("exclusively(name, work) lets one process in at a time, and says who the others wait for", async () => {
    const settings = await newDatabase(server);
    const messages: string[] = [];
    const onWait = (message: string) => void messages.push(message);
    const audits = await Promise.all([1, 2, 3].map(() => postgresAudit(settings, {onWait})));
    let inside = 0;
    const work = async () => {
      expect(++inside).toBe(1);
      await sleep(400);
      --inside;
    };
    await Promise.all(audits.map(async (audit) => audit.exclusively?.("training ab", work)));
    await Promise.all(
      audits.map(async (audit, i) => audit.exclusively?.(`training ${i}`, () => sleep(5)))
    );
    expect(messages.length).toBeGreaterThanOrEqual(1);
    expect(messages[0]).toMatch(/^waiting for atalaya \d+ on .+, which holds training ab$/);
    for (const audit of audits) await audit.close();
  });

  it("postgresAudit(settings) migrates once, however many open it at the same time", async () => {
    const settings = await newDatabase(server);
    const audits = await Promise.all(Array.from({length: 5}, () => postgresAudit(settings)));
    for (const audit of audits) expect((await audit.verify()).breaches).toEqual([]);
    expect((await audits[0].auditHead()).count).toBe(1);
    for (const audit of audits) await audit.close();
  });
});
