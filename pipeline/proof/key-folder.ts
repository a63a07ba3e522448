import {randomUUID} from "node:crypto";
import {existsSync} from "node:fs";
import {link, open, readdir, readFile, rename, rm} from "node:fs/promises";
import {join} from "node:path";
import {UsageError} from "../config/errors.js";
import {newPrivateKey, readPublicKey, readSigner} from "./keys.js";
import type {PublicKey, Signer} from "./keys.js";
import {makeFolder} from "../lease/make-folder.js";

/** A key in a folder. */
export interface NamedKey extends PublicKey {
  name: string;
  /** True if it signs new runs. */
  current: boolean;
}

const privateEnd = ".key.pem";
const publicEnd = ".pub.pem";
const pointer = "current";

/** Returns the paths of the files of the key *name* in *folder*. */
export function keyPaths(folder: string, name: string) {
  return {
    privateKey: join(folder, name + privateEnd),
    publicKey: join(folder, name + publicEnd),
    jwk: join(folder, `${name}.jwk.json`)
  };
}

/**
 * Makes a key called *name* in *folder*, and makes it the current one. Nothing is overwritten: throws a
 * UsageError if there is such a key, or the name or the folder will not do. Only the owner can read the
 * private key.
 */
export async function makeKey(folder: string, name: string): Promise<NamedKey> {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name))
    throw new UsageError(`invalid --name: ${name}; it has letters, digits, dots and hyphens`);
  const paths = keyPaths(folder, name);
  const taken = Object.values(paths).find((path) => existsSync(path));
  if (taken) throw keyExists(taken);
  await makeFolder(folder, 0o700).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`unwritable folder: ${folder} (${error.code}); name another`);
  });
  await writeOnce(folder, paths.privateKey, newPrivateKey());
  return finishKey(folder, name);
}

/**
 * Makes what follows from the private key called *name* in *folder*, and makes it the current one: for a
 * process that was killed as it made a key. Throws a UsageError if that key cannot be read.
 */
export async function finishKey(folder: string, name: string): Promise<NamedKey> {
  const paths = keyPaths(folder, name);
  const {key} = await readKey(paths.privateKey);
  await replace(folder, paths.publicKey, key.pem);
  await replace(folder, paths.jwk, `${JSON.stringify(key.jwk)}\n`);
  await replace(folder, join(folder, pointer), `${name}\n`);
  return {...key, name, current: true};
}

/** Returns the keys in *folder* by name; none if there is no such folder. */
export async function listKeys(folder: string): Promise<NamedKey[]> {
  const entries = await readdir(folder).catch(() => [] as string[]);
  const current = await currentName(folder);
  const keys: NamedKey[] = [];
  for (const entry of entries.filter((name) => name.endsWith(publicEnd)).sort()) {
    const path = join(folder, entry);
    const name = entry.slice(0, -publicEnd.length);
    const key = readPublicKey(await readFile(path, "utf8"), path);
    keys.push({...key, name, current: name === current});
  }
  return keys;
}

/** Returns what signs with the current key of *folder*, or undefined if it has none; throws a UsageError if that cannot be read. */
export async function maybeCurrentSigner(folder: string): Promise<Signer | undefined> {
  const name = await currentName(folder);
  if (name === undefined) return undefined;
  return readKey(keyPaths(folder, name).privateKey);
}

/** Returns what signs with the key of the id *keyId* in *folder*; undefined if its private half is not there. */
export async function maybeSignerOf(folder: string, keyId: string): Promise<Signer | undefined> {
  const key = (await listKeys(folder)).find((key) => key.keyId === keyId);
  const path = key && keyPaths(folder, key.name).privateKey;
  return path && existsSync(path) ? readKey(path) : undefined;
}

async function readKey(path: string): Promise<Signer> {
  const pem = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `unreadable signing key: ${path} (${error.code}); put it back, or make another with \`atalaya keys new --name NAME\``
    );
  });
  return readSigner(pem, path);
}

async function currentName(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, pointer), "utf8").catch(() => undefined);
  return text?.trim();
}

async function replace(folder: string, path: string, text: string): Promise<void> {
  await rename(await writePartial(folder, text, 0o644), path);
}

async function writeOnce(folder: string, path: string, text: string): Promise<void> {
  const partial = await writePartial(folder, text, 0o600);
  try {
    await link(partial, path); // unlike rename, never replaces
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? keyExists(path) : error;
  } finally {
    await rm(partial, {force: true});
  }
}

async function writePartial(folder: string, text: string, mode: number): Promise<string> {
  const partial = join(folder, `.${randomUUID()}`);
  const file = await open(partial, "wx", mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return partial;
}

function keyExists(path: string): UsageError {
  return new UsageError(`key exists: ${path}; give the new one another name with --name`);
}
