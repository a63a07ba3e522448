import {readdir, rm, stat} from "node:fs/promises";
import {join} from "node:path";
import {canonicalJson, layerOf, manifestText} from "../../src/core/schema/artifacts.js";
import type {
  ArtifactFile,
  ArtifactInput,
  Json,
  Manifest,
  PartitionEntry,
  Phase
} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "./context.js";
import {countPartition} from "./count-partition.js";
import {newFolder} from "./new-folder.js";
import {sha256, sha256OfFile} from "./digest.js";
import {removeOther} from "./remove-other.js";
import {warnOnce} from "./warn-once.js";
import {ChangedFileError, NotFoundError} from "../config/errors.js";
import {stampOf} from "./stamp.js";
import type {Store, Stores} from "../storage/store.js";

/** The specification of an artifact: equal ones give equal bytes. */
export interface ArtifactSpec {
  phase: Phase;
  /** Raised when the same inputs and parameters would give other bytes than before. */
  phaseVersion: number;
  parameters: {[name: string]: Json};
  inputs: ArtifactInput[];
  /** What the partition holds, if it is one; see PartitionEntry. */
  partition?: string;
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
  /** The partitions whose files are files of the artifact too, with paths that differ from those of its own. */
  partitions?: readonly Manifest[];
}

/** Returns the key of the artifact that *spec* describes: equal specs have equal keys. */
export function artifactKey(spec: ArtifactSpec): string {
  const {phase, phaseVersion, parameters, partition} = spec;
  const inputs = spec.inputs.map(({name, sha256}) => ({name, sha256}));
  const described: Json = {phase, phaseVersion, parameters, inputs};
  return sha256(canonicalJson(partition === undefined ? described : {...described, partition}));
}

/** Returns the key in the store of a file of an artifact, which may be in one of its partitions. */
export function fileKey(
  {key, files}: {key: string; files?: readonly ArtifactFile[]},
  path: string
): string {
  return `artifacts/${(files && partitionsByPath(files).get(path)) ?? key}/${path}`;
}

const indexed = new WeakMap<readonly ArtifactFile[], Map<string, string>>();

