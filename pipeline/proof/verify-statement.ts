import {statementType} from "../../src/core/proof/dsse.js";
import type {Envelope} from "../../src/core/proof/dsse.js";
import {readStatement, runOf} from "../../src/core/proof/read-statement.js";
import {findSigner} from "../../src/core/proof/signature.js";
import type {RunStatement} from "../../src/core/proof/statement.js";
import type {Settings} from "../config/settings.js";
import {listKeys} from "./key-folder.js";
import {nodeProofCrypto, readSigner} from "./keys.js";
import type {PublicKey} from "./keys.js";
import {exactText, readText} from "./objects.js";
import type {ObjectReader} from "./objects.js";
import {envelopeOf, findPublicKey, publicKeyKey, statementKey} from "./statements.js";
import {differ} from "./verification.js";
import type {KeyOrigin, PartVerification} from "./verification.js";

/** The keys that may have signed, and how they came to be known. */
export interface KnownKeys {
  keys: readonly PublicKey[];
  origin: KeyOrigin;
}

/** A statement on a run, as it is in the store. */
export interface VerifiedStatement {
  statement: RunStatement;
  /** The digest of the envelope. */
  sha256: string;
  /** The key that signed it, and how it came to be known. */
  key: PublicKey;
  origin: KeyOrigin;
}

/** Returns the keys that are believed when *settings* verifies: the *given* one alone, or those of the workspace. */
export async function knownKeys(
  settings: Settings,
  given: PublicKey | undefined
): Promise<KnownKeys> {
  if (given) return {keys: [given], origin: "given"};
  const {signingKey, keys: folder} = settings;
  const own = signingKey ? [readSigner(signingKey.reveal(), "ATALAYA_SIGNING_KEY").key] : [];
  return {keys: [...own, ...(await listKeys(folder))], origin: "workspace"};
}

/**
 * Checks the signed statement on *run*: that it is there, is signed by a known key, and is on that run.
 * A key that was not given is also looked for beside the statement, under the id that it names. Returns
 * the statement, unless it cannot be read or nobody known signed it.
 */
export async function verifyStatement(
  reader: ObjectReader,
  run: string,
  known: KnownKeys,
  part: PartVerification
): Promise<VerifiedStatement | undefined> {
  const key = statementKey(run);
  const what = `eval/${key}`;
  ++part.checked;
  const expected = "a signed statement";
  try {
    const object = await readText(reader, reader.stores.eval, key);
    if (!object) return void differ(part, {what, expected, found: "nothing"});
    part.bytes += object.bytes;
    if (object.link) differ(part, {what, expected: "a file", found: object.link});
    const envelope = envelopeOf(object.content);
    if (envelope.payloadType !== statementType)
      return void differ(part, {what, expected: statementType, found: envelope.payloadType});
    const signer = await findKey(reader, envelope, known, part);
    if (!signer) return void differ(part, {what, ...unsigned(envelope, known)});
    await verifyStoredKey(reader, signer.key, part);
    const statement = readStatement(new TextDecoder().decode(envelope.payload));
    if (runOf(statement) !== run)
      return void differ(part, {what, expected: run, found: runOf(statement)});
    return {statement, sha256: object.sha256, ...signer};
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return void differ(part, {what, expected, found: error.message});
  }
}

/** Checks the public key beside the statements, for those who have no other. */
async function verifyStoredKey(
  reader: ObjectReader,
  {keyId, pem}: PublicKey,
  part: PartVerification
): Promise<void> {
  const key = publicKeyKey(keyId);
  ++part.checked;
  const object = await readText(reader, reader.stores.eval, key);
  part.bytes += object?.bytes ?? 0;
  const isRight = object && exactText(object.content) === pem;
  if (isRight && !object.link) return;
  const found = object ? (object.link ?? "another") : "nothing";
  differ(part, {what: `eval/${key}`, expected: `the public key ${keyId.slice(0, 12)}`, found});
}

async function findKey(
  reader: ObjectReader,
  envelope: Envelope,
  {keys, origin}: KnownKeys,
  part: PartVerification
): Promise<{key: PublicKey; origin: KeyOrigin} | undefined> {
  const keyId = await findSigner(envelope, keys, nodeProofCrypto);
  const key = keys.find((one) => one.keyId === keyId);
  if (key || origin === "given") return key && {key, origin};
  for (const {keyid} of envelope.signatures) {
    const stored = await findPublicKey(reader.stores.eval, keyid);
    if (stored && (await findSigner(envelope, [stored], nodeProofCrypto)))
      return {key: stored, origin: "store"};
    if (stored || !/^[0-9a-f]{64}$/.test(keyid)) continue;
    const expected = `the public key ${keyid.slice(0, 12)}`;
    differ(part, {what: `eval/${publicKeyKey(keyid)}`, expected, found: "nothing, or another"});
  }
  return undefined;
}

function unsigned({signatures}: Envelope, {keys, origin}: KnownKeys) {
  const short = (ids: string[]) => ids.map((id) => id.slice(0, 12)).join(", ");
  const expected =
    origin === "given"
      ? `a signature by ${short(keys.map(({keyId}) => keyId))}`
      : "a signature by a known key";
  if (signatures.length === 0) return {expected, found: "no signature"};
  const found = `none that is right; it names ${short(signatures.map(({keyid}) => keyid)) || "no key"}`;
  return {expected, found};
}
