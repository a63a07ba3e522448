import {subjectsByName} from "../../src/core/proof/read-statement.js";
import {subjectName} from "../../src/core/proof/statement.js";
import {layerOf} from "../../src/core/schema/artifacts.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import {artifactDigest, artifactKey, fileKey} from "../artifacts/artifacts.js";
import {sha256, sha256OfFile} from "../artifacts/digest.js";
import type {ArtifactRecord, Records} from "../audit/audit.js";
import {NotFoundError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {manifestText} from "./attest.js";
import {contentOf} from "./content.js";
import {openReader} from "./objects.js";
import {newParts} from "./verification.js";
import {knownKeys, verifyStatement} from "./verify-statement.js";

/** The surroundings of a run that looks at artifacts of others. */
interface KnownArtifacts {
  settings: Settings;
  audit: Pick<Records, "findArtifact">;
  /** A folder on this machine for work in progress. */
  scratch: string;
}

/** Returns PhaseContext.breachOf for a run of *settings* whose audit is *opening*. */
export function breachBy(
  settings: Settings,
  opening: Promise<KnownArtifacts["audit"]>,
  scratch: string
): (manifest: Manifest) => Promise<string | undefined> {
  return async (manifest) => artifactBreach(manifest, {settings, audit: await opening, scratch});
}

/**
 * Returns why the artifact of *manifest*, which the store has, is not to be used, in a phrase that names the object; undefined
 * if it is what it was. It must be what the audit recorded; if a run that used it was signed, its manifest must be the one
 * that the statement names; and each of its files must have the bytes of its manifest. From a server, files are checked as they are read.
 */
async function artifactBreach(
  manifest: Manifest,
  known: KnownArtifacts
): Promise<string | undefined> {
  const name = subjectName(manifest, "manifest.json");
  if (artifactKey(manifest) !== manifest.key || artifactDigest(manifest.files) !== manifest.sha256)
    return `${name} contradicts itself`;
  const record = await known.audit.findArtifact(manifest.key);
  if (!record) return `${name} is of an artifact that no run recorded`;
  if (record.sha256 !== manifest.sha256) return `${name} has other files than the audit recorded`;
  const signed = await isSigned(manifest, record, known);
  if (signed === false) return `${name} is not what the newest run that used it signed`;
  return known.settings.minio
    ? undefined
    : fileBreach(manifest, signed ? undefined : record, known);
}

/** Returns whether the newest statement on a run that used an artifact names *manifest*; undefined if no such run was signed. */
async function isSigned(
  manifest: Manifest,
  {signed: [newest]}: ArtifactRecord,
  {settings, scratch}: KnownArtifacts
): Promise<boolean | undefined> {
  if (!newest) return undefined;
  const reader = openReader(settings, async () => scratch);
  const keys = await knownKeys(settings, undefined);
  const statement = await verifyStatement(reader, newest.run, keys, newParts().statement);
  if (statement?.sha256 !== newest.sha256) return false;
  const subject = subjectsByName(statement.statement).get(subjectName(manifest, "manifest.json"));
  return subject?.digest.sha256 === sha256(manifestText(manifest));
}

/** Looks at every byte; without a signature, also at the content of a file whose bytes the *record* does not know. */
async function fileBreach(
  manifest: Manifest,
  record: ArtifactRecord | undefined,
  {settings, scratch}: KnownArtifacts
): Promise<string | undefined> {
  const {stores} = openReader(settings, async () => scratch);
  const store = stores[layerOf[manifest.phase]];
  for (const {path, sha256: digest, content} of manifest.files) {
    const name = subjectName(manifest, path);
    const local = await store.localPath(fileKey(manifest, path)).catch(unlessMissing);
    if (local === undefined) return `${name} is missing`;
    const found = await sha256OfFile(local);
    if (found.sha256 !== digest) return `${name} was changed`;
    if (!content || !record || record.files[path] === digest) continue;
    if ((await contentOf(local, scratch)) !== content) return `${name} says something else`;
  }
  return undefined;
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
}
