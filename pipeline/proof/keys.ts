import {createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify} from "node:crypto";
import type {KeyObject} from "node:crypto";
import {jwkOf, publicKeyOf, spkiOf} from "../../src/core/proof/signature.js";
import type {ProofCrypto, PublicJwk} from "../../src/core/proof/signature.js";
import {sha256} from "../artifacts/digest.js";
import {UsageError} from "../config/errors.js";

/** A public Ed25519 key. */
export interface PublicKey {
  /** The SHA-256 of its SubjectPublicKeyInfo (DER), in lower-case hexadecimal. */
  keyId: string;

  /** Its 32 bytes. */
  publicKey: Uint8Array;

  /** Its SubjectPublicKeyInfo, as PEM: what openssl reads. */
  pem: string;

  /** The key as a JSON Web Key: what WebCrypto reads. */
  jwk: PublicJwk;
}

/** A signer. */
export interface Signer {
  key: PublicKey;

  /** Returns the 64 bytes of the signature of *message*: equal messages have equal ones (RFC 8032). */
  sign(message: Uint8Array): Uint8Array;
}

/** Checking, as Node.js does it. */
export const nodeProofCrypto: ProofCrypto = {
  sha256: async (bytes) => sha256(bytes),
  verifyEd25519: async (publicKey, signature, message) =>
    verify(null, message, keyObjectOf(publicKey), signature)
};

/** Returns a new private key, as PKCS #8 in PEM. */
export function newPrivateKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({type: "pkcs8", format: "pem"}) as string;
}

/**
 * Returns what signs with the private key *pem*; *where* says where it is from. Throws a UsageError,
 * which never holds the key, unless it is an Ed25519 key without a passphrase.
 */
export function readSigner(pem: string, where: string): Signer {
  const key = privateKeyOf(pem, where);
  if (key.asymmetricKeyType !== "ed25519")
    throw new UsageError(
      `unsupported signing key: ${where} is ${key.asymmetricKeyType ?? "of no known type"}, not ed25519; \`atalaya keys new\` makes one`
    );
  return {
    key: publicKeyFrom(createPublicKey(key)),
    sign: (message) => new Uint8Array(sign(null, message, key))
  };
}

/** Returns the public key that *text* is, as PEM or as a JSON Web Key; throws a UsageError that names *where* it is from. */
export function readPublicKey(text: string, where: string): PublicKey {
  if (text.includes("PRIVATE KEY"))
    throw new UsageError(
      `invalid public key: ${where} is a private key; name the file with the public one`
    );
  try {
    const isJwk = text.trimStart().startsWith("{");
    const key = isJwk ? keyObjectOf(publicKeyOf(JSON.parse(text))) : createPublicKey(text);
    if (key.asymmetricKeyType === "ed25519") return publicKeyFrom(key);
  } catch (error) {
    throw invalidPublicKey(where, error);
  }
  throw invalidPublicKey(where);
}

function invalidPublicKey(where: string, cause?: unknown): UsageError {
  return new UsageError(
    `invalid public key: ${where} is no Ed25519 key as PEM or JSON Web Key; \`atalaya keys show\` prints one`,
    {cause}
  );
}

function privateKeyOf(pem: string, where: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // Without its cause: what a parser quotes may be the key.
    throw new UsageError(
      `invalid signing key: ${where} holds no private key as PEM without a passphrase; \`atalaya keys new\` makes one`
    );
  }
}

function publicKeyFrom(key: KeyObject): PublicKey {
  const spki = key.export({type: "spki", format: "der"});
  const publicKey = new Uint8Array(spki.subarray(-32));
  const keyId = sha256(spki);
  const pem = key.export({type: "spki", format: "pem"}) as string;
  return {keyId, publicKey, pem, jwk: jwkOf(publicKey, keyId)};
}

function keyObjectOf(publicKey: Uint8Array): KeyObject {
  const key = Buffer.from(spkiOf(publicKey));
  return createPublicKey({key, format: "der", type: "spki"});
}
