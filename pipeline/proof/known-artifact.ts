import {subjectsByName} from "../../src/core/proof/read-statement.js";
import {fileSubjectName, subjectName} from "../../src/core/proof/statement.js";
import {layerOf, manifestText} from "../../src/core/schema/artifacts.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import {artifactDigest, artifactKey, fileKey} from "../artifacts/artifacts.js";
import {sha256, sha256OfFile} from "../artifacts/digest.js";
import {stampOf} from "../artifacts/stamp.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {ArtifactRecord, Records, SignedRun} from "../audit/audit.js";
import type {Resource} from "../../src/core/proof/statement.js";
import type {Store} from "../storage/store.js";
import {NotFoundError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {openReader} from "./objects.js";
import {newParts} from "./verification.js";
import {knownKeys, verifyStatement} from "./verify-statement.js";

/** The digest of each object in a statement, by name. */
type Subjects = Map<string, Resource>;

/** The surroundings of a run that looks at artifacts of others. */
interface KnownArtifacts {
  settings: Settings;
  /** The audit, which may still be opening. */
  audit: Promise<Pick<Records, "findArtifacts" | "newestSigned">>;
  /** A folder on this machine for work in progress. */
  scratch: string;
  /** See PhaseContext.stamps. */
  stamps: Map<string, string>;
  /** Returns what is recorded of an artifact. */
  find(key: string): Promise<ArtifactRecord | undefined>;
  /** Returns the signed statement on a run, if it is the one that the audit recorded. */
  readStatement(signed: SignedRun): Promise<Subjects | undefined>;
}

/** Returns PhaseContext.breachOf for a run of *settings* whose audit is *opening*. */
export function breachBy(
  settings: Settings,
  opening: KnownArtifacts["audit"],
  {scratch, stamps}: Pick<KnownArtifacts, "scratch" | "stamps">
): NonNullable<PhaseContext["breachOf"]> {
  const known: KnownArtifacts = {
    settings,
    audit: opening,
    scratch,
    stamps,
    find: batched(async (keys) => (await opening).findArtifacts(keys)),
    readStatement: statementReader(settings, scratch)
  };
  let newest: Promise<Subjects | undefined> | undefined;
  const newestStatement = async () => {
    const signed = await (await opening).newestSigned();
    return signed && known.readStatement(signed);
  };
  return async (manifest, made = false) =>
    artifactBreach(manifest, known, {made, newest: (newest ??= newestStatement())});
}

/**
 * Returns why the artifact of *manifest*, which the store has, is not to be used, in a phrase that names the object; undefined
 * if it is what it was. It must be what the audit recorded; if a run that used it was signed, its manifest must be the one
 * that the statement names; and each of its files must have the bytes of its manifest. From a server, files are checked as
 * they are read. Statements are read once: the *newest* names most of what a run finds. What was just *made* is what the audit
 * recorded, whatever statements can be read.
 */
async function artifactBreach(
  manifest: Manifest,
  known: KnownArtifacts,
  {made, newest}: {made: boolean; newest: Promise<Subjects | undefined>}
): Promise<string | undefined> {
  const name = subjectName(manifest, "manifest.json");
  if (artifactKey(manifest) !== manifest.key || artifactDigest(manifest.files) !== manifest.sha256)
    return `${name} contradicts itself`;
  const text = sha256(manifestText(manifest));
  const isNamed = async (subjects: Promise<Subjects | undefined>) =>
    (await subjects)?.get(name)?.digest.sha256 === text;
  if (await isNamed(newest)) return bytesBreach(manifest, undefined, known); // recorded with the run that signed it
  const record = await known.find(manifest.key);
  if (!record) return `${name} is of an artifact that no run recorded`;
  if (record.sha256 !== manifest.sha256) return `${name} has other files than the audit recorded`;
  if (made) return bytesBreach(manifest, undefined, known);
  if (record.signed && !(await isNamed(known.readStatement(record.signed))))
    return `${name} is not what the newest run that used it signed`;
  if (!record.signed && (record.manifest ?? text) !== text && !isLoose(manifest))
    return `${name} is not what the audit recorded`;
  return bytesBreach(manifest, record.signed ? undefined : record, known);
}

/** Looks at the bytes on this machine; without a signature, also at what the *record* does not know. */
async function bytesBreach(
  manifest: Manifest,
  record: ArtifactRecord | undefined,
  known: KnownArtifacts
): Promise<string | undefined> {
  if (known.settings.minio) return undefined;
  return (await partitionBreach(manifest, known)) ?? fileBreach(manifest, record, known);
}

/** Returns whether the bytes of a file of *manifest* may differ when it is recomputed, and with them the manifest. */
function isLoose({files}: Manifest): boolean {
  return files.some(({content}) => content !== undefined);
}

/** Returns a function that looks up one key, and asks for those of the same moment together. */
function batched<T>(
  find: (keys: string[]) => Promise<Map<string, T>>
): (key: string) => Promise<T | undefined> {
  let next: {keys: string[]; found: Promise<Map<string, T>>} | undefined;
  return async (key) => {
    if (!next) {
      const keys: string[] = [];
      const found = new Promise((resolve) => setImmediate(resolve)).then(() => {
        next = undefined;
        return find(keys);
      });
      next = {keys, found};
    }
    next.keys.push(key);
    return (await next.found).get(key);
  };
}

/** Returns what reads the statements on runs of *settings*, each once. */
function statementReader(
  settings: Settings,
  scratch: string
): (signed: SignedRun) => Promise<Subjects | undefined> {
  const statements = new Map<string, Promise<Subjects | undefined>>();
  const read = async ({run, sha256: digest}: SignedRun) => {
    const reader = openReader(settings, async () => scratch);
    const keys = await knownKeys(settings, undefined);
    const statement = await verifyStatement(reader, run, keys, newParts().statement);
    return statement?.sha256 === digest ? subjectsByName(statement.statement) : undefined;
  };
  return (signed) => {
    const reading = statements.get(signed.run) ?? read(signed);
    statements.set(signed.run, reading);
    return reading;
  };
}

/** Looks at the manifest of every partition. */
async function partitionBreach(
  {phase, partitions = []}: Manifest,
  {settings, scratch, stamps}: KnownArtifacts
): Promise<string | undefined> {
  const {stores} = openReader(settings, async () => scratch);
  for (const {key, manifest: digest} of partitions) {
    const name = subjectName({phase, key}, "manifest.json");
    const found = await maybeDigest(
      stores[layerOf[phase]],
      fileKey({key}, "manifest.json"),
      stamps
    );
    if (found !== digest) return found === undefined ? `${name} is missing` : `${name} was changed`;
  }
  return undefined;
}

/** Looks at every byte; without a signature, also at the content of a file whose bytes the *record* does not know. */
async function fileBreach(
  manifest: Manifest,
  record: ArtifactRecord | undefined,
  {settings, scratch, stamps}: KnownArtifacts
): Promise<string | undefined> {
  const {stores} = openReader(settings, async () => scratch);
  const store = stores[layerOf[manifest.phase]];
  for (const file of manifest.files) {
    const {path, sha256: digest, content} = file;
    const name = fileSubjectName(manifest, file);
    const found = await maybeDigest(store, fileKey(manifest, path), stamps);
    if (found !== digest) return found === undefined ? `${name} is missing` : `${name} was changed`;
    if (!content || !record || record.files[path] === digest) continue;
    const {contentOf} = await import("./content.js"); // DuckDB is slow to load
    const local = await store.localPath(fileKey(manifest, path));
    if ((await contentOf(local, scratch)) !== content) return `${name} says something else`;
  }
  return undefined;
}

/** Returns the digest of the object at *key*, and adds its stamp to *stamps*; undefined if there is none. */
async function maybeDigest(
  store: Store,
  key: string,
  stamps: Map<string, string>
): Promise<string | undefined> {
  const local = await store.localPath(key).catch(unlessMissing);
  if (local === undefined) return undefined;
  const stamp = stampOf(local); // before its bytes are read: what changes then changes it
  const {sha256: digest} = await sha256OfFile(local);
  if (stamp) stamps.set(local, stamp);
  return digest;
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
}
