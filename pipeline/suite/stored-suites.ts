import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {ArtifactFile, ArtifactInput, Json} from "../../src/core/schema/artifacts.js";
import type {Suite} from "../../src/core/evaluation/suite/summary.js";
import {sha256} from "../artifacts/digest.js";
import {NotFoundError, UsageError} from "../config/errors.js";
import type {Store} from "../storage/store.js";

/** What says that a suite exists; written last, like the manifest of an artifact, and as free of clocks and paths. */
export interface SuiteManifest {
  format: "atalaya-suite-manifest/1";

  /** The SHA-256 of suite.json: the name of the suite. */
  key: string;
  parameters: {version: number; seeds: number[]; detectors: string[]};

  /** The files of the sets, by their paths below the folder of the suite. */
  inputs: ArtifactInput[];
  files: ArtifactFile[];
}

const latestKey = "suites/latest.json";
const decoder = new TextDecoder();

/** Returns the key in the store of a file of the suite *key*. */
export function suiteFileKey(key: string, path: "suite.json" | "manifest.json"): string {
  return `suites/${key}/${path}`;
}

/** Stores *suite* under the digest of its bytes, makes it the latest, and returns its manifest with the digest of that. */
export async function storeSuite(
  store: Store,
  suite: Suite
): Promise<{manifest: SuiteManifest; sha256: string}> {
  const text = encode(suite as unknown as Json);
  const key = sha256(text);
  const {version, seeds, detectors, sets} = suite;
  const inputs = sets.flatMap(({files}) =>
    files.map(({path, sha256: digest, bytes}) => ({name: path, sha256: digest, bytes}))
  );
  const manifest: SuiteManifest = {
    format: "atalaya-suite-manifest/1",
    key,
    parameters: {version, seeds, detectors},
    inputs,
    files: [{path: "suite.json", sha256: key, bytes: text.length, rows: suite.results.length}]
  };
  const written = encode(manifest as unknown as Json);
  await store.replace(suiteFileKey(key, "suite.json"), text);
  await store.replace(suiteFileKey(key, "manifest.json"), written);
  await store.replace(latestKey, encode({key}));
  return {manifest, sha256: sha256(written)};
}

/** Returns the key of the suite that was made last; undefined if there is none. */
export async function findLatestSuite(store: Store): Promise<string | undefined> {
  const bytes = await maybeRead(store, latestKey);
  return bytes && (JSON.parse(decoder.decode(bytes)) as {key: string}).key;
}

/** Returns the key of the suite whose digest begins with *digest*; throws a UsageError if there is none, or several. */
export async function findSuite(store: Store, digest: string): Promise<string> {
  const keys = (await store.list("suites/")).flatMap(
    (key) => /^suites\/([0-9a-f]{64})\/manifest\.json$/.exec(key)?.[1] ?? []
  );
  const found = keys.filter((key) => /^[0-9a-f]{4,64}$/.test(digest) && key.startsWith(digest));
  if (found.length === 1) return found[0];
  const remedy = keys.length === 0 ? "make one with `atalaya bench-suite DIR`" : `there are ${keys.map((key) => key.slice(0, 16)).join(", ")}`; // prettier-ignore
  throw new UsageError(`${found.length > 1 ? "ambiguous" : "unknown"} suite: ${digest}; ${remedy}`);
}

/** Returns the suite *key*; throws a UsageError if its bytes are not those of its name. */
export async function readSuite(store: Store, key: string): Promise<Suite> {
  const bytes = await maybeRead(store, suiteFileKey(key, "suite.json"));
  if (!bytes) throw new UsageError(`missing file: suite.json of the suite ${key.slice(0, 16)}; run \`atalaya bench-suite\``); // prettier-ignore
  if (sha256(bytes) !== key) throw new UsageError(`changed file: suite.json of the suite ${key.slice(0, 16)}; \`atalaya verify\` says what else is`); // prettier-ignore
  return JSON.parse(decoder.decode(bytes)) as Suite;
}

/** Returns the part of a suite that was stored as *key*, a digest of all that decides it; undefined if there is none, or it was changed. */
export async function findPart(store: Store, key: string): Promise<Json | undefined> {
  const bytes = await maybeRead(store, partKey(key));
  if (!bytes) return undefined;
  try {
    const {part, sha256: digest} = JSON.parse(decoder.decode(bytes)) as {part: Json; sha256: string}; // prettier-ignore
    return sha256(canonicalJson(part)) === digest ? part : undefined;
  } catch {
    return undefined; // truncated by a power failure
  }
}

/** Stores *part* of a suite as *key*. */
export async function storePart(store: Store, key: string, part: Json): Promise<void> {
  await store.replace(partKey(key), encode({part, sha256: sha256(canonicalJson(part))}));
}

function partKey(key: string): string {
  return `suites/parts/${key}.json`;
}

function encode(value: Json): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(value)}\n`);
}

async function maybeRead(store: Store, key: string): Promise<Uint8Array | undefined> {
  try {
    return await store.read(key);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
