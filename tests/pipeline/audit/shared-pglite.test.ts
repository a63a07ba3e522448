import {spawn} from "node:child_process";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {afterAll, beforeAll, expect, it} from "vitest";
import {migrate, readMigrations} from "../../../pipeline/audit/migrate.js";
import {lockWatch} from "../../../pipeline/run/lock.js";
import {embeddedAudit} from "../../../pipeline/audit/open.js";
import {openPglite} from "../../../pipeline/audit/pglite.js";
import {sharedPglite} from "../../../pipeline/audit/shared-pglite.js";
import {sqlAudit} from "../../../pipeline/audit/sql.js";
import {startOf} from "./contract.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shared-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

const open = new URL("../../../pipeline/audit/open.ts", import.meta.url).href;

/** Begins a run in a process of its own, which then waits to be killed. */
const beginning = `
  import {embeddedAudit} from ${JSON.stringify(open)};
  const [path, run] = process.argv.slice(1);
  const audit = await embeddedAudit(path);
  await audit.beginRun({run, command: "x", codeVersion: "0", parameters: {}, startedAt: new Date()});
  console.log("begun");
  setInterval(() => {}, 1000);
`;

it("embeddedAudit(folder) can be read while a run of another process is at work, and shows it as dead once it is killed", async () => {
  const path = join(folder, "killed");
  const {run} = startOf("0001");
  const args = ["--import", "tsx", "--input-type=module", "-e", beginning, path, run];
  const child = spawn(process.execPath, args, {stdio: ["ignore", "pipe", "inherit"]});
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const audit = await embeddedAudit(path); // the child lets go of the database when it is asked for
  const statusOf = async () => (await audit.runs())[0].status;
  expect(await statusOf()).toBe("running");
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("close", resolve));
  expect(await statusOf()).toBe("dead");
  await audit.beginRun(startOf("0002"));
  expect((await audit.runs()).find((entry) => entry.run === run)).toMatchObject({
    status: "failed",
    error: "interrupted"
  });
  expect((await audit.verify()).breaches).toEqual([]);
  await audit.close();
});

it("embeddedAudit(folder) loses no row of processes that write at the same time", async () => {
  const path = join(folder, "many");
  const audits = await Promise.all([0, 1, 2].map(() => embeddedAudit(path)));
  await Promise.all(
    audits.map(async (audit, i) => {
      for (let k = 0; k < 3; ++k) await audit.beginRun(startOf(`00${i}${k}`));
      await audit.close();
    })
  );
  const audit = await embeddedAudit(path);
  expect(await audit.runs()).toHaveLength(9);
  expect((await audit.verify()).breaches).toEqual([]);
  await audit.close();
  expect((await lockWatch(`${path}.lease`)()).isHeld).toBe(false);
});

it("migrate(database, migrations) takes the rows of an audit without a log into the log", async () => {
  const database = await openPglite();
  const [first, ...others] = await readMigrations();
  await migrate(database, [first]);
  const {run, command, codeVersion, startedAt} = startOf("0001");
  await database.query(
    "INSERT INTO runs (run, command, code_version, parameters, started_at) VALUES ($1, $2, $3, '{}', $4)",
    [run, command, codeVersion, startedAt.toISOString()]
  );
  await migrate(database, [first, ...others]);
  const audit = sqlAudit(database);
  expect((await audit.verify()).breaches).toEqual([]);
  await audit.finishRun(run, "succeeded", new Date());
  expect((await audit.verify()).breaches).toEqual([]);
  await database.execute(
    "ALTER TABLE runs DISABLE TRIGGER ALL; UPDATE runs SET command = 'other'; ALTER TABLE runs ENABLE TRIGGER ALL"
  );
  const {count} = await audit.auditHead(); // its last entry is the end of the run
  expect((await audit.verify()).breaches).toEqual([
    `runs (run ${run}) was changed: command is other; entry ${count} says ${command}`
  ]);
  await audit.close();
});

it("embeddedAudit(folder).close() waits for what was asked, also after an error", async () => {
  const audit = await embeddedAudit(join(folder, "closed"));
  const asked = [audit.runs(-1), audit.runs(1), audit.actions(), audit.runs(2)].map((one) =>
    one.then(
      () => "answered",
      () => "rejected"
    )
  );
  await audit.close();
  expect(await Promise.all(asked)).toEqual(["rejected", "answered", "answered", "answered"]);
  expect(await audit.runs(1)).toEqual([]);
  await audit.close();
});

it("sharedPglite(folder) gives way to another that asks for the database, and takes its turn", async () => {
  const path = join(folder, "turns");
  const [one, other] = [1, 2].map(() => sharedPglite(path, {idle: 600}));
  for (let i = 0; i < 2; ++i)
    for (const database of [one, other])
      expect(await database.query("SELECT count(*) FROM runs")).toEqual([{count: 0}]);
  const slow = one.transaction(async (statements) => {
    await statements.query("SELECT 1");
    await sleep(500);
    return statements.query("SELECT 2 AS two"); // asked for meanwhile
  });
  expect(await other.query("SELECT 1 AS one")).toEqual([{one: 1}]);
  expect(await slow).toEqual([{two: 2}]);
  for (const database of [one, other]) await database.close();
  expect((await lockWatch(`${path}.lease`)()).isHeld).toBe(false);
});
