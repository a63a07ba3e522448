import type {Environment} from "./environment.js";
import {maybeSecret} from "./secret.js";
import type {Secret} from "./secret.js";

/**
 * Returns the private key, as PEM, that ATALAYA_SIGNING_KEY of *env* holds or that is in the file that
 * ATALAYA_SIGNING_KEY_FILE names; null if neither is set. Throws a UsageError, which never holds the
 * key, if both are set or the file cannot be read.
 */
export function maybeSigningKey(env: Environment): Secret | null {
  return maybeSecret(env, "ATALAYA_SIGNING_KEY") ?? null;
}
