import {objectsOf, subjectName, subjectStart} from "../../src/core/proof/statement.js";
import type {Resource} from "../../src/core/proof/statement.js";
import {layerOf} from "../../src/core/schema/artifacts.js";
import type {ArtifactFile, Manifest, Phase} from "../../src/core/schema/artifacts.js";
import {OutageError, UsageError} from "../config/errors.js";
import {artifactDigest, artifactKey, fileKey} from "../artifacts/artifacts.js";
import type {Store} from "../storage/store.js";
import {readText} from "./objects.js";
import type {ObjectReader, StoredObject} from "./objects.js";
import {differ} from "./verification.js";
import type {Part, PartVerification} from "./verification.js";

type ArtifactName = Pick<Manifest, "phase" | "key">;

/** A check of the objects of a run. */
export interface ObjectCheck {
  reader: ObjectReader;
  parts: Record<Part, PartVerification>;
  /** The digest of each object in the statement, by name; undefined without a valid statement. */
  subjects: Map<string, Resource> | undefined;
  /** Returns what a later signed statement says of an artifact that has a manifest of this digest; undefined if there is none. */
  findRemaking(
    artifact: ArtifactName,
    manifestSha256: string
  ): Promise<Map<string, Resource> | undefined>;
  /** Receives the progress of reading. */
  onRead(bytes: number): void;
}

/** An artifact as it is recorded; the digest is unknown if only its key is. */
export interface RecordedArtifact {
  phase: Phase;
  key: string;
  sha256: string | undefined;
}

/**
 * Checks every object of *artifact* against the statement or, without one, against its manifest; and the
 * manifest against its key and the recorded digest. Of an artifact that was removed and recomputed, a later signed
 * statement counts; never the word of a manifest. Returns the manifest, if it can be read.
 */
export async function verifyArtifact(
  check: ObjectCheck,
  {phase, key, sha256: recorded}: RecordedArtifact
): Promise<Manifest | undefined> {
  const part = check.parts[layerOf[phase]];
  const name = subjectName({phase, key}, "manifest.json");
  const found = await readManifest(check, {phase, key});
  const manifest = found?.manifest;
  const expected = check.subjects?.get(name)?.digest.sha256;
  let {subjects} = check;
  if (found && expected !== undefined && found.sha256 !== expected) {
    const remaking = await check.findRemaking({phase, key}, found.sha256);
    subjects = remaking ?? subjects;
    if (!remaking)
      differ(part, {what: name, expected, found: `${found.sha256}, which nothing signed names`});
  }
  if (manifest) {
    const derived = artifactKey(manifest);
    if (derived !== key) differ(part, {what: `${name}: key`, expected: key, found: derived});
    const digest = artifactDigest(manifest.files);
    if (digest !== manifest.sha256)
      differ(part, {what: `${name}: sha256`, expected: digest, found: String(manifest.sha256)});
    if (recorded !== undefined && digest !== recorded)
      differ(part, {what: `${name}: files`, expected: recorded, found: digest});
  }
  const objects = expectedObjects(subjects, {phase, key}, manifest);
  for (const object of objects)
    await verifyObject(check, layerOf[phase], keyOf(object), {
      sha256: object.digest.sha256,
      bytes: object.annotations?.bytes as number | undefined
    });
  if (manifest || subjects) await nameAdded(check, {phase, key}, objects);
  return manifest;
}

/** Checks the original bytes that the digests *sha256s* name. */
export async function verifyRaw(check: ObjectCheck, sha256s: Iterable<string>): Promise<void> {
  for (const digest of sha256s)
    await verifyObject(check, "raw", `bytes/${digest}`, {sha256: digest, bytes: undefined});
}

async function readManifest(
  {reader, parts, onRead}: ObjectCheck,
  {phase, key}: ArtifactName
): Promise<(StoredObject & {manifest: Manifest | undefined}) | undefined> {
  const part = parts[layerOf[phase]];
  const what = subjectName({phase, key}, "manifest.json");
  const store = reader.stores[layerOf[phase]];
  const expected = "a manifest";
  try {
    const object = await readText(reader, store, fileKey({key}, "manifest.json"));
    ++part.checked;
    if (!object) return void differ(part, {what, expected, found: "nothing"});
    part.bytes += object.bytes;
    onRead(object.bytes);
    if (object.link) differ(part, {what, expected: "a file", found: object.link});
    const manifest = maybeManifest(object.content);
    if (!manifest) differ(part, {what, expected, found: "no manifest"});
    return {...object, manifest};
  } catch (error) {
    return void differ(part, {what, expected, found: unreadable(error)});
  }
}

