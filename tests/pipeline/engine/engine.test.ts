import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {afterAll, beforeAll, beforeEach, expect, it} from "vitest";
import {openAudit} from "../../../pipeline/audit/open.js";
import {openPostgres} from "../../../pipeline/audit/postgres.js";
import type {Database} from "../../../pipeline/audit/database.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {cancelRun} from "../../../pipeline/engine/cancel.js";
import {codeVersion} from "../../../pipeline/engine/code-version.js";
import {followRun} from "../../../pipeline/engine/follow.js";
import {restartOrphans, takeRuns} from "../../../pipeline/engine/promote.js";
import {queueExecutor} from "../../../pipeline/engine/queue-executor.js";
import {maxCrashes, recoverTasks} from "../../../pipeline/engine/recover.js";
import {resumeRun} from "../../../pipeline/engine/resume.js";
import {findRunRow} from "../../../pipeline/engine/run-rows.js";
import {submitRun} from "../../../pipeline/engine/submit.js";
import {startWorkerProcess} from "../../../pipeline/engine/worker.js";
import type {WorkerProcess} from "../../../pipeline/engine/worker.js";
import {runsOverview} from "../../../pipeline/engine/overview.js";
import {engineSettings} from "../../../pipeline/engine/engine-settings.js";
import {run} from "../../../pipeline/run/flow.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import type {RunRequest} from "../../../pipeline/run/request.js";
import {runPartitionTask} from "../../../pipeline/run/tasks/kinds.js";
import {SetAsideError} from "../../../pipeline/tasks/executor.js";
import {describeWith} from "../../services/available.js";
import {missingPostgres, startPostgres} from "../../services/postgres.js";
import type {PostgresServer} from "../../services/postgres.js";

const silent = {begin: () => {}, progress: () => {}, end: () => {}, warn: () => {}};
const small: RunRequest = {
  ...defaultRequest,
  input: {kind: "synthetic", flows: 1_500, days: 2, seed: 3, difficulty: 1},
  trees: 20,
  fast: true
};

it("engineSettings(settings) asks for PostgreSQL", () => {
  expect(() => engineSettings(readSettings({workspace: "x"}, {}), "--distributed")).toThrow(
    "--distributed needs PostgreSQL: set DATABASE_URL, or PG_HOST"
  );
});

