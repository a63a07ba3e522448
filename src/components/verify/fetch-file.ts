import {errorMessage} from "../../core/error-message.js";
import {sha256} from "../../core/proof/sha256.js";
import type {ProofCrypto} from "../../core/proof/signature.js";
import type {Tamper} from "./verification.js";

/** The largest file that is held in memory; what is larger is digested in parts. */
const maxBuffered = 256e6; // bytes

/** A file as it was fetched. */
export interface Fetched {
  /** Its digest; null if it could not be fetched. */
  sha256: string | null;

  /** Its bytes, if they are in memory. */
  bytes: Uint8Array | null;
  size: number;

  /** Why it could not be fetched. */
  error?: string;
}

/** How to fetch a file. */
export interface FetchOptions {
  /** Digests bytes. */
  crypto: Pick<ProofCrypto, "sha256">;

  /** The size that it ought to have, in bytes. */
  size: number;

  /** The bit to change on the way. */
  tamper: Tamper | null;
}

/**
 * Fetches the file at *path* below *base*, past every cache, and digests it as it came. A file larger than
 * `maxBuffered` passes in parts, in memory that does not grow. Never rejects: the reason is in `error`.
 */
export async function fetchFile(
  base: string,
  path: string,
  {crypto, size, tamper}: FetchOptions
): Promise<Fetched> {
  try {
    const response = await fetch(siteUrl(base, path), {cache: "no-store"});
    if (!response.ok) return failed(`not served: status ${response.status}`);
    if (size > maxBuffered && response.body) return await digestParts(response.body, path, tamper);
    const bytes = new Uint8Array(await response.arrayBuffer());
    flip(bytes, 0, path, tamper);
    return {sha256: await crypto.sha256(bytes), bytes, size: bytes.length};
  } catch (error) {
    return failed(messageOf(error));
  }
}

/** Returns the URL of *path* below *base*; each segment is encoded. */
export function siteUrl(base: string, path: string): string {
  return new URL(path.split("/").map(encodeURIComponent).join("/"), base).href;
}

async function digestParts(
  body: ReadableStream<Uint8Array>,
  path: string,
  tamper: Tamper | null
): Promise<Fetched> {
  const digest = sha256();
  const reader = body.getReader();
  let size = 0;
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return {sha256: digest.digest(), bytes: null, size};
    flip(value, size, path, tamper);
    digest.update(value);
    size += value.length;
  }
}

/** Flips the bit of *tamper*, if it is in *bytes*, the part of the file at *path* that begins at *start*. */
function flip(bytes: Uint8Array, start: number, path: string, tamper: Tamper | null): void {
  if (tamper?.path !== path) return;
  const at = tamper.byte - start;
  if (at >= 0 && at < bytes.length) bytes[at] ^= 1;
}

function failed(error: string): Fetched {
  return {sha256: null, bytes: null, size: 0, error};
}

/** Returns the message of an error, at most 500 characters of it. */
export function messageOf(error: unknown): string {
  return errorMessage(error).slice(0, 500);
}
