import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";
import {maybeSecret} from "./secret.js";
import type {Secret} from "./secret.js";

/** A receiver of notifications. */
export interface Webhook {
  /** Its URL; the path may be a secret, and is never shown. */
  url: URL;

  /** The key of the signature; null sends none. */
  secret: Secret | null;
}

/**
 * Returns the receiver at *text*, with the key that the variable ATALAYA_WEBHOOK_SECRET of *env* holds, or that is in the file of
 * ATALAYA_WEBHOOK_SECRET_FILE. Throws a UsageError, which holds neither, if one of them is invalid.
 */
export function readWebhook(text: string, env: Environment = process.env): Webhook {
  const secret = maybeSecret(env, "ATALAYA_WEBHOOK_SECRET") ?? null;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError("invalid --webhook: it is no HTTP address; try https://host/path");
  if (url.username || url.password)
    throw new UsageError(
      "invalid --webhook: it holds credentials; leave them out, and check the signature by ATALAYA_WEBHOOK_SECRET"
    );
  return {url, secret};
}
