import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";

/**
 * Returns the version of the code that workers of the same image share, from ATALAYA_CODE_VERSION; undefined without it. Throws
 * a UsageError if it has other characters than those of a version or a digest.
 */
export function readCodeVersion(env: Environment = process.env): string | undefined {
  const text = env.ATALAYA_CODE_VERSION;
  if (!text) return undefined;
  if (/^[\w.+:@-]{1,100}$/.test(text)) return text;
  throw new UsageError(
    "invalid ATALAYA_CODE_VERSION: it has 1 to 100 letters, digits, and . + : @ _ -; e.g., the digest of an image"
  );
}
