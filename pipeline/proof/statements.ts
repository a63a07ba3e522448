import {readEnvelope} from "../../src/core/proof/dsse.js";
import type {Envelope} from "../../src/core/proof/dsse.js";
import {NotFoundError} from "../config/errors.js";
import type {Store} from "../storage/store.js";
import {readPublicKey} from "./keys.js";
import type {PublicKey} from "./keys.js";

const folder = "statements/";
const ending = ".dsse.json";

/** The kind of the action in the audit that signs a run. */
export const signedKind = "run-signed";

/** Returns the key, in EVAL, of the signed statement on *run*. */
export function statementKey(run: string): string {
  return `${folder}${run}${ending}`;
}

/** Returns the key, in EVAL, of the public key with the id *keyId*. */
export function publicKeyKey(keyId: string): string {
  return `keys/${keyId}.pem`;
}

/** Returns the runs that have a signed statement in *store*, oldest first. */
export async function listStatements(store: Store): Promise<string[]> {
  const keys = (await store.list(folder)).filter((key) => key.endsWith(ending));
  return keys.map((key) => key.slice(folder.length, -ending.length));
}

/** Returns the envelope that *bytes* are; throws a RangeError if they are none. */
export function envelopeOf(bytes: Uint8Array): Envelope {
  return readEnvelope(parse(new TextDecoder().decode(bytes)));
}

/** Returns the public key with the id *keyId* that *store* keeps, or undefined if it keeps none, or another under that id. */
export async function findPublicKey(store: Store, keyId: string): Promise<PublicKey | undefined> {
  if (!/^[0-9a-f]{64}$/.test(keyId)) return undefined;
  try {
    const text = new TextDecoder().decode(await store.read(publicKeyKey(keyId)));
    const key = readPublicKey(text, publicKeyKey(keyId));
    return key.keyId === keyId ? key : undefined;
  } catch (error) {
    if (error instanceof NotFoundError || (error as Error).name === "UsageError") return undefined;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError("invalid envelope: it is no JSON");
  }
}
