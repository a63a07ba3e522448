import {errorMessage} from "../error-message.js";
import {checkProof, proofPath, publishedStart, readProof} from "./published.js";
import type {ProofCheck, ProofOptions, PublishedProof} from "./published.js";
import {subjectsByName} from "./read-statement.js";
import {checkSignatures, publicKeyOf, spkiOf} from "./signature.js";
import type {BelievedKey, ProofCrypto} from "./signature.js";
import {readSiteManifest, signedPart, siteManifestPath, siteManifestType} from "./site.js";
import type {SiteManifest} from "./site.js";
import {subjectName} from "./statement.js";
import type {RunStatement} from "./statement.js";

/** A check of what a site says of itself; *path* is the file that it is about. */
export interface SiteCheck extends ProofCheck {
  path: string;
}

/** What the two signed documents of a site say, and whether they agree. */
export interface CheckedDocuments {
  checks: SiteCheck[];

  /** The list of files and the proof; null if they cannot be read. */
  manifest: SiteManifest | null;
  proof: PublishedProof | null;

  /** The statement on the run; null if it cannot be read. */
  statement: RunStatement | null;

  /** The id of the key that signed both; null if one of them is not signed by a key that is believed. */
  keyId: string | null;
}

/**
 * Checks the list of the files of a site and its proof, given as the bytes of both, undefined if one is missing: that one
 * and the same key signed them, that they are of one run, and that the listed data files are those of the run. Whether
 * the files are as listed is for the caller to check. Never rejects for what the bytes are.
 */
export async function checkSiteDocuments(
  bytes: {manifest: Uint8Array | undefined; proof: Uint8Array | undefined},
  options: ProofOptions
): Promise<CheckedDocuments> {
  const checks: SiteCheck[] = [];
  const add = (path: string, what: string, expected: string, found: string) =>
    void checks.push({path, what, expected, found, ok: expected === found});
  const read = <T>(path: string, content: Uint8Array | undefined, parse: (of: Uint8Array) => T) => {
    try {
      if (!content) throw new RangeError("nothing");
      const parsed = parse(content);
      add(path, path, "readable", "readable");
      return parsed;
    } catch (error) {
      add(path, path, "readable", errorMessage(error));
      return null;
    }
  };
  const manifest = read(siteManifestPath, bytes.manifest, readSiteManifest);
  const proof = read(proofPath, bytes.proof, readProof);
  const checked = proof && (await checkProof(proof, options));
  for (const check of checked?.checks ?? []) checks.push({...check, path: proofPath});
  if (manifest && proof) add(siteManifestPath, "run of the list of files", proof.run, manifest.run);
  const listKey =
    manifest && options.signatures !== false
      ? await checkList(manifest, proof, options, (...line) => add(siteManifestPath, ...line))
      : null;
  const statement = checked?.statement ?? null;
  if (manifest && statement) {
    for (const {path, expected, found} of dataChecks(manifest, statement))
      add(path, `${path} as signed with the run`, expected, found);
  }
  const keyId = listKey === checked?.keyId ? listKey : null;
  return {checks, manifest, proof, statement, keyId};
}

/** Returns the name under which a file was published; e.g., `today.json` of `_file/data/today.9aa38659.json`. */
export function publishedName(path: string): string {
  const name = path.split("/").at(-1)!;
  return name.replace(/\.[0-9a-f]{8}(?=\.\w+$)/, "");
}

/** Returns whether the file at *path* of a site holds published data. */
export function isData(path: string): boolean {
  return path.startsWith("_file/data/");
}

/** Checks who signed the list; returns the id of the key, null if it is none that is believed. */
async function checkList(
  manifest: SiteManifest,
  proof: PublishedProof | null,
  {crypto, keys = null}: ProofOptions,
  add: (what: string, expected: string, found: string) => void
): Promise<string | null> {
  const what = "signature of the list of files";
  try {
    const believed = keys ?? [await keyOf(proof, crypto)];
    const envelope = {
      payloadType: siteManifestType,
      payload: signedPart(manifest),
      signatures: manifest.signatures
    };
    const {keyId, expected, found} = await checkSignatures(envelope, believed, crypto);
    add(what, expected, found);
    return keyId;
  } catch (error) {
    add(what, "a signature by the key of the run", errorMessage(error));
    return null;
  }
}

async function keyOf(
  proof: PublishedProof | null,
  crypto: Pick<ProofCrypto, "sha256">
): Promise<BelievedKey> {
  const publicKey = publicKeyOf(proof?.key?.jwk);
  return {publicKey, keyId: await crypto.sha256(spkiOf(publicKey))};
}

/** Compares the digest of each listed data file that the run published with the signed one. */
function dataChecks(manifest: SiteManifest, statement: RunStatement) {
  const subjects = subjectsByName(statement);
  const {key} = statement.predicate.buildDefinition.internalParameters.evaluation;
  return manifest.files
    .filter(({path}) => isData(path))
    .flatMap(({path, sha256}) => {
      const name = subjectName(
        {phase: "evaluation", key},
        `${publishedStart}${publishedName(path)}`
      );
      const expected = subjects.get(name)?.digest.sha256;
      return expected === undefined ? [] : [{path, expected, found: sha256}]; // of the audit, not of the run
    });
}
