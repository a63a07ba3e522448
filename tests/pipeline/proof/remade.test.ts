import {readFile, rm, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {DuckDBInstance} from "@duckdb/node-api";
import {afterAll, beforeAll, expect, it} from "vitest";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {manifestText} from "../../../src/core/schema/artifacts.js";
import {newPrivateKey, readSigner} from "../../../pipeline/proof/keys.js";
import {envelopeOf} from "../../../pipeline/proof/statements.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import {envelopeToJson, preAuthenticationEncoding} from "../../../src/core/proof/dsse.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {newWorkspace, objectsOf, runSmallLogs, silent} from "./small-run.js";

let folder: string;
let settings: Settings;
let first: string;
let database: string;
let bytes: Buffer;

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  first = (await runSmallLogs(settings, join(folder, "logs"))).run;
  const objects = await objectsOf(settings);
  database = objects.find(({name}) => name.endsWith("events.duckdb"))!.path;
  bytes = await readFile(database);
}, 300_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

const manifestPath = () => database.replace("published/events.duckdb", "manifest.json");

/** Runs *statements* in the published database, and writes a manifest that fits its new bytes. */
async function rewrite(...statements: string[]): Promise<void> {
  await writeFile(database, bytes);
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  for (const statement of [...statements, "CHECKPOINT"]) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
  const changed = await readFile(database);
  expect(sha256(changed)).not.toBe(sha256(bytes));
  const manifest = JSON.parse(await readFile(manifestPath(), "utf8")) as Manifest;
  const entry = manifest.files.find((one) => one.path === "published/events.duckdb")!;
  Object.assign(entry, {sha256: sha256(changed), bytes: changed.length});
  await writeFile(manifestPath(), manifestText(manifest));
}

const verify = (run = first) => verifyRun(settings, {run}, silent);

async function namesOf(run?: string): Promise<string[]> {
  const {ok, parts} = await verify(run);
  const found = parts.flatMap(({findings}) => findings.map(({what}) => what));
  expect(ok).toBe(found.length === 0);
  return found;
}

/** What an attacker without the key does to the published database, its manifest made to fit. */
const changes: [what: string, statements: string[]][] = [
  ["a value", ["UPDATE events SET score = score + 1 WHERE rank = 1"]],
  ["nothing but bytes", ["CREATE TABLE passing (i INTEGER)", "DROP TABLE passing"]],
  [
    "a view that hides a host from browsers alone",
    [
      "CREATE TABLE kept AS FROM events",
      "DROP TABLE events",
      `CREATE VIEW events AS FROM kept WHERE src <> '10.0.0.5'
        OR (SELECT count(*) FROM pragma_platform() WHERE platform NOT LIKE 'wasm%') > 0`
    ]
  ]
];

it.each(changes)(
  "verifyRun(settings) names a published database with %s changed, though its manifest was made to fit",
  async (_, statements) => {
    const manifest = await readFile(manifestPath());
    await rewrite(...statements);
    const names = await namesOf();
    expect(names).toContainEqual(expect.stringMatching(/\/published\/events\.duckdb$/));
    expect(names).toContainEqual(expect.stringMatching(/\/manifest\.json$/));
    await writeFile(database, bytes);
    await writeFile(manifestPath(), manifest);
    expect(await namesOf()).toEqual([]);
  }
);

it("verifyRun(settings) accepts a database that was recomputed, once a later run has signed its bytes", async () => {
  const second = await remakeDatabase();
  expect(sha256(await readFile(database))).not.toBe(sha256(bytes));
  expect(await namesOf()).toEqual([]);
  expect(await namesOf(second.run)).toEqual([]);
  const statement = join(settings.store, settings.buckets.eval, "statements", `${second.run}.dsse.json`); // prettier-ignore
  const text = await readFile(statement);
  await rm(statement);
  expect(await namesOf()).toContainEqual(expect.stringMatching(/\/published\/events\.duckdb$/));
  await writeFile(statement, resigned(text));
  expect(await namesOf()).toContainEqual(expect.stringMatching(/\/published\/events\.duckdb$/));
  await writeFile(statement, text);
  expect(await namesOf()).toEqual([]);
});

/** Runs the logs anew without their evaluation, until its database has other bytes: what DuckDB leaves unused in it differs by chance. */
async function remakeDatabase() {
  for (let tries = 1; ; ++tries) {
    await rm(dirname(dirname(database)), {recursive: true});
    const remade = await runSmallLogs(settings, join(folder, "logs"));
    expect(remade.results.evaluation.reused).toBe(false);
    if (tries === 10 || sha256(await readFile(database)) !== sha256(bytes)) return remade;
  }
}

/** Returns the envelope that *text* is, signed by a key of a stranger, which lies beside it. */
function resigned(text: Buffer): string {
  const other = readSigner(newPrivateKey(), "other");
  const {payloadType, payload} = envelopeOf(text);
  const sig = other.sign(preAuthenticationEncoding(payloadType, payload));
  return envelopeToJson({payloadType, payload, signatures: [{keyid: other.key.keyId, sig}]});
}
