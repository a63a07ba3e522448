import {maybeFromBase64, toBase64} from "../forest/base64.js";
import {canonicalJson} from "../schema/artifacts.js";

/** The type of what is signed: an in-toto statement as JSON. */
export const statementType = "application/vnd.in-toto+json";

/** A signature of an envelope. */
export interface EnvelopeSignature {
  /** The id of the key: a hint, which nothing vouches for; may be empty. */
  keyid: string;

  /** The signature of what preAuthenticationEncoding returns. */
  sig: Uint8Array;
}

/** Bytes with signatures, as in the DSSE envelope, version 1. */
export interface Envelope {
  /** How to read the payload: a media type. */
  payloadType: string;

  payload: Uint8Array;

  signatures: EnvelopeSignature[];
}

/** How many signatures an envelope may have; each costs a verification. */
const maxSignatures = 16;

/**
 * Returns the bytes that are signed: `DSSEv1`, the lengths and the contents of the type and the payload,
 * so that neither can be taken for the other.
 *
 * DSSE Protocol, version 1.0.0, “Signature Definition”.
 */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const encoder = new TextEncoder();
  const type = encoder.encode(payloadType);
  const head = encoder.encode(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}

/** Returns *envelope* as canonical JSON and a line end: equal envelopes have equal bytes. */
export function envelopeToJson({payloadType, payload, signatures}: Envelope): string {
  const signed = signatures.map(({keyid, sig}) => ({keyid, sig: toBase64(sig)}));
  return `${canonicalJson({payloadType, payload: toBase64(payload), signatures: signed})}\n`;
}

/**
 * Reads the envelope that *value*, parsed JSON, is. Accepts base64 with either alphabet, as the protocol
 * wants. Throws a RangeError that names the field that is missing or wrong.
 */
export function readEnvelope(value: unknown): Envelope {
  const {payloadType, payload, signatures} = fieldsOf(value, "envelope");
  if (typeof payloadType !== "string") throw new RangeError("invalid envelope: no payloadType");
  if (!Array.isArray(signatures) || signatures.length > maxSignatures)
    throw new RangeError(`invalid envelope: signatures is no list of at most ${maxSignatures}`);
  return {
    payloadType,
    payload: bytesOf(payload, "payload"),
    signatures: signatures.map((signature: unknown) => {
      const {keyid = "", sig} = fieldsOf(signature, "signature");
      if (typeof keyid !== "string") throw new RangeError("invalid envelope: keyid is no text");
      return {keyid, sig: bytesOf(sig, "sig")};
    })
  };
}

function fieldsOf(value: unknown, what: string): {[name: string]: unknown} {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as {[name: string]: unknown};
  throw new RangeError(`invalid envelope: ${what} is no object`);
}

function bytesOf(value: unknown, field: string): Uint8Array {
  const text = typeof value === "string" ? standardBase64(value) : undefined;
  const bytes = text === undefined ? undefined : maybeFromBase64(text);
  if (bytes) return bytes;
  throw new RangeError(`invalid envelope: ${field} is no base64`);
}

function standardBase64(text: string): string {
  const standard = text.replaceAll("-", "+").replaceAll("_", "/");
  return standard.padEnd(Math.ceil(standard.length / 4) * 4, "=");
}
