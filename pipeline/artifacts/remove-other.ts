import {isChangedFile} from "../config/errors.js";
import type {Store} from "../storage/store.js";
import {sha256OfFile} from "./digest.js";

/** Removes what is at *key* of *store*, if its digest is not *sha256*: left by a killed run, or put there. */
export async function removeOther(store: Store, key: string, sha256: string): Promise<void> {
  if (!(await store.has(key))) return;
  if ((await digestAt(store, key)) !== sha256) await store.remove(key);
}

/** Returns the digest of what is at *key* of *store*; undefined if it is damaged, and the store knows it. */
async function digestAt(store: Store, key: string): Promise<string | undefined> {
  try {
    return (await sha256OfFile(await store.localPath(key))).sha256;
  } catch (error) {
    if (isChangedFile(error)) return undefined;
    throw error;
  }
}
