import {createHash} from "node:crypto";
import {cp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, beforeAll, beforeEach, expect, it} from "vitest";
import {openAudit} from "../../../pipeline/audit/open.js";
import {openPglite} from "../../../pipeline/audit/pglite.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import {chainText} from "../../../src/core/proof/chain.js";
import {newWorkspace, runSmallLogs, silent} from "./small-run.js";

let folder: string;
let settings: Settings;
let run: string;

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  ({run} = await runSmallLogs(settings, join(folder, "logs")));
  await cp(settings.audit, join(folder, "kept"), {recursive: true});
}, 300_000);

beforeEach(async () => {
  await rm(settings.audit, {recursive: true, force: true});
  await cp(join(folder, "kept"), settings.audit, {recursive: true});
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** Changes the audit as somebody would who owns the database: without triggers and foreign keys. */
async function tamper(...statements: string[]): Promise<void> {
  const database = await openPglite(settings.audit);
  await database.execute("SET session_replication_role = replica");
  for (const statement of statements) await database.execute(statement);
  await database.close();
}

async function findings(): Promise<string[]> {
  const {ok, parts} = await verifyRun(settings, {}, silent);
  const found = parts.flatMap((part) => part.findings);
  expect(ok).toBe(found.length === 0);
  return found.map(({what, expected, found: now}) => `${what}: ${expected} → ${now}`);
}

const changes: [what: string, sql: string, named: RegExp][] = [
  ["a command", "UPDATE runs SET command = 'atalaya run other.log'", /runs \(run 2/],
  [
    "how a run ended",
    "UPDATE runs SET status = 'failed', error = 'x'",
    /status: succeeded → failed/
  ],
  [
    "the digest of a file",
    `UPDATE artifact_files SET sha256 = repeat('a', 64) WHERE path = 'metrics.json'`,
    /artifact_files \(.*metrics\.json/
  ],
  [
    "the digest of an artifact",
    "UPDATE artifacts SET sha256 = repeat('b', 64) WHERE phase = 'training'",
    /training sha256: [0-9a-f]{64} → b{64}/
  ],
  [
    "a phase that is gone",
    "DELETE FROM evaluation_events",
    /evaluation key: [0-9a-f]{64} → nothing/
  ],
  [
    "a metric that is gone",
    "DELETE FROM metrics WHERE name = 'alerts'",
    /metrics \(.*name alerts.*is missing/
  ],
  ["a run that is gone", "DELETE FROM runs", /run .*: a run → nothing/],
  ["the record of the signing", "DELETE FROM actions", /statement: [0-9a-f]{64} → nothing/],
  ["an entry of the log", "DELETE FROM audit_log WHERE sequence = 3", /entry 3 is missing/]
];

it.each(changes)(
  "verifyRun(settings) finds %s in the audit, and names it",
  async (_, sql, named) => {
    await tamper(sql);
    expect((await findings()).join("\n")).toMatch(named);
  }
);

it("verifyRun(settings) finds a log that was written anew, by the head in the statement", async () => {
  const database = await openPglite(settings.audit);
  await database.execute("SET session_replication_role = replica");
  await database.execute("UPDATE runs SET command = 'other'");
  const entries = await database.query<{
    sequence: number;
    at: string;
    kind: string;
    payload: string;
  }>(
    `SELECT sequence, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, kind, payload
    FROM audit_log ORDER BY sequence`
  );
  let previous = "0".repeat(64);
  for (const entry of entries) {
    const payload = entry.payload.replaceAll(/"command":"atalaya[^"]*"/g, '"command":"other"');
    const digest = createHash("sha256")
      .update(chainText({...entry, payload, previous}))
      .digest("hex");
    await database.query(
      "UPDATE audit_log SET payload = $2, previous = $3, digest = $4 WHERE sequence = $1",
      [entry.sequence, payload, previous, digest]
    );
    previous = digest;
  }
  await database.close();
  const audit = await openAudit(settings);
  expect((await audit.verify()).breaches).toEqual([]); // by itself, it is in order
  await audit.close();
  expect((await findings()).join("\n")).toMatch(/entry \d+ is another than the one that was kept/);
});

it("verifyRun(settings) finds a log that was truncated, by the head in the statement", async () => {
  await tamper(
    "DELETE FROM audit_log WHERE sequence > 2",
    "DELETE FROM metrics",
    "DELETE FROM models",
    "DELETE FROM model_versions"
  );
  expect((await findings()).join("\n")).toMatch(/it once had \d+/);
});

it("verifyRun(settings) finds an audit that is gone, and one that is no database", async () => {
  await rm(settings.audit, {recursive: true});
  expect(await findings()).toEqual(["audit: a database → nothing"]);
  expect((await verifyRun(settings, {run}, silent)).run).toBe(run);
});

it.each(["lineage", "actions", "audit_log"])(
  "verifyRun(settings) names an audit without %s",
  async (name) => {
    await tamper(`DROP ${name === "lineage" ? "VIEW" : "TABLE"} ${name} CASCADE`);
    expect((await findings()).join("\n")).toMatch(/^audit: /m);
  }
);

it("verifyRun(settings) names a byte order mark before a key, a pointer or a statement", async () => {
  const store = join(settings.store, settings.buckets.eval);
  const [key] = await readdir(join(store, "keys"));
  for (const path of ["latest.json", `keys/${key}`, `statements/${run}.dsse.json`]) {
    const bytes = await readFile(join(store, path));
    await writeFile(join(store, path), Buffer.concat([Buffer.from("\ufeff"), bytes]));
    expect((await findings()).join("\n"), path).toContain(`eval/${path}`);
    await writeFile(join(store, path), bytes);
  }
});

it("verifyRun(settings) of a run before there were statements says that there is none", async () => {
  await rm(join(settings.store, settings.buckets.eval, "statements"), {recursive: true});
  const {keyId, parts} = await verifyRun(settings, {}, silent);
  expect(keyId).toBeNull();
  expect(parts[0].findings).toEqual([
    {what: `eval/statements/${run}.dsse.json`, expected: "a signed statement", found: "nothing"}
  ]);
  expect(parts.find(({part}) => part === "eval")).toMatchObject({findingCount: 0});
});
