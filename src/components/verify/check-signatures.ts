import {checkFile, checkProof} from "../../core/proof/published.js";
import type {CheckedProof, PublishedProof} from "../../core/proof/published.js";
import {preAuthenticationEncoding} from "../../core/proof/dsse.js";
import {publicKeyOf} from "../../core/proof/signature.js";
import type {ProofCrypto} from "../../core/proof/signature.js";
import {signedPart, siteManifestPath, siteManifestType} from "../../core/proof/site.js";
import type {SiteManifest} from "../../core/proof/site.js";
import {isData, publishedName} from "./file-dependents.js";
import type {Fetched} from "./fetch-file.js";
import {messageOf} from "./fetch-file.js";
import type {StatementCheck} from "./verification.js";

/** The list of files; empty, with the error, if it cannot be read. */
export interface Listed {
  manifest: SiteManifest;
  error: string | null;
}

/** The input of the check of signatures. */
export interface SignatureInput {
  proof: PublishedProof | undefined;
  listed: Listed;
  files: ReadonlyMap<string, Fetched>;
  crypto: ProofCrypto & {secure: boolean};
  notes: string[];
  usedIn: (path: string) => string[];
}

/**
 * Checks the signed statement of the run and the signature of the list of files, and that the data files
 * are those that were signed. What cannot be checked here goes to *notes*.
 */
export async function checkSignatures(
  input: SignatureInput
): Promise<{lines: StatementCheck[]; keyId: string | null}> {
  const {proof, listed, files, crypto, notes, usedIn} = input;
  const everything = () => usedIn("data/proof.json");
  const lines: StatementCheck[] = [];
  const add = (what: string, expected: string, found: string, figures: string[] = []) =>
    lines.push({
      what,
      expected,
      found,
      ok: expected === found,
      figures: expected === found ? [] : figures
    });
  add(siteManifestPath, "readable", listed.error ?? "readable", everything());
  if (!proof) {
    add("data/proof.json", "readable", "no JSON that could be read", everything());
    return {lines, keyId: null};
  }
  if (!listed.error) add("run of the list of files", String(proof.run), listed.manifest.run);
  if (proof.envelope === null)
    notes.push("The run was made before runs were signed; its digests are unverified.");
  let checked: CheckedProof | null = null;
  if (crypto.secure && proof.envelope !== null) {
    checked = await checkProof(proof, crypto);
    lines.push(
      ...checked.checks.map((check) => ({...check, figures: check.ok ? [] : everything()}))
    );
    if (!listed.error) await addListSignature(proof, listed.manifest, crypto, notes, add);
  }
  const statement = checked?.statement;
  for (const {path, name} of statement ? proof.files : []) {
    const found = [...files].find(([file]) => isData(file) && publishedName(file) === path);
    if (!found) continue; // it is on no page
    const [file, {bytes, sha256}] = found;
    const check = bytes
      ? await checkFile(name, bytes, statement!, crypto)
      : checkDigest(name, sha256, statement!.subject);
    add(`${file} as signed with the run`, check.expected, check.found, usedIn(file));
  }
  return {lines, keyId: checked?.keyId ?? null};
}

function checkDigest(
  name: string,
  sha256: string | null,
  subjects: readonly {name: string; digest: {[algorithm: string]: string}}[]
): Pick<StatementCheck, "expected" | "found"> {
  const expected = subjects.find((subject) => subject.name === name)?.digest.sha256 ?? "nothing";
  return {expected, found: sha256 ?? "nothing"};
}

/** Checks that the key of the run signed the list of files; adds a note if nobody did. */
async function addListSignature(
  proof: PublishedProof,
  manifest: SiteManifest,
  crypto: ProofCrypto,
  notes: string[],
  add: (what: string, expected: string, found: string) => void
): Promise<void> {
  if (manifest.signatures.length === 0) {
    notes.push(
      "Nobody signed the list of the site’s files: its builder did not have the key of the run. A page that was changed together with the list is not found here; the data are signed with the run."
    );
    return;
  }
  const message = preAuthenticationEncoding(siteManifestType, signedPart(manifest));
  let found = "not signed by the key of the run";
  try {
    const key = publicKeyOf(proof.key?.jwk);
    for (const {sig} of manifest.signatures)
      if (await crypto.verifyEd25519(key, sig, message)) found = "the key of the run";
  } catch (error) {
    found = messageOf(error);
  }
  add(`signature of ${siteManifestPath}`, "the key of the run", found);
}