/** Returns the keys of the partitions that hold *files*, by path. */
function partitionsByPath(files: readonly ArtifactFile[]): Map<string, string> {
  let byPath = indexed.get(files);
  if (!byPath) {
    byPath = new Map(files.flatMap(({path, partition}) => (partition ? [[path, partition]] : [])));
    indexed.set(files, byPath);
  }
  return byPath;
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

/** Returns the path on this machine of the object at *key*; throws a ChangedFileError unless its digest is *sha256*. */
export async function checkedPath(store: Store, key: string, sha256: string): Promise<string> {
  const path = await store.localPath(key);
  const found = await sha256OfFile(path);
  if (found.sha256 === sha256) return path;
  throw new ChangedFileError(
    `changed file: ${key} of ${store.location} has the digest ${found.sha256}, not ${sha256}; \`atalaya verify\` says what else is`
  );
}

/** Returns the paths on this machine of the files of an artifact that pass *filter*, in order; throws a ChangedFileError if one was changed. */
export async function localFiles(
  stores: Stores,
  manifest: Manifest,
  filter: (path: string) => boolean
): Promise<string[]> {
  const store = stores[layerOf[manifest.phase]];
  const files = manifest.files.filter((file) => filter(file.path));
  return Promise.all(
    files.map(({path, sha256: digest}) => checkedPath(store, fileKey(manifest, path), digest))
  );
}

/**
 * Returns the artifact that *spec* describes. If there is none yet, *make* is called with an empty
 * folder; every file that it leaves there becomes a file of the artifact, and the manifest is
 * written last: until then the artifact does not exist. One that is not what it was is not used but recomputed, with a
 * warning that names what was changed. Of two processes that need the same artifact, one
 * makes it and the other waits; readers never wait.
 */
export async function materialiseArtifact(
  spec: ArtifactSpec,
  context: PhaseContext,
  make: (folder: string) => Promise<Made>
): Promise<{manifest: Manifest; reused: boolean}> {
  const key = artifactKey(spec);
  const find = async () => {
    const manifest = await findUsable(spec, context);
    return manifest && reuse(manifest, context);
  };
  const makeNow = async () => {
    const folder = await newFolder(spec.phase, key, context);
    const manifest = await keepArtifact(spec, context, folder, await make(folder));
    return {manifest, reused: false};
  };
  const found = await find();
  if (found) return found;
  return context.exclusively
    ? context.exclusively(`${spec.phase} ${key}`, async () => (await find()) ?? makeNow())
    : makeNow();
}

/**
 * Returns the artifact that *spec* describes, if there is one that is what it was; warns of one that is not. See
 * PhaseContext.breachOf for *made*.
 */
export async function findUsable(
  spec: ArtifactSpec,
  context: PhaseContext,
  made = false
): Promise<Manifest | undefined> {
  const key = artifactKey(spec);
  const known = context.found?.get(key);
  if (known) return known;
  const manifest = await findManifest(context.stores, spec.phase, key).catch(unlessDamaged);
  if (!manifest) return undefined;
  const breach = await context.breachOf?.(manifest, made);
  if (breach === undefined) return manifest;
  warnOnce(context.reporter, `${breach}; it is recomputed`); // what is merged and its partition say the same
  return undefined;
}

/**
 * Returns the partition that *spec* describes, which *make* makes as in materialiseArtifact if there is none yet; both are
 * counted in *context*. Two processes may make the same one at the same time: their bytes are equal. Where there is a ledger, the
 * partition exists once it is recorded there, at the latest when something is merged from it.
 */
export async function materialisePartition(
  spec: ArtifactSpec & {partition: string},
  context: PhaseContext,
  make: (folder: string) => Promise<Made>
): Promise<Manifest> {
  const alone = {...context, exclusively: undefined};
  const {manifest, reused} = await materialiseArtifact(spec, alone, make);
  countPartition(manifest.key, reused ? "reused" : "made", context);
  return manifest;
}

/** Returns *manifest* as reused; all partitions of an artifact that nothing was made for are. */
function reuse(manifest: Manifest, context: PhaseContext) {
  for (const {key} of manifest.partitions ?? []) countPartition(key, "reused", context);
  return {manifest, reused: true};
}

/** Stores what was *made* in *folder* as the artifact that *spec* describes, and returns it; the folder is gone afterwards. */
export async function keepArtifact(
  spec: ArtifactSpec,
  context: PhaseContext,
  folder: string,
  made: Made
): Promise<Manifest> {
  const key = artifactKey(spec);
  const store = context.stores[layerOf[spec.phase]];
  const {partitions = []} = made;
  const own = await adoptFolder(store, {key}, folder, {...made, stamps: context.stamps});
  const files = [...own, ...partitions.flatMap(filesOfPartition)].sort(byPath);
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
    facts: made.facts,
    ...(spec.partition !== undefined && {partition: spec.partition}),
    ...(partitions.length > 0 && {partitions: partitions.map(entryOf).sort(byName)})
  };
  const text = new TextEncoder().encode(manifestText(manifest));
  const commit = () => putManifest(store, fileKey(manifest, "manifest.json"), text, context);
  if (partitions.length > 0) await context.ledger?.settle();
  if (spec.partition !== undefined && context.ledger) await context.ledger.add(manifest, commit);
  else await commit();
  await rm(folder, {recursive: true, force: true});
  return manifest;
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
  {fileRows = {}, contents = {}, stamps}: Made & Pick<PhaseContext, "stamps">
): Promise<ArtifactFile[]> {
  const entries = await readdir(folder, {recursive: true});
  const files: ArtifactFile[] = [];
  for (const entry of entries.sort()) {
    const path = entry.split("\\").join("/");
    const local = join(folder, entry);
    if (!(await stat(local)).isFile()) continue;
    const key = fileKey(artifact, path);
    const made = await sha256OfFile(local);
    // What a killed run left there, or somebody else, is not taken for what was made.
    await removeOther(store, key, made.sha256);
    await store.adopt(key, local);
    if (stamps) await keepStamp(store, key, stamps);
    files.push({
      path,
      ...made,
      ...(path in fileRows && {rows: fileRows[path]}),
      ...(path in contents && {content: contents[path]})
    });
  }
  return files.sort(byPath);
}

/** Returns the files of a partition as those of what it is merged into. */
function filesOfPartition({key, files}: Manifest): ArtifactFile[] {
  return files.map((file) => ({...file, partition: key}));
}

function entryOf(manifest: Manifest): PartitionEntry {
  const {partition, key, sha256: digest, rows} = manifest;
  return {name: partition!, key, sha256: digest, manifest: sha256(manifestText(manifest)), rows};
}

function byPath(a: ArtifactFile, b: ArtifactFile): number {
  return a.path < b.path ? -1 : 1;
}

function byName(a: PartitionEntry, b: PartitionEntry): number {
  return a.name < b.name ? -1 : 1;
}

async function putManifest(
  store: Store,
  key: string,
  bytes: Uint8Array,
  {stamps}: Pick<PhaseContext, "stamps">
): Promise<void> {
  await removeOther(store, key, sha256(bytes));
  await store.write(key, bytes);
  if (stamps) await keepStamp(store, key, stamps);
}

async function keepStamp(store: Store, key: string, stamps: Map<string, string>): Promise<void> {
  const path = await store.localPath(key);
  const stamp = stampOf(path);
  if (stamp) stamps.set(path, stamp);
}

/** Lets a manifest that is no JSON count as none: the artifact is recomputed. */
function unlessDamaged(error: unknown): undefined {
  if (!(error instanceof SyntaxError)) throw error;
}
