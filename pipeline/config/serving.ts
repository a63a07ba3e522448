import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";
import {maybeSecret} from "./secret.js";
import type {Secret} from "./secret.js";

/** The fewest characters of a token: 128 bits as hexadecimal digits have 32. */
const minTokenLength = 16;

/**
 * Returns the token that requests to a scoring service have to bear: that of the variable ATALAYA_SERVE_TOKEN of *env*, or in the file of
 * ATALAYA_SERVE_TOKEN_FILE; null if neither is set. Throws a UsageError, which does not hold it, if it is too short, or has spaces.
 */
export function readServeToken(env: Environment = process.env): Secret | null {
  const token = maybeSecret(env, "ATALAYA_SERVE_TOKEN") ?? null;
  if (token && !/^[!-~]+$/.test(token.reveal()))
    throw new UsageError("invalid ATALAYA_SERVE_TOKEN: it has characters that a header cannot bear; try `openssl rand -hex 32`"); // prettier-ignore
  if (token && token.reveal().length < minTokenLength)
    throw new UsageError(`invalid ATALAYA_SERVE_TOKEN: under ${minTokenLength} characters; try \`openssl rand -hex 32\``); // prettier-ignore
  return token;
}
