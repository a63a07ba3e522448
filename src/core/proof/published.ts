import {errorMessage} from "../error-message.js";
import type {Manifest} from "../schema/artifacts.js";
import {readEnvelope} from "./dsse.js";
import {readStatement, runOf, subjectsByName} from "./read-statement.js";
import {findSigner, publicKeyOf, spkiOf} from "./signature.js";
import type {ProofCrypto, PublicJwk} from "./signature.js";
import {subjectName} from "./statement.js";
import type {RunStatement} from "./statement.js";

/** proof.json: what a reader of the site needs to check it without trusting the server. */
export interface PublishedProof {
  format: "atalaya-proof/1";
  /** The run that the site shows. */
  run: string;
  /** The DSSE envelope, as JSON; null if the run was made before there were statements. */
  envelope: {
    payloadType: string;
    payload: string;
    signatures: {keyid: string; sig: string}[];
  } | null;
  /** The public key that signed it, for WebCrypto and as PEM; null without an envelope. */
  key: {jwk: PublicJwk; pem: string} | null;
  /** The text of each manifest, by the name of the subject that it is. */
  manifests: {name: string; text: string}[];
  /** The files that the site shows, by the names of the subjects that they are copies of. */
  files: {path: string; name: string}[];
}

/** A check of a proof, for people: what was expected and what was found. */
export interface ProofCheck {
  what: string;
  expected: string;
  found: string;
  ok: boolean;
}

/** What checking a proof found. */
export interface CheckedProof {
  ok: boolean;
  checks: ProofCheck[];
  /** The statement, if one could be read, whoever signed it. */
  statement: RunStatement | null;
  /** The id of the key that came with it and signed it: compare it with what you have from elsewhere. */
  keyId: string | null;
}

/**
 * Checks *proof*: that its key signed its envelope, that the statement is on its run, that each manifest
 * is the one that was signed, and that all that a manifest lists was signed. Proves that these belong
 * together; who signed is only known to who knows the key. Never rejects for what a proof holds.
 */
export async function checkProof(
  proof: PublishedProof,
  crypto: ProofCrypto
): Promise<CheckedProof> {
  const checks: ProofCheck[] = [];
  const add = (what: string, expected: string, found: string) =>
    void checks.push({what, expected, found, ok: expected === found});
  let statement: RunStatement | null = null;
  let keyId: string | null = null;
  try {
    const envelope = readEnvelope(proof.envelope);
    const publicKey = publicKeyOf(proof.key?.jwk);
    const id = await crypto.sha256(spkiOf(publicKey));
    const signer = await findSigner(envelope, [{keyId: id, publicKey}], crypto);
    add("signature", id, signer ?? "not signed by this key");
    statement = readStatement(new TextDecoder().decode(envelope.payload));
    add("run", proof.run, runOf(statement));
    for (const {name, text} of proof.manifests)
      await checkManifest(name, text, statement, crypto, add);
    keyId = signer ?? null;
  } catch (error) {
    add("proof", "readable", errorMessage(error));
  }
  return {ok: checks.every(({ok}) => ok), checks, statement, keyId};
}

/** Checks that *bytes*, a file of the site, are those of the subject called *name* that was signed. */
export async function checkFile(
  name: string,
  bytes: Uint8Array,
  statement: RunStatement,
  crypto: ProofCrypto
): Promise<ProofCheck> {
  const expected = subjectsByName(statement).get(name)?.digest.sha256 ?? "nothing";
  const found = await crypto.sha256(bytes);
  return {what: name, expected, found, ok: expected === found};
}

async function checkManifest(
  name: string,
  text: string,
  statement: RunStatement,
  crypto: ProofCrypto,
  add: (what: string, expected: string, found: string) => void
): Promise<void> {
  const subjects = subjectsByName(statement);
  const digest = await crypto.sha256(new TextEncoder().encode(text));
  add(name, subjects.get(name)?.digest.sha256 ?? "nothing", digest);
  const manifest = JSON.parse(text) as Manifest;
  for (const {path, sha256} of manifest.files) {
    const file = subjectName(manifest, path);
    add(file, subjects.get(file)?.digest.sha256 ?? "nothing", sha256);
  }
}