describeWith("distributed runs, with PostgreSQL", missingPostgres(), () => {
  let server: PostgresServer;
  let folder: string;
  let settings: Settings;
  let local: Settings; // of runs in one process
  let database: Database;
  let worker: WorkerProcess;
  const failing = new Set<string>();

  beforeAll(async () => {
    server = await startPostgres();
    folder = await mkdtemp(join(tmpdir(), "engine-"));
    settings = readSettings({workspace: join(folder, "shared")}, {DATABASE_URL: server.url});
    worker = await startWorkerProcess(settings, silent, {
      concurrency: 2,
      memoryLimit: null,
      runTask: async (task, context) => {
        if (task.kind !== "echo") return runPartitionTask(task, context);
        if (failing.has(task.name)) throw new Error(`${task.name} is bad`);
        return task.input;
      }
    });
    database = await openPostgres(settings.postgres!);
    await database.query("CREATE DATABASE alone");
    const env = {DATABASE_URL: server.url.replace(/[^/]+$/, "alone")}; // faster than an embedded one
    local = readSettings({workspace: join(folder, "alone")}, env);
  });

  afterAll(async () => {
    await worker?.drain(1);
    await database?.close();
    await server?.stop();
    await rm(folder, {recursive: true, force: true});
  });

  beforeEach(() => failing.clear());

  it("gives the digests of a run of one process, and records each effect once", async () => {
    const alone = await run(small, local, silent);
    const name = await submitRun(small, settings, {id: "office/1", feed: "office"});
    expect(await submitRun(small, settings, {id: "office/1"})).toBe(name);
    const result = await followRun(name, settings, silent);
    expect(result.run).toBe(name);
    for (const phase of ["ingestion", "transformation", "training", "evaluation"] as const)
      expect(result.results[phase].manifest.sha256).toBe(alone.results[phase].manifest.sha256);
    const audit = await openAudit(settings);
    const [entry, ...others] = await audit.runs();
    const signed = (await audit.actions()).filter(({kind}) => kind === "run-signed");
    expect((await audit.verify()).breaches ?? []).toEqual([]);
    await audit.close();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({run: name, status: "succeeded"});
    expect(entry.phases).toHaveLength(4);
    expect(signed).toHaveLength(1);
    const {workers, runs} = await runsOverview(settings, name);
    expect(workers).toBe(1);
    expect(runs[0]).toMatchObject({
      state: "succeeded",
      feed: "office",
      tasks: {waiting: 0, running: 0}
    });
    expect(runs[0].tasks.done).toBeGreaterThan(0);
  });

  it("reads files that only the submitter has, under the names that they had", async () => {
    const logs = join(folder, "logs");
    await rm(logs, {recursive: true, force: true});
    const {syntheticLogs} = await import("../../../pipeline/ingestion/synthetic/feed.js");
    const chunks = new Map<string, Uint8Array[]>();
    const feed = {flows: 1_000, days: 2, seed: 5, difficulty: 1};
    for (const {kind, bytes} of syntheticLogs(feed))
      chunks.set(kind, [...(chunks.get(kind) ?? []), bytes]);
    await (await import("node:fs/promises")).mkdir(logs);
    for (const [kind, parts] of chunks)
      await writeFile(join(logs, `${kind}.log`), Buffer.concat(parts));
    await writeFile(join(logs, "notes.txt"), "not a log\n");
    const request: RunRequest = {...small, input: {kind: "files", patterns: [logs]}};
    const alone = await run(request, local, silent);
    const name = await submitRun(request, settings);
    await rm(logs, {recursive: true});
    const {results} = await followRun(name, settings, silent);
    expect(results.evaluation.manifest.sha256).toBe(alone.results.evaluation.manifest.sha256);
    expect(results.ingestion.manifest.key).toBe(alone.results.ingestion.manifest.key);
  });

  it("sets a task aside that fails three times, and does the others", async () => {
    const executor = await executorFor("20260101-000000-aaaa");
    failing.add("t1");
    const {signal} = new AbortController();
    const results = await Promise.allSettled(
      ["t0", "t1", "t2"].map((name) => executor.run({name, kind: "echo", input: {name}}, signal))
    );
    expect(results.map(({status}) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const {reason} = results[1] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(SetAsideError);
    expect(String((reason as Error).message)).toBe("t1 is bad");
  });

  it("never does a task of another version", async () => {
    const executor = await executorFor("20260101-000000-bbbb");
    const {signal} = new AbortController();
    const done = executor.run({name: "old", kind: "echo", input: 1}, signal);
    expect(await done).toBe(1);
    await database.query(
      `UPDATE atalaya_dbos.workflow_status SET status = 'ENQUEUED', application_version = 'other', completed_at = NULL
      WHERE workflow_uuid = '20260101-000000-bbbb/old'`
    );
    await sleep(1_500);
    expect(await statusOf("20260101-000000-bbbb/old")).toBe("ENQUEUED");
  });

  it("takes over what a dead worker did, and sets aside what three died of", async () => {
    const id = "20260101-000000-cccc/deadly";
    const executor = await executorFor("20260101-000000-cccc");
    await executor.run({name: "deadly", kind: "echo", input: 1}, new AbortController().signal);
    for (let i = 1; i <= maxCrashes; ++i) {
      await database.query(
        `INSERT INTO atalaya_engine.executors (executor, version, place, host, pid, concurrency, seen_at)
        VALUES ($1, 'v', 'p', 'h', 1, 1, now() - interval '11 seconds')`,
        [`dead-${i}`]
      );
      await database.query(
        `UPDATE atalaya_dbos.workflow_status SET status = 'PENDING', executor_id = $1, application_version = 'v' WHERE workflow_uuid = $2`,
        [`dead-${i}`, id]
      );
      const found = await untilRecovered();
      expect(found.dead).toEqual([`dead-${i}`]);
      expect(found.poisonous).toEqual(i === maxCrashes ? [id] : []);
      expect(await statusOf(id)).toBe(i === maxCrashes ? "SUCCESS" : "ENQUEUED");
    }
  });

  it("starts a run anew whose version has no worker, and ends the old one as failed", async () => {
    const {place} = engineSettings(settings, "test");
    const name = "20260101-000000-dddd";
    await database.query(
      `INSERT INTO atalaya_engine.runs (run, place, version, request, state, submitted_at, begun_at)
      VALUES ($1, $2, 'gone', $3::jsonb, 'running', now() - interval '1 minute', now() - interval '1 minute')`,
      [name, `${place}-other`, JSON.stringify(small)]
    );
    const [restarted] = await restartOrphans(database, `${place}-other`, settings);
    expect(restarted.run).toBe(name);
    const old = await findRunRow(database, name);
    expect(old).toMatchObject({state: "restarted", restartedAs: restarted.as});
    expect(await findRunRow(database, restarted.as)).toMatchObject({
      state: "queued",
      version: null
    });
    expect(await takeRuns(database, `${place}-other`, "new")).toEqual([restarted.as]);
    expect(await takeRuns(database, `${place}-other`, "newer")).toEqual([]);
  });

  it("cancels and resumes runs, and says what there is to cancel or resume", async () => {
    const other = {...settings, store: join(folder, "nobody")}; // no worker has these stores
    const name = await submitRun(small, other);
    expect((await runsOverview(other)).runs.map(({run: one}) => one)).toContain(name);
    await expect(resumeRun(name, other)).rejects.toThrow(`run has not ended: ${name} is queued`);
    expect(await cancelRun(name, other)).toBe("cancelled");
    await expect(cancelRun(name, other)).rejects.toThrow(`run has ended: ${name} cancelled`);
    await expect(followRun(name, other, silent)).rejects.toThrow(`run was cancelled: ${name}`);
    await expect(resumeRun(name, settings)).rejects.toThrow("other stores");
    const resumed = await resumeRun(name, other);
    expect((await findRunRow(database, resumed))?.resumes).toBe(name);
    await expect(cancelRun("20260101-000000-ffff", other)).rejects.toThrow(
      "distributed run not found: 20260101-000000-ffff"
    );
  });

  async function statusOf(id: string): Promise<string> {
    const [row] = await database.query<{status: string}>(
      "SELECT status FROM atalaya_dbos.workflow_status WHERE workflow_uuid = $1",
      [id]
    );
    return row.status;
  }

  /** The worker of the test looks for dead ones, too: one of the two finds them. */
  async function untilRecovered() {
    for (;;) {
      const found = await recoverTasks(database);
      if (found) return found;
      await sleep(20);
    }
  }

  async function executorFor(name: string) {
    const {place} = engineSettings(settings, "test");
    const {enqueueTasks} = await import("./enqueue-tasks.js");
    return queueExecutor({
      run: name,
      statements: database,
      enqueue: (items) => enqueueTasks(database, `tasks-${place}`, worker.version, items)
    });
  }
});

it("codeVersion() is that of the sources, the same each time", async () => {
  const version = await codeVersion();
  expect(version).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
  expect(await codeVersion()).toBe(version);
});
