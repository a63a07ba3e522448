import {readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {DuckDBInstance} from "@duckdb/node-api";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Settings} from "../../../pipeline/config/settings.js";
import {manifestText} from "../../../pipeline/proof/attest.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {newWorkspace, objectsOf, runSmallLogs, silent} from "./small-run.js";

let folder: string;
let settings: Settings;

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  await runSmallLogs(settings, join(folder, "logs"));
}, 300_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

/** Runs *statements* in the published database, and writes a manifest that fits its new bytes. */
async function rewrite(...statements: string[]): Promise<void> {
  const {path} = (await objectsOf(settings)).find(({name}) => name.endsWith("events.duckdb"))!;
  const before = sha256(await readFile(path));
  const database = await DuckDBInstance.create(path);
  const connection = await database.connect();
  for (const statement of [...statements, "CHECKPOINT"]) await connection.run(statement);
  connection.closeSync();
  database.closeSync();
  const bytes = await readFile(path);
  expect(sha256(bytes)).not.toBe(before);
  const file = path.replace("published/events.duckdb", "manifest.json");
  const manifest = JSON.parse(await readFile(file, "utf8")) as Manifest;
  const entry = manifest.files.find((one) => one.path === "published/events.duckdb")!;
  Object.assign(entry, {sha256: sha256(bytes), bytes: bytes.length});
  await writeFile(file, manifestText(manifest));
}

it("verifyRun(settings) accepts another making of a database file that says the same", async () => {
  await rewrite("CREATE TABLE passing (i INTEGER)", "DROP TABLE passing");
  const {ok, parts} = await verifyRun(settings, {}, silent);
  expect(parts.flatMap(({findings}) => findings)).toEqual([]);
  expect(ok).toBe(true);
});

it("verifyRun(settings) finds a value changed in a database file, though its manifest was made to fit", async () => {
  await rewrite("UPDATE events SET score = score + 1 WHERE rank = 1");
  const {ok, parts} = await verifyRun(settings, {}, silent);
  expect(ok).toBe(false);
  expect(parts.flatMap(({findings}) => findings.map(({what}) => what))).toEqual([
    expect.stringMatching(/^eval\/artifacts\/.*\/published\/events\.duckdb: content$/)
  ]);
});
