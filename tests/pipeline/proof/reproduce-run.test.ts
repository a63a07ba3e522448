import {existsSync} from "node:fs";
import {cp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {readSettings} from "../../../pipeline/config/settings.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {reproduceRun} from "../../../pipeline/proof/reproduce-run.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import {phases} from "../../../src/core/schema/artifacts.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {newWorkspace, objectsOf, runSmallLogs, silent, whileChanged} from "./small-run.js";

let folder: string;
let settings: Settings;
let run: string;

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  ({run} = await runSmallLogs(settings, join(folder, "logs")));
  await rm(join(folder, "logs"), {recursive: true}); // RAW must be enough
}, 300_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

const reproduce = (of: Settings = settings) => reproduceRun(of, undefined, silent);

/** Returns the manifest of an artifact of *layer* that is no partition. */
async function manifestOf(layer: string): Promise<{name: string; path: string}> {
  for (const object of await objectsOf(settings)) {
    if (!object.name.startsWith(`${layer}/artifacts/`)) continue;
    if (!object.name.endsWith("/manifest.json")) continue;
    const manifest = JSON.parse(await readFile(object.path, "utf8")) as Manifest;
    if (manifest.partition === undefined) return object;
  }
  throw new Error(`manifest not found: ${layer}`);
}

async function objectNamed(end: string): Promise<{name: string; path: string}> {
  return (await objectsOf(settings)).find(({name}) => name.endsWith(end))!;
}

it("reproduceRun(settings) makes an untouched run again, identical, and leaves nothing behind", async () => {
  const before = await objectsOf(settings);
  const reproduction = await reproduce();
  expect(reproduction.differences).toEqual([]);
  expect(reproduction).toMatchObject({run, identical: true});
  expect(reproduction.artifacts.map(({phase}) => phase)).toEqual([...phases]);
  for (const {recorded, made} of reproduction.artifacts) expect(made).toBe(recorded);
  const {code, recordedCode} = reproduction; // who edits the code meanwhile changes its digest
  expect(recordedCode).toEqual({
    version: code.version,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/)
  });
  expect(await objectsOf(settings)).toEqual(before);
  expect(await readdir(join(settings.workspace, "proof"))).toEqual([]);
}, 300_000);

it("reproduceRun(settings) needs no more than a copy of the store", async () => {
  const workspace = join(folder, "copy");
  await cp(settings.store, join(workspace, "store"), {recursive: true});
  const reproduction = await reproduce(readSettings({workspace, threads: 2}, {}));
  expect(reproduction).toMatchObject({run, identical: true, differences: []});
}, 300_000);

it("reproduceRun(settings) names a file that the manifest says was another", async () => {
  const {path} = await objectNamed("published/today.json");
  const manifest = path.replace("published/today.json", "manifest.json");
  const digest = sha256(await readFile(path));
  const change = (bytes: Buffer) =>
    Buffer.from(
      bytes.toString().replace(
        digest,
        digest.replace(/^./, (c) => (c === "0" ? "1" : "0"))
      )
    );
  await whileChanged(manifest, change, async () => {
    const {identical, differences} = await reproduce();
    expect(identical).toBe(false);
    expect(differences).toEqual([
      {
        what: "evaluation: published/today.json",
        expected: digest.replace(/^./, (c) => (c === "0" ? "1" : "0")),
        found: digest
      }
    ]);
  });
}, 300_000);

it("reproduceRun(settings) says which bytes RAW no longer has, or has changed, and makes nothing", async () => {
  const raw = (await objectsOf(settings)).filter(({name}) => name.startsWith("raw/bytes/"));
  expect(raw.length).toBe(2);
  const digest = raw[0].name.slice("raw/bytes/".length);
  await whileChanged(
    raw[0].path,
    () => Buffer.from("another log"),
    async () => {
      const {identical, artifacts, differences} = await reproduce();
      expect([identical, artifacts[0].made]).toEqual([false, null]);
      expect(differences).toEqual([
        {what: raw[0].name, expected: digest, found: sha256("another log")}
      ]);
    }
  );
  const bytes = await readFile(raw[1].path);
  await rm(raw[1].path);
  expect((await reproduce()).differences).toMatchObject([{what: raw[1].name, found: "nothing"}]);
  await writeFile(raw[1].path, bytes);
});

it("reproduceRun(settings) lets no name in a manifest lead out of its folder", async () => {
  const {path} = await manifestOf("raw");
  const change = (bytes: Buffer) =>
    Buffer.from(bytes.toString().replaceAll("b/conn.log", "../../../../out.log"));
  await whileChanged(path, change, async () => {
    await expect(reproduce()).rejects.toThrow('invalid name of a file: "../../../../out.log"');
  });
  expect(existsSync(join(folder, "out.log"))).toBe(false);
  expect(await readdir(join(settings.workspace, "proof"))).toEqual([]);
});

it("reproduceRun(settings) says that an artifact is gone, and that a manifest is damaged", async () => {
  const {path, name} = await manifestOf("eval");
  await whileChanged(
    path,
    () => Buffer.from("{"),
    async () => {
      await expect(reproduce()).rejects.toThrow(`damaged manifest: ${name}`);
    }
  );
  const bytes = await readFile(path);
  await rm(path);
  await expect(reproduce()).rejects.toThrow(`artifact not found: ${name}`);
  await writeFile(path, bytes);
});
