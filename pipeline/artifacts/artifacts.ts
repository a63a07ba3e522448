import {mkdir, readdir, rm, stat} from "node:fs/promises";
import {join} from "node:path";
import {canonicalJson, layerOf} from "../../src/core/schema/artifacts.js";
import type {
  ArtifactFile,
  ArtifactInput,
  Json,
  Manifest,
  Phase
} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "./context.js";
import {sha256, sha256OfFile} from "./digest.js";
import {NotFoundError, UsageError} from "../config/errors.js";
import type {Store, Stores} from "../storage/store.js";

/** The specification of an artifact: equal ones give equal bytes. */
export interface ArtifactSpec {
  phase: Phase;
  /** Raised when the same inputs and parameters would give other bytes than before. */
  phaseVersion: number;
  parameters: {[name: string]: Json};
  inputs: ArtifactInput[];
}

/** The content that a phase has made in its folder. */
export interface Made {
  /** The number of rows of the main table. */
  rows: number;
  /** Counts and facts for the manifest; no clock, no path of this machine. */
  facts: {[name: string]: Json};
  /** Rows by path, for the files that are tables. */
  fileRows?: {[path: string]: number};
  /** Digests of the content of files, by path, for the files whose bytes are not reproducible. */
  contents?: {[path: string]: string};
}

/** Returns the key of the artifact that *spec* describes: equal specs have equal keys. */
export function artifactKey(spec: ArtifactSpec): string {
  const {phase, phaseVersion, parameters} = spec;
  const inputs = spec.inputs.map(({name, sha256}) => ({name, sha256}));
  return sha256(canonicalJson({phase, phaseVersion, parameters, inputs}));
}

/** Returns the key in the store of a file of an artifact. */
export function fileKey(manifest: {key: string}, path: string): string {
  return `artifacts/${manifest.key}/${path}`;
}

/** Returns the manifest of the artifact *key* of *phase*, or undefined if there is none. */
export async function findManifest(
  stores: Stores,
  phase: Phase,
  key: string
): Promise<Manifest | undefined> {
  try {
    const bytes = await stores[layerOf[phase]].read(fileKey({key}, "manifest.json"));
    return JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Returns the paths on this machine of the files of an artifact that pass *filter*, in order. */
export async function localFiles(
  stores: Stores,
  manifest: Manifest,
  filter: (path: string) => boolean
): Promise<string[]> {
  const store = stores[layerOf[manifest.phase]];
  const files = manifest.files.filter((file) => filter(file.path));
  return Promise.all(files.map((file) => store.localPath(fileKey(manifest, file.path))));
}

/**
 * Returns the artifact that *spec* describes. If there is none yet, *make* is called with an empty
 * folder; every file that it leaves there becomes a file of the artifact, and the manifest is
 * written last: until then the artifact does not exist. Of two processes that need the same artifact, one
 * makes it and the other waits; readers never wait.
 */
export async function materialiseArtifact(
  spec: ArtifactSpec,
  context: PhaseContext,
  make: (folder: string) => Promise<Made>
): Promise<{manifest: Manifest; reused: boolean}> {
  const key = artifactKey(spec);
  const find = async () => {
    const manifest = await findManifest(context.stores, spec.phase, key);
    return manifest && {manifest, reused: true};
  };
  const makeOrFind = async () => (await find()) ?? makeArtifact(key, spec, context, make);
  const found = await find();
  if (found) return found;
  return context.exclusively
    ? context.exclusively(`${spec.phase} ${key}`, makeOrFind)
    : makeOrFind();
}

/**
 * Writes the artifact *manifest* into the store, unless it is there, with the files that *read* returns by their paths, and
 * returns it. Throws a UsageError if a file has other bytes than the manifest says.
 */
export async function copyArtifact(
  manifest: Manifest,
  read: (path: string) => Promise<Uint8Array>,
  {stores}: Pick<PhaseContext, "stores">
): Promise<Manifest> {
  const found = await findManifest(stores, manifest.phase, manifest.key);
  if (found) return found;
  const store = stores[layerOf[manifest.phase]];
  for (const {path, sha256: digest} of manifest.files) {
    const bytes = await read(path);
    if (sha256(bytes) !== digest)
      throw new UsageError(
        `changed file: ${path} has the digest ${sha256(bytes)}, and its manifest says ${digest}; copy the artifact again`
      );
    await store.write(fileKey(manifest, path), bytes);
  }
  await store.write(fileKey(manifest, "manifest.json"), await read("manifest.json"));
  return manifest;
}

async function makeArtifact(
  key: string,
  spec: ArtifactSpec,
  context: PhaseContext,
  make: (folder: string) => Promise<Made>
): Promise<{manifest: Manifest; reused: boolean}> {
  const folder = join(context.scratch, `${spec.phase}-${key.slice(0, 12)}`);
  await rm(folder, {recursive: true, force: true});
  await mkdir(folder, {recursive: true});
  const made = await make(folder);
  const store = context.stores[layerOf[spec.phase]];
  const files = await adoptFolder(store, {key}, folder, made);
  const manifest: Manifest = {
    format: "atalaya-artifact/1",
    key,
    phase: spec.phase,
    phaseVersion: spec.phaseVersion,
    parameters: spec.parameters,
    inputs: spec.inputs,
    files,
    sha256: artifactDigest(files),
    rows: made.rows,
    facts: made.facts
  };
  const text = `${canonicalJson(manifest as unknown as Json)}\n`;
  await store.write(fileKey(manifest, "manifest.json"), new TextEncoder().encode(text));
  await rm(folder, {recursive: true, force: true});
  return {manifest, reused: false};
}

/**
 * Returns the digest of an artifact: SHA-256 over the canonical JSON of its files, each as its path and
 * the digest of its bytes, or of its content where equal contents need not have equal bytes.
 */
export function artifactDigest(files: readonly ArtifactFile[]): string {
  return sha256(
    canonicalJson(files.map(({path, sha256, content}) => ({path, sha256: content ?? sha256})))
  );
}

async function adoptFolder(
  store: Store,
  artifact: {key: string},
  folder: string,
  {fileRows = {}, contents = {}}: Made
): Promise<ArtifactFile[]> {
  const entries = await readdir(folder, {recursive: true});
  const files: ArtifactFile[] = [];
  for (const entry of entries.sort()) {
    const path = entry.split("\\").join("/");
    const local = join(folder, entry);
    if (!(await stat(local)).isFile()) continue;
    const key = fileKey(artifact, path);
    const made = await sha256OfFile(local);
    await store.adopt(key, local);
    // A killed run may have left other bytes of the same content there: those stay.
    const kept = path in contents ? await sha256OfFile(await store.localPath(key)) : made;
    files.push({
      path,
      ...kept,
      ...(path in fileRows && {rows: fileRows[path]}),
      ...(path in contents && {content: contents[path]})
    });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