function maybeManifest(bytes: Uint8Array): Manifest | undefined {
  try {
    const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
    const isFile = ({path, sha256, bytes: size, partition}: ArtifactFile) =>
      typeof path === "string" &&
      typeof sha256 === "string" &&
      typeof size === "number" &&
      (partition === undefined || isDigest(partition));
    const {files, inputs, partitions = []} = manifest;
    const isComplete = files.every(isFile) && partitions.every(({key}) => isDigest(key));
    return isComplete && Array.isArray(inputs) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function isDigest(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

/** Returns the objects of an artifact and its partitions that there must be, but for its manifest. */
function expectedObjects(
  subjects: Map<string, Resource> | undefined,
  artifact: ArtifactName,
  manifest: Manifest | undefined
): Resource[] {
  if (!subjects) return manifest ? objectsOf(manifest) : [];
  const [start, own] = [subjectStart(artifact), subjectName(artifact, "manifest.json")];
  return [...subjects.values()].filter(({name}) => name.startsWith(start) && name !== own);
}

/** Returns the key in its store of the object that is a subject. */
function keyOf({name}: Resource): string {
  return name.slice(name.indexOf("/") + 1);
}

async function verifyObject(
  {reader, parts, onRead}: ObjectCheck,
  layer: (typeof layerOf)[Phase],
  key: string,
  {sha256: expected, bytes}: {sha256: string; bytes: number | undefined}
): Promise<void> {
  const part = parts[layer];
  const what = `${layer}/${key}`;
  try {
    ++part.checked;
    const object = await reader.read(reader.stores[layer], key);
    part.bytes += object?.bytes ?? 0;
    onRead(object?.bytes ?? 0);
    if (!object) return void differ(part, {what, expected, found: "nothing"});
    if (object.link) differ(part, {what, expected: "a file", found: object.link});
    else if (object.sha256 !== expected) differ(part, {what, expected, found: object.sha256});
    else if (bytes !== undefined && object.bytes !== bytes)
      differ(part, {what, expected: `${bytes} bytes`, found: `${object.bytes} bytes`});
  } catch (error) {
    differ(part, {what, expected, found: unreadable(error)});
  }
}

/** Names what is in the folders of an artifact and its partitions beside *objects*. */
async function nameAdded(
  {reader, parts}: ObjectCheck,
  {phase, key}: ArtifactName,
  objects: readonly Resource[]
): Promise<void> {
  const layer = layerOf[phase];
  const store: Store = reader.stores[layer];
  const known = new Set([fileKey({key}, "manifest.json"), ...objects.map(keyOf)]);
  const expected = "nothing";
  for (const folder of new Set([...known].map(folderOf))) {
    for (const object of await store.list(folder)) {
      const found = "an object that is not of the run";
      if (!known.has(object)) differ(parts[layer], {what: `${layer}/${object}`, expected, found});
    }
    for (const stray of await store.listStrays(folder)) {
      const end = stray.lastIndexOf(" (");
      const what = `${layer}/${stray.slice(0, end)}`;
      differ(parts[layer], {what, expected, found: stray.slice(end + 2, -1)});
    }
  }
}

/** Returns the folder of the artifact that the object at *key* is of; e.g., `artifacts/3f8a…/`. */
function folderOf(key: string): string {
  return key.slice(0, key.indexOf("/", "artifacts/".length) + 1);
}

/** Returns what is wrong with an object that cannot be read; throws what is the user’s mistake. */
function unreadable(error: unknown): string {
  if (error instanceof UsageError) throw error;
  if (error instanceof OutageError) return error.message;
  const {code, message} = error as NodeJS.ErrnoException;
  return `unreadable (${code ?? message.split("\n")[0].slice(0, 120)})`;
}
