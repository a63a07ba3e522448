import {existsSync} from "node:fs";
import type {Settings} from "../config/settings.js";
import {finishKey, keyPaths, makeKey, maybeCurrentSigner} from "./key-folder.js";
import {readSigner} from "./keys.js";
import type {Signer} from "./keys.js";

const firstName = "signing";

/**
 * Returns what signs the runs of *settings*: the key of ATALAYA_SIGNING_KEY, or else the current one of
 * the workspace. If there is none, makes one and says so to *onMake*. Throws a UsageError if a key
 * cannot be read.
 */
export async function openSigner(
  {signingKey, keys}: Settings,
  onMake: (message: string) => void
): Promise<Signer> {
  if (signingKey) return readSigner(signingKey.reveal(), "ATALAYA_SIGNING_KEY");
  const current = await maybeCurrentSigner(keys);
  if (current) return current;
  const path = keyPaths(keys, firstName).privateKey;
  const {keyId} = await (existsSync(path) ? finishKey : makeKey)(keys, firstName);
  onMake(`made a key to sign runs with: ${path} (${keyId.slice(0, 12)}); keep it to yourself`);
  return (await maybeCurrentSigner(keys)) as Signer;
}
