import {maybeFromBase64, toBase64} from "../forest/base64.js";
import {preAuthenticationEncoding} from "./dsse.js";
import type {Envelope} from "./dsse.js";

/** The cryptography that checking needs; WebCrypto and Node.js both have it. */
export interface ProofCrypto {
  /** Returns the SHA-256 of *bytes*, in lower-case hexadecimal. */
  sha256(bytes: Uint8Array): Promise<string>;

  /** Returns whether *signature* is that of *message* by the Ed25519 key *publicKey*, 32 bytes. */
  verifyEd25519(
    publicKey: Uint8Array,
    signature: Uint8Array,
    message: Uint8Array
  ): Promise<boolean>;
}

/** A public Ed25519 key as a JSON Web Key: RFC 8037. */
export interface PublicJwk {
  kty: "OKP";
  crv: "Ed25519";
  /** The 32 bytes, base64url without padding. */
  x: string;
  /** The id of the key. */
  kid: string;
}

/** What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo: RFC 8410, section 4. */
const spkiHead = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/** Returns the cryptography of *subtle*, that of a browser (`crypto.subtle`) or of Node.js. */
export function webProofCrypto(subtle: SubtleCrypto): ProofCrypto {
  const plain = (bytes: Uint8Array) => new Uint8Array(bytes); // no view of memory that is shared
  return {
    async sha256(bytes) {
      return hexOf(new Uint8Array(await subtle.digest("SHA-256", plain(bytes))));
    },
    async verifyEd25519(publicKey, signature, message) {
      const key = await subtle.importKey("raw", plain(publicKey), "Ed25519", false, ["verify"]);
      return subtle.verify("Ed25519", key, plain(signature), plain(message));
    }
  };
}

/** Returns the 32 bytes of the key that *value* is as a JSON Web Key; throws a RangeError if it is none. */
export function publicKeyOf(value: unknown): Uint8Array {
  const {kty, crv, x} = (value ?? {}) as Partial<PublicJwk>;
  if (kty !== "OKP" || crv !== "Ed25519" || typeof x !== "string")
    throw new RangeError("invalid key: it is no Ed25519 key as JSON Web Key");
  const bytes = maybeFromBase64(`${x.replaceAll("-", "+").replaceAll("_", "/")}=`);
  if (bytes?.length !== 32) throw new RangeError("invalid key: x is no base64url of 32 bytes");
  return bytes;
}

/** Returns the key of the 32 bytes *publicKey*, with the id *kid*, as a JSON Web Key. */
export function jwkOf(publicKey: Uint8Array, kid: string): PublicJwk {
  const x = toBase64(publicKey).replace("=", "").replaceAll("+", "-").replaceAll("/", "_");
  return {kty: "OKP", crv: "Ed25519", x, kid};
}

/** Returns the SubjectPublicKeyInfo (DER) of the 32 bytes *publicKey*, whose SHA-256 is the id of the key. */
export function spkiOf(publicKey: Uint8Array): Uint8Array {
  return new Uint8Array([...spkiHead, ...publicKey]);
}

/** A public key by its id. */
export interface BelievedKey {
  /** The SHA-256 of its SubjectPublicKeyInfo, in lower-case hexadecimal. */
  keyId: string;

  /** Its 32 bytes. */
  publicKey: Uint8Array;
}

/** Returns the 32 bytes *publicKey* as PEM: what openssl reads. */
export function pemOf(publicKey: Uint8Array): string {
  return `-----BEGIN PUBLIC KEY-----\n${toBase64(spkiOf(publicKey))}\n-----END PUBLIC KEY-----\n`;
}

/**
 * Checks that one of *keys* made the signature of *envelope*: exactly one, under its own id. What nobody checks is not
 * accepted beside it. Returns the id of the key, null if that is none of them, and the expected and found sentence.
 */
export async function checkSignatures(
  envelope: Envelope,
  keys: readonly BelievedKey[],
  crypto: ProofCrypto
): Promise<{keyId: string | null; expected: string; found: string}> {
  const keyId = (await findSigner(envelope, keys, crypto)) ?? null;
  const named = envelope.signatures.map(({keyid}) => keyid);
  const short = (ids: readonly string[]) => ids.map((id) => id.slice(0, 16)).join(" or ");
  const expected = keyId ?? (short(keys.map((key) => key.keyId)) || "a known key");
  if (named.length === 0) return {keyId: null, expected, found: "no signature"};
  if (keyId === null)
    return {keyId, expected, found: `no signature of it; one that names ${short(named)}`};
  if (named.length > 1) return {keyId, expected, found: `${named.length} signatures, not one`};
  return {keyId, expected, found: named[0]};
}

/**
 * Returns the id of the first of *keys* that signed *envelope*, or undefined if none did. Ids that the
 * envelope gives are not believed: every key is tried on every signature.
 */
export async function findSigner(
  envelope: Envelope,
  keys: readonly BelievedKey[],
  crypto: ProofCrypto
): Promise<string | undefined> {
  const message = preAuthenticationEncoding(envelope.payloadType, envelope.payload);
  for (const {keyId, publicKey} of keys) {
    for (const {sig} of envelope.signatures)
      if (await crypto.verifyEd25519(publicKey, sig, message)) return keyId;
  }
  return undefined;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
