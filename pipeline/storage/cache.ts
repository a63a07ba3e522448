import {randomUUID} from "node:crypto";
import {copyFile, mkdir, readdir, rename, rm, stat, utimes} from "node:fs/promises";
import {join, resolve} from "node:path";
import {sha256OfFile} from "../artifacts/digest.js";

/** Files by what is in them, for a store that is elsewhere. */
export interface Cache {
  /** Returns the path of the file with the digest *sha256* and the size *bytes*, if it is there and unchanged. */
  find(sha256: string, bytes: number): Promise<string | undefined>;

  /** Returns a path for a file on its way into the cache, which nobody else uses. */
  newPath(): Promise<string>;

  /** Moves the file at *path*, whose digest is *sha256*, into the cache; returns where it is now. */
  take(path: string, sha256: string): Promise<string>;
}

/** The options of a cache. */
export interface CacheOptions {
  /** The number of bytes to keep; the least recently used files are removed first. */
  limit: number;

  /** For how long what was used is kept whatever the limit, in seconds, since somebody may be about to open it; defaults to a day. */
  grace?: number;
}

/**
 * Returns a cache in *folder*, which is made when it is needed. Processes may share it: a file appears
 * complete under its digest, and is digested anew by each process that uses it, so that a changed one is
 * never used but removed.
 */
export function openCache(folder: string, {limit, grace = 86_400}: CacheOptions): Cache {
  const root = resolve(folder);
  const pathOf = (sha256: string) => join(root, sha256.slice(0, 2), sha256);
  const verified = new Map<string, string>(); // what each file was when this process digested it
  let unswept = Infinity; // bytes since the last sweep; the first one always sweeps
  const remember = async (sha256: string) => {
    const path = pathOf(sha256);
    const now = new Date();
    await utimes(path, now, now).catch(() => {}); // its age counts from its last use
    const found = await identify(path);
    if (found) verified.set(sha256, found.identity);
    return path;
  };
  return {
    async find(sha256, bytes) {
      const path = pathOf(sha256);
      const found = await identify(path);
      if (!found) return undefined;
      const known = verified.get(sha256) === found.identity;
      if (known || (found.bytes === bytes && (await digestOf(path)) === sha256))
        return remember(sha256);
      await rm(path, {force: true});
      return undefined;
    },
    async newPath() {
      const partials = join(root, ".partial");
      await mkdir(partials, {recursive: true});
      return join(partials, randomUUID());
    },
    async take(path, sha256) {
      const target = pathOf(sha256);
      const {size} = await stat(path);
      await mkdir(join(target, ".."), {recursive: true});
      await move(path, target, await this.newPath());
      unswept += size;
      if (unswept > limit / 20) {
        await sweep(root, limit, grace);
        unswept = 0;
      }
      return remember(sha256);
    }
  };
}

/** Moves the file at *path* to *target*, by way of *partial* if they are on different disks. */
async function move(path: string, target: string, partial: string): Promise<void> {
  try {
    await rename(path, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    try {
      await copyFile(path, partial);
      await rename(partial, target);
    } finally {
      await rm(partial, {force: true});
    }
    await rm(path, {force: true});
  }
}

async function identify(path: string): Promise<{bytes: number; identity: string} | undefined> {
  try {
    const {size, ino, mtimeMs} = await stat(path);
    return {bytes: size, identity: `${ino} ${size} ${mtimeMs}`};
  } catch {
    return undefined;
  }
}

async function digestOf(path: string): Promise<string | undefined> {
  try {
    return (await sha256OfFile(path)).sha256;
  } catch {
    return undefined; // removed meanwhile
  }
}

interface Kept {
  path: string;
  bytes: number;
  usedAt: number;
}

/** Removes what was used longest ago until no more than *limit* bytes are left, and what a crash left. */
async function sweep(root: string, limit: number, grace: number): Promise<void> {
  const files: Kept[] = [];
  for (const name of await readdir(root).catch(() => [])) {
    for (const file of await readdir(join(root, name)).catch(() => [])) {
      const path = join(root, name, file);
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile()) files.push({path, bytes: found.size, usedAt: found.mtimeMs});
    }
  }
  files.sort((a, b) => a.usedAt - b.usedAt);
  let total = files.reduce((sum, {bytes}) => sum + bytes, 0);
  const before = Date.now() - grace * 1000;
  for (const {path, bytes, usedAt} of files) {
    if (usedAt > before) return;
    if (total <= limit && !path.includes(".partial")) continue;
    await rm(path, {force: true});
    total -= bytes;
  }
}
