import {subjectName} from "../../src/core/proof/statement.js";
import type {Resource} from "../../src/core/proof/statement.js";
import {layerOf} from "../../src/core/schema/artifacts.js";
import type {ArtifactFile, Manifest, Phase} from "../../src/core/schema/artifacts.js";
import {OutageError, UsageError} from "../config/errors.js";
import {artifactDigest, artifactKey, fileKey} from "../artifacts/artifacts.js";
import {sha256} from "../artifacts/digest.js";
import type {Store} from "../storage/store.js";
import {manifestText} from "./attest.js";
import {contentOf} from "./content.js";
import {readText} from "./objects.js";
import type {ObjectReader, StoredObject} from "./objects.js";
import {differ} from "./verification.js";
import type {Part, PartVerification} from "./verification.js";

/** A check of the objects of a run. */
export interface ObjectCheck {
  reader: ObjectReader;
  scratch: () => Promise<string>;
  parts: Record<Part, PartVerification>;
  /** The digest of each object in the statement, by name; undefined without a valid statement. */
  subjects: Map<string, Resource> | undefined;
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
 * manifest against its key and the recorded digest. Returns the manifest, if it can be read.
 */
export async function verifyArtifact(
  check: ObjectCheck,
  {phase, key, sha256: recorded}: RecordedArtifact
): Promise<Manifest | undefined> {
  const part = check.parts[layerOf[phase]];
  const name = subjectName({phase, key}, "manifest.json");
  const found = await readManifest(check, {phase, key});
  const manifest = found?.manifest;
  const subject = check.subjects?.get(name);
  const remade = Boolean(
    subject &&
    manifest &&
    found.sha256 !== subject.digest.sha256 &&
    isRemade(check, manifest, found)
  );
  if (found && subject && found.sha256 !== subject.digest.sha256 && !remade)
    differ(part, {what: name, expected: subject.digest.sha256, found: found.sha256});
  if (manifest) {
    const derived = artifactKey(manifest);
    if (derived !== key) differ(part, {what: `${name}: key`, expected: key, found: derived});
    const digest = artifactDigest(manifest.files);
    if (digest !== manifest.sha256)
      differ(part, {what: `${name}: sha256`, expected: digest, found: String(manifest.sha256)});
    if (recorded !== undefined && digest !== recorded)
      differ(part, {what: `${name}: files`, expected: recorded, found: digest});
  }
  const files = filesOf(check, {phase, key}, manifest, remade);
  for (const file of files) await verifyFile(check, {phase, key}, file);
  if (manifest || check.subjects) await nameAdded(check, {phase, key}, files);
  return manifest;
}

/** Checks the original bytes that the digests *sha256s* name. */
export async function verifyRaw(check: ObjectCheck, sha256s: Iterable<string>): Promise<void> {
  for (const digest of sha256s)
    await verifyObject(check, "raw", `bytes/${digest}`, {sha256: digest, bytes: undefined});
}

type ArtifactName = Pick<Manifest, "phase" | "key">;

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
    const isFile = ({path, sha256, bytes: size}: ArtifactFile) =>
      typeof path === "string" && typeof sha256 === "string" && typeof size === "number";
    return manifest.files.every(isFile) && Array.isArray(manifest.inputs) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns whether *manifest* is another making of the artifact that was signed: it says the same but for
 * the bytes of files that count by their content, which is then read again.
 */
function isRemade(
  {subjects}: ObjectCheck,
  manifest: Manifest,
  found: Pick<StoredObject, "sha256">
): boolean {
  if (sha256(manifestText(manifest)) !== found.sha256) return false; // not as it is written
  const files = manifest.files.map((file) => {
    const subject = subjects?.get(subjectName(manifest, file.path));
    if (!file.content || subject?.annotations?.content !== file.content) return file;
    return {...file, sha256: subject.digest.sha256, bytes: subject.annotations.bytes as number};
  });
  const subject = subjects?.get(subjectName(manifest, "manifest.json"));
  return sha256(manifestText({...manifest, files})) === subject?.digest.sha256;
}

/** A file that there must be; with its *content* if that is what counts. */
type ExpectedFile = Pick<ArtifactFile, "path" | "sha256" | "content"> & {bytes: number | undefined};

function filesOf(
  {subjects}: ObjectCheck,
  artifact: ArtifactName,
  manifest: Manifest | undefined,
  remade: boolean
): ExpectedFile[] {
  if (!subjects || remade)
    return (manifest?.files ?? []).map(({path, sha256, bytes, content}) =>
      remade ? {path, sha256, bytes, content} : {path, sha256, bytes}
    );
  const folder = subjectName(artifact, "");
  return [...subjects.values()]
    .filter(({name}) => name.startsWith(folder) && !name.endsWith("/manifest.json"))
    .map(({name, digest, annotations}) => ({
      path: name.slice(folder.length),
      sha256: digest.sha256,
      bytes: annotations?.bytes as number | undefined
    }));
}

async function verifyFile(
  check: ObjectCheck,
  {phase, key}: ArtifactName,
  {path, sha256, bytes, content}: ExpectedFile
): Promise<void> {
  const part = check.parts[layerOf[phase]];
  const what = subjectName({phase, key}, path);
  const use = async (local: string) => {
    const found = await contentOf(local, await check.scratch());
    if (found !== content)
      differ(part, {what: `${what}: content`, expected: String(content), found});
  };
  const expected = {sha256, bytes};
  await verifyObject(
    check,
    layerOf[phase],
    fileKey({key}, path),
    expected,
    content ? use : undefined
  );
}

async function verifyObject(
  {reader, parts, onRead}: ObjectCheck,
  layer: (typeof layerOf)[Phase],
  key: string,
  {sha256: expected, bytes}: {sha256: string; bytes: number | undefined},
  use?: (path: string) => Promise<void>
): Promise<void> {
  const part = parts[layer];
  const what = `${layer}/${key}`;
  try {
    ++part.checked;
    const object = await reader.read(reader.stores[layer], key, async (path, {sha256}) => {
      if (sha256 === expected) await use?.(path);
    });
    part.bytes += object?.bytes ?? 0;
    onRead(object?.bytes ?? 0);
    if (!object) differ(part, {what, expected, found: "nothing"});
    else if (object.sha256 !== expected) differ(part, {what, expected, found: object.sha256});
    else if (bytes !== undefined && object.bytes !== bytes)
      differ(part, {what, expected: `${bytes} bytes`, found: `${object.bytes} bytes`});
  } catch (error) {
    differ(part, {what, expected, found: unreadable(error)});
  }
}

async function nameAdded(
  {reader, parts}: ObjectCheck,
  {phase, key}: ArtifactName,
  files: readonly ExpectedFile[]
): Promise<void> {
  const layer = layerOf[phase];
  const store: Store = reader.stores[layer];
  const known = new Set(["manifest.json", ...files.map(({path}) => path)]);
  for (const object of await store.list(fileKey({key}, ""))) {
    const path = object.slice(fileKey({key}, "").length);
    if (known.has(path)) continue;
    differ(parts[layer], {
      what: `${layer}/${object}`,
      expected: "nothing",
      found: "an object that is not of the run"
    });
  }
}

/** Returns what is wrong with an object that cannot be read; throws what is the user’s mistake. */
function unreadable(error: unknown): string {
  if (error instanceof UsageError) throw error;
  if (error instanceof OutageError) return error.message;
  const {code, message} = error as NodeJS.ErrnoException;
  return `unreadable (${code ?? message.split("\n")[0].slice(0, 120)})`;
}
