import {statSync} from "node:fs";
import {readFile, rename, rm, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Settings} from "../../../pipeline/config/settings.js";
import {UsageError} from "../../../pipeline/config/errors.js";
import {makeKey} from "../../../pipeline/proof/key-folder.js";
import {newPrivateKey, readSigner} from "../../../pipeline/proof/keys.js";
import {envelopeOf} from "../../../pipeline/proof/statements.js";
import type {RunVerification} from "../../../pipeline/proof/verification.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import {envelopeToJson, preAuthenticationEncoding} from "../../../src/core/proof/dsse.js";
import {seeded} from "../../../src/core/forest/random.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {isComplete} from "../../faults/matrix.js";
import {newWorkspace, objectsOf, runSmallLogs, silent, whileChanged} from "./small-run.js";

let folder: string;
let settings: Settings;
let run: string;

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  ({run} = await runSmallLogs(settings, join(folder, "logs")));
}, 300_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

const verify = (options: Parameters<typeof verifyRun>[1] = {}) =>
  verifyRun(settings, options, silent);

function namesOf({parts}: RunVerification): string[] {
  return parts.flatMap(({findings}) => findings.map(({what}) => what));
}

/** Expects that *verification* fails and names the object *name*. */
function expectNamed(verification: RunVerification, name: string): void {
  expect(verification.ok, name).toBe(false);
  expect(
    namesOf(verification).some((what) => what === name || what.startsWith(`${name}: `)),
    `${name} among ${namesOf(verification).join(", ")}`
  ).toBe(true);
}

it("verifyRun(settings) finds that an untouched run is what it was", async () => {
  const verification = await verify();
  expect(namesOf(verification)).toEqual([]);
  expect(verification).toMatchObject({run, ok: true, keyOrigin: "workspace"});
  const checked = verification.parts.reduce((total, part) => total + part.checked, 0);
  expect(checked).toBeGreaterThanOrEqual((await objectsOf(settings)).length);
});

/** The changes of an object; what is gone is null. */
const changes: [name: string, change: ((bytes: Buffer) => Buffer) | null][] = [
  ["with a bit flipped", flip],
  ["cut short", (bytes) => bytes.subarray(0, -1)],
  ["longer", (bytes) => Buffer.concat([bytes, Buffer.from("\n")])],
  ["emptied", () => Buffer.alloc(0)],
  ["that is gone", null]
];

const random = seeded(42);

function flip(bytes: Buffer): Buffer {
  bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
  return bytes;
}

/** Returns what *name* calls an object, whichever artifact, file or day it is of. */
function kindOf(name: string): string {
  return name
    .replaceAll(/[0-9a-f]{12,}|\d{4}-\d\d-\d\d/g, "…")
    .replace(/\/summary\/.*/, "/summary");
}

/** Returns the first of the objects of each kind. */
function oneOfEachKind<Item extends {name: string}>(objects: readonly Item[]): Item[] {
  const first = new Map(objects.toReversed().map((object) => [kindOf(object.name), object]));
  return [...first.values()];
}

// By default one object of each kind has one change, in turn, so that each layer meets each; all of them if complete.
it.each(changes.map(([name, change], i) => ({name, change, i})))(
  "verifyRun(settings) finds any object $name, and names it",
  async ({change, i}) => {
    const all = await objectsOf(settings);
    const objects = isComplete ? all : oneOfEachKind(all);
    const changed = objects
      .filter((_, k) => isComplete || k % changes.length === i)
      .filter(({path}) => !change || statSync(path).size > 0); // what is empty has no byte to change
    expect(changed.length).toBeGreaterThan(3);
    for (const {name, path} of changed) {
      const expectFound = async () => expectNamed(await verify({run}), name);
      if (change) await whileChanged(path, change, expectFound);
      else await whileGone(path, expectFound);
    }
    expect((await verify()).ok).toBe(true);
  },
  600_000
);

async function whileGone(path: string, work: () => Promise<void>): Promise<void> {
  await rename(path, join(folder, "aside"));
  try {
    await work();
  } finally {
    await rename(join(folder, "aside"), path);
  }
}

/** Returns the first of *manifests* of each phase, of what it merged and of each kind of its partitions. */
async function oneOfEachArtifact<Item extends {path: string}>(manifests: readonly Item[]) {
  const first = new Map<string, Item>();
  for (const item of manifests) {
    const {phase, partition} = JSON.parse(await readFile(item.path, "utf8")) as Manifest;
    const kind = `${phase} ${partition?.replace(/=.*/, "")}`;
    if (!first.has(kind)) first.set(kind, item);
  }
  return [...first.values()];
}

it("verifyRun(settings) finds an object that was added to an artifact, and names it", async () => {
  const all = (await objectsOf(settings)).filter(({name}) => name.endsWith("manifest.json"));
  expect(all.length).toBeGreaterThan(4); // those of partitions too
  const manifests = isComplete ? all : await oneOfEachArtifact(all);
  expect(manifests).toHaveLength(isComplete ? all.length : 8);
  for (const {name, path} of manifests) {
    const added = join(dirname(path), "added.json");
    await writeFile(added, "{}");
    expectNamed(await verify(), name.replace("manifest.json", "added.json"));
    await rm(added);
  }
});

it("verifyRun(settings, {key}) believes that key, and no other", async () => {
  const own = readSigner(await readFile(join(settings.keys, "signing.key.pem"), "utf8"), "own");
  expect(await verify({key: own.key})).toMatchObject({ok: true, keyOrigin: "given"});
  const other = readSigner(newPrivateKey(), "other");
  const verification = await verify({key: other.key});
  expect(verification.keyId).toBeNull();
  expectNamed(verification, `eval/statements/${run}.dsse.json`);
});

it("verifyRun(settings) finds a statement that another key signed again", async () => {
  const statement = `eval/statements/${run}.dsse.json`;
  const object = (await objectsOf(settings)).find(({name}) => name === statement);
  const other = readSigner(newPrivateKey(), "other");
  const resign = (bytes: Buffer) => {
    const {payloadType, payload} = envelopeOf(bytes);
    const sig = other.sign(preAuthenticationEncoding(payloadType, payload));
    const signatures = [{keyid: other.key.keyId, sig}];
    return Buffer.from(envelopeToJson({payloadType, payload, signatures}));
  };
  await whileChanged(object!.path, resign, async () => {
    expectNamed(await verify(), statement);
    const stored = join(settings.store, settings.buckets.eval, "keys", `${other.key.keyId}.pem`);
    await writeFile(stored, other.key.pem); // beside it, as if it belonged there
    const verification = await verify();
    expect(verification.keyOrigin).toBe("store");
    expectNamed(verification, statement);
    expectNamed(verification, `audit: run ${run}`);
    await rm(stored);
  });
});

it("verifyRun(settings) still knows the key after another one has taken its place", async () => {
  await makeKey(settings.keys, "next");
  expect(await verify()).toMatchObject({ok: true, keyOrigin: "workspace"});
});

it("verifyRun(settings) in a copy without keys takes that beside the statement, and says so", async () => {
  const verification = await verifyRun({...settings, keys: join(folder, "none")}, {}, silent);
  expect(verification).toMatchObject({ok: true, keyOrigin: "store"});
});

it.each([
  ["a run that is none", "20200101-000000-0000", "run not found"],
  ["a name that is none", "../x", "invalid run"]
])("verifyRun(settings, {run}) refuses %s", async (_, name, message) => {
  await expect(verify({run: name})).rejects.toThrow(message);
  await expect(verify({run: name})).rejects.toThrow(UsageError);
});
