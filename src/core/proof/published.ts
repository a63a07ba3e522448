import {errorMessage} from "../error-message.js";
import {phases} from "../schema/artifacts.js";
import type {Manifest} from "../schema/artifacts.js";
import {envelopeToJson, readEnvelope, statementType} from "./dsse.js";
import type {Envelope} from "./dsse.js";
import {exactObject} from "./exact-json.js";
import {readStatement, runOf, subjectsByName} from "./read-statement.js";
import {checkSignatures, pemOf, publicKeyOf, spkiOf} from "./signature.js";
import type {BelievedKey, ProofCrypto, PublicJwk} from "./signature.js";
import {fileSubjectName, objectsOf, subjectName, subjectStart} from "./statement.js";
import type {Resource, RunStatement} from "./statement.js";

/** The path of the proof in a site. */
export const proofPath = "data/proof.json";

/** The start of the paths, in an evaluation, of the files that it publishes. */
export const publishedStart = "published/";

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
  /** The id of the key that signed it; null if that is none of those that are believed. */
  keyId: string | null;
}

/** How to check a proof. */
export interface ProofOptions {
  crypto: ProofCrypto;

  /** The keys that are believed; null: the one that the proof itself carries. */
  keys?: readonly BelievedKey[] | null;

  /** False where signatures cannot be checked; defaults to true. */
  signatures?: boolean;
}

type Add = (what: string, expected: string, found: string) => void;

/**
 * Reads the *bytes* of proof.json. Throws a RangeError if they are no proof, or not as JSON.stringify writes it; what a
 * proof says is checked by checkProof.
 */
export function readProof(bytes: Uint8Array): PublishedProof {
  const proof = exactObject(bytes, "proof") as Partial<PublishedProof>;
  const {format, run, manifests, files} = proof;
  const isText = (value: unknown) => typeof value === "string";
  if (format !== "atalaya-proof/1") throw new RangeError("invalid proof: format is another");
  if (!isText(run)) throw new RangeError("invalid proof: run is missing or wrong");
  if (!Array.isArray(manifests) || !manifests.every((one) => isText(one?.name) && isText(one.text)))
    throw new RangeError("invalid proof: manifests are missing or wrong");
  if (!Array.isArray(files) || !files.every((one) => isText(one?.path) && isText(one.name)))
    throw new RangeError("invalid proof: files are missing or wrong");
  return proof as PublishedProof;
}

/**
 * Checks *proof*: that a key signed its envelope, that the statement is on its run, that there is the manifest of each
 * phase that was signed and no other, that all that they list was signed, and that its files are those that the
 * run published. Proves that these belong together; who signed is known to those who know the key. Never rejects for
 * what a proof holds.
 */
export async function checkProof(
  proof: PublishedProof,
  {crypto, keys = null, signatures = true}: ProofOptions
): Promise<CheckedProof> {
  const checks: ProofCheck[] = [];
  const add: Add = (what, expected, found) =>
    void checks.push({what, expected, found, ok: expected === found});
  let statement: RunStatement | null = null;
  let keyId: string | null = null;
  try {
    if (proof.envelope === null) throw new RangeError("there is no signed statement");
    const envelope = readEnvelope(proof.envelope);
    add("type of what was signed", statementType, envelope.payloadType);
    const carried = await carriedKey(proof, crypto, add);
    if (signatures) keyId = await checkSigner(envelope, keys ?? [carried], crypto, add);
    statement = readStatement(new TextDecoder().decode(envelope.payload));
    add("run of the statement", proof.run, runOf(statement));
    await checkManifests(proof, statement, crypto, add);
  } catch (error) {
    add(proofPath, "readable", errorMessage(error));
  }
  return {ok: checks.every(({ok}) => ok), checks, statement, keyId};
}

/** Returns the digest of the envelope of *proof* as it is stored beside the run. */
export async function envelopeDigest(
  {envelope}: PublishedProof,
  crypto: Pick<ProofCrypto, "sha256">
): Promise<string> {
  return crypto.sha256(new TextEncoder().encode(envelopeToJson(readEnvelope(envelope))));
}

/** Returns the key that *proof* carries, having checked that its two forms and its id are of one key. */
async function carriedKey(
  {key}: PublishedProof,
  crypto: ProofCrypto,
  add: Add
): Promise<BelievedKey> {
  const publicKey = publicKeyOf(key?.jwk);
  const keyId = await crypto.sha256(spkiOf(publicKey));
  add("id of the key", keyId, String(key?.jwk.kid));
  add("key as PEM", pemOf(publicKey).trim(), String(key?.pem).trim());
  return {keyId, publicKey};
}

async function checkSigner(
  envelope: Envelope,
  keys: readonly BelievedKey[],
  crypto: ProofCrypto,
  add: Add
): Promise<string | null> {
  const {keyId, expected, found} = await checkSignatures(envelope, keys, crypto);
  add("signature of the statement", expected, found);
  return keyId;
}

async function checkManifests(
  {manifests, files}: PublishedProof,
  statement: RunStatement,
  crypto: ProofCrypto,
  add: Add
): Promise<void> {
  const subjects = subjectsByName(statement);
  const {internalParameters} = statement.predicate.buildDefinition;
  const nameOf = (phase: (typeof phases)[number]) =>
    subjectName({phase, key: internalParameters[phase].key}, "manifest.json");
  add("manifests", phases.map(nameOf).join(" "), manifests.map(({name}) => name).join(" "));
  for (const {name, text} of manifests) {
    const digest = await crypto.sha256(new TextEncoder().encode(text));
    add(name, subjects.get(name)?.digest.sha256 ?? "nothing", digest);
    const manifest = JSON.parse(text) as Manifest;
    const {key, sha256} = internalParameters[manifest.phase] ?? {};
    add(`${name}: artifact`, `${key} ${sha256}`, `${manifest.key} ${manifest.sha256}`);
    const start = subjectStart(manifest);
    const lineOf = (object: Resource) => `${object.name} ${object.digest.sha256}`;
    const signed = [...subjects.values()]
      .filter((subject) => subject.name.startsWith(start) && subject.name !== name)
      .map(lineOf);
    const listed = objectsOf(manifest).map(lineOf);
    addLists(`${name}: files`, signed, listed, add);
    if (manifest.phase === "evaluation")
      addLists("files of the site", publishedBy(manifest), files.map(({path, name}) => `${path} ${name}`), add); // prettier-ignore
  }
}

/** Adds the check that two lists hold the same, naming the first that only one of them has. */
function addLists(what: string, expected: readonly string[], found: readonly string[], add: Add) {
  const [due, is] = [[...expected].sort(), [...found].sort()];
  const at = due.findIndex((one, i) => one !== is[i]);
  if (at < 0 && due.length === is.length)
    return add(what, `${due.length} files`, `${is.length} files`);
  const place = at < 0 ? due.length : at;
  add(what, due[place] ?? "nothing more", is[place] ?? "nothing more");
}

function publishedBy(manifest: Manifest): string[] {
  return manifest.files
    .filter(({path}) => path.startsWith(publishedStart))
    .map((file) => `${file.path.slice(publishedStart.length)} ${fileSubjectName(manifest, file)}`);
}
