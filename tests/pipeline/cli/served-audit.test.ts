import {spawn} from "node:child_process";
import {mkdtemp, readdir, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, it} from "vitest";
import {postgresAudit} from "../../../pipeline/audit/open.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import {execute, newDatabase, urlOf} from "../audit/databases.js";
import type {PostgresSettings} from "../../../pipeline/config/postgres.js";
import {describeWith} from "../../services/available.js";
import {missingPostgres, startPostgres} from "../../services/postgres.js";
import type {PostgresServer} from "../../services/postgres.js";
import {atalaya, bin} from "./atalaya.js";
import type {Outcome} from "./atalaya.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const feed = ["--flows", "2000", "--days", "3", "--trees", "10", "--json"];

describeWith("atalaya with its audit on a PostgreSQL server:", missingPostgres(), () => {
  let server: PostgresServer;
  let settings: PostgresSettings;
  let env: Record<string, string>;
  let cwd: string;
  const outputs: string[] = [];

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "served-"));
    server = await startPostgres();
    settings = await newDatabase(server);
    env = {DATABASE_URL: urlOf(settings)};
  });

  afterAll(async () => {
    await server?.stop();
    await rm(cwd, {recursive: true, force: true});
  });

  async function call(...args: string[]): Promise<Outcome> {
    const outcome = await atalaya(args, {cwd, env});
    outputs.push(outcome.stdout, outcome.stderr);
    return outcome;
  }

  /** Runs a data loader on *workspace*, as Framework does. */
  async function load(name: string, workspace: string): Promise<Outcome> {
    const path = join(root, "data-loaders", name);
    const child = spawn(process.execPath, ["--import", "tsx", path], {
      cwd: root,
      env: {PATH: process.env.PATH, ATALAYA_WORKSPACE: join(cwd, workspace), ...env}
    });
    const outcome: Outcome = {code: null, stdout: "", stderr: ""};
    child.stdout.on("data", (chunk: Buffer) => (outcome.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (outcome.stderr += chunk.toString()));
    outcome.code = await new Promise((resolve) => child.once("close", resolve));
    outputs.push(outcome.stderr);
    return outcome;
  }

  const runs = async (): Promise<RunEntry[]> =>
    (JSON.parse((await call("runs", "--json")).stdout) as {runs: RunEntry[]}).runs;

  it("two runs and six loaders at once make one set of artifacts, and lose no row", async () => {
    const first = await call("run", ...feed, "--workspace", "a");
    expect(first.code, first.stderr).toBe(0);
    const [again, other, ...loaders] = await Promise.all([
      call("run", ...feed, "--workspace", "a", "--seed", "7"),
      call("run", ...feed, "--workspace", "b", "--seed", "7"),
      ...["today.json.ts", "models.json.ts", "runs.json.ts"].flatMap((name) => [
        load(name, "a"),
        load(name, "a")
      ])
    ]);
    for (const {code, stderr} of [again, other, ...loaders]) expect(code, stderr).toBe(0);
    const digestsOf = ({stdout}: Outcome) => {
      const {silver, models} = JSON.parse(stdout) as {silver: object; models: object};
      return {silver, models};
    };
    expect(digestsOf(other)).toEqual(digestsOf(again));
    for (const {stdout} of loaders) expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    const audit = await postgresAudit(settings);
    expect((await audit.verify()).breaches).toEqual([]);
    const kinds = await execute(
      urlOf(settings),
      "SELECT kind, count(*)::integer AS n FROM audit_log WHERE kind <> 'action' GROUP BY kind ORDER BY kind"
    );
    expect(Object.fromEntries(kinds.map(({kind, n}) => [kind, n]))).toEqual({
      partitions: expect.any(Number) as number, // as many as there were batches
      migration: 1, // of a new database, all are one entry
      "run-begun": 3,
      "phase-done": 12,
      models: 3,
      metrics: 3,
      "run-succeeded": 3
    });
    const recorded = await audit.runs();
    expect(recorded.map(({status, phases}) => [status, phases.length])).toEqual(
      Array(3).fill(["succeeded", 4])
    );
    const [{n}] = await execute(
      urlOf(settings),
      "SELECT count(*)::integer AS n FROM artifacts WHERE partition IS NULL"
    );
    expect(n).toBe(8); // four of each seed
    await audit.close();
  });

  it("a run that is killed is shown as dead, and the next one goes on with what it made", async () => {
    const own = [...feed, "--workspace", "c", "--seed", "11"]; // artifacts that no signed run of another store has
    const args = [bin, "run", ...own];
    const child = spawn(process.execPath, args, {cwd, env: {PATH: process.env.PATH, ...env}});
    child.stdout.resume();
    await new Promise<void>((resolve) =>
      child.stderr.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("training …")) resolve();
      })
    );
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    let [last] = await runs();
    for (let i = 0; i < 20 && last.status === "running"; ++i, [last] = await runs())
      await sleep(50);
    expect(last.status).toBe("dead");
    const next = await call("run", ...own);
    expect(next.code, next.stderr).toBe(0);
    const {reused} = JSON.parse(next.stdout) as {reused: Record<string, boolean>};
    expect(reused).toMatchObject({ingestion: true, transformation: true});
    expect((await runs()).map(({status}) => status)).toEqual([
      ...["succeeded", "failed"],
      ...Array<string>(3).fill("succeeded")
    ]);
    expect((await call("audit", "verify")).code).toBe(0);
  });

  it("the database may go down in the middle of a run", async () => {
    const running = call("run", ...feed, "--workspace", "d", "--seed", "9");
    await sleep(1_500);
    await server.down();
    await sleep(1_000);
    await server.up();
    const {code, stderr} = await running;
    expect(code, stderr).toBe(0);
    expect((await call("audit", "verify")).code).toBe(0);
  });

  it("no password is in what was printed, recorded or stored", async () => {
    const dumped = await execute(
      urlOf(settings),
      "SELECT string_agg(payload, '') AS log, (SELECT string_agg(r::text, '') FROM runs r) AS runs FROM audit_log"
    );
    const texts = [...outputs, JSON.stringify(dumped)];
    const names = await readdir(cwd, {recursive: true, withFileTypes: true});
    for (const entry of names.filter((name) => name.isFile() && /\.json$/.test(name.name)))
      texts.push(await readFile(join(entry.parentPath, entry.name), "latin1"));
    expect(texts.length).toBeGreaterThan(20);
    for (const text of texts) expect(text.includes(settings.password.reveal())).toBe(false);
  });
});
