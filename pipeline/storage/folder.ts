import {randomUUID} from "node:crypto";
import {statSync} from "node:fs";
import {
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat
} from "node:fs/promises";
import {dirname, join, resolve} from "node:path";
import {NotFoundError} from "../config/errors.js";
import {writing} from "./disk.js";
import {isKey, keySegments} from "./key.js";
import type {Store} from "./store.js";
import {straysUnder} from "./strays.js";

/** The folder of what is being written, which no key can name. */
const partials = ".partial";

/**
 * A store in the folder *root*, which is made when the first key is written. A key is a file; it is
 * written beside the others under a name that no key can have, synced, and then linked to its place,
 * so that a reader sees all of it or nothing, even after a crash.
 */
export function folderStore(root: string): Store {
  const pathOf = (key: string) => join(resolve(root), ...keySegments(key));
  return {
    location: root,
    isLocal: true,
    async read(key) {
      await this.localPath(key); // a pipe would never end
      return readFile(pathOf(key)).catch(notFound(key));
    },
    async localPath(key) {
      const path = pathOf(key);
      const found = await stat(path).catch(notFound(key));
      if (!found.isFile()) throw new NotFoundError(`key not found: ${key}`);
      return path;
    },
    async write(key, bytes) {
      const path = pathOf(key);
      if (exists(path)) return;
      await writing(path, async () => place(await writePartial(root, bytes), path));
    },
    async adopt(key, path) {
      const target = pathOf(key);
      if (!exists(target)) await writing(target, () => adoptFile(root, path, target));
      await rm(path, {force: true});
    },
    async replace(key, bytes) {
      const path = pathOf(key);
      await writing(path, async () => {
        const partial = await writePartial(root, bytes);
        await mkdir(dirname(path), {recursive: true});
        await rename(partial, path);
        await sync(dirname(path));
      });
    },
    async has(key) {
      return exists(pathOf(key));
    },
    async list(prefix) {
      const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      const start = folder === "" ? resolve(root) : pathOf(folder.slice(0, -1));
      const keys = (await filesUnder(start)).map((path) => folder + path);
      return keys.filter((key) => key.startsWith(prefix) && isKey(key)).sort();
    },
    listStrays: (prefix) => straysUnder(pathOf(prefix.replace(/\/$/, "")), prefix),
    ...removals(root, pathOf)
  };
}

/** The part of a store that unmakes: for `atalaya gc`. */
function removals(
  root: string,
  pathOf: (key: string) => string
): Pick<Store, "remove" | "listUnfinished" | "removeUnfinished"> {
  return {
    async remove(key) {
      await rm(pathOf(key), {force: true}).catch(unlessFolder);
      await removeEmptyFolders(resolve(root), dirname(pathOf(key)));
    },
    async listUnfinished(seconds) {
      const folder = join(resolve(root), partials);
      const names = await readdir(folder).catch(noNames);
      const ages = await Promise.all(names.map((name) => ageOf(join(folder, name))));
      return names.filter((_, i) => ages[i] >= seconds).sort();
    },
    async removeUnfinished(name) {
      keySegments(name); // a name is no way out of the store
      await rm(join(resolve(root), partials, name), {force: true});
    }
  };
}

async function adoptFile(root: string, path: string, target: string): Promise<void> {
  await sync(path);
  try {
    await inFolder(target, () => link(path, target)); // unlike rename, never replaces what another run has put there
    await sync(dirname(target));
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return;
    if (code === "ENOENT") throw error;
    await place(await copyPartial(root, path), target); // another file system, or one without links
  }
}

/** Moves the file at *partial* to *path* unless there is one; *partial* is gone afterwards. */
async function place(partial: string, path: string): Promise<void> {
  try {
    await inFolder(path, () => link(partial, path));
  } catch (error) {
    const code = codeOf(error);
    if (code === "EPERM" || code === "ENOTSUP") await rename(partial, path);
    else if (code !== "EEXIST") throw error;
  } finally {
    await rm(partial, {force: true});
  }
  await sync(dirname(path));
}

function partialPath(root: string): string {
  return join(resolve(root), partials, randomUUID());
}

/** Returns what *work*, which makes the file at *path*, returns; its folder is made if there is none. */
async function inFolder<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    await mkdir(dirname(path), {recursive: true});
    return work();
  }
}

async function writePartial(root: string, bytes: Uint8Array): Promise<string> {
  const path = partialPath(root);
  const file = await inFolder(path, () => open(path, "wx"));
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await rm(path, {force: true}); // a full disk is not to be filled further
    throw error;
  } finally {
    await file.close();
  }
  return path;
}

async function copyPartial(root: string, path: string): Promise<string> {
  const partial = partialPath(root);
  try {
    await inFolder(partial, () => copyFile(path, partial));
    await sync(partial);
  } catch (error) {
    await rm(partial, {force: true});
    throw error;
  }
  return partial;
}

async function sync(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } catch (error) {
    // Some systems sync no folder and no read-only handle; there the write is as safe as it gets.
    if (!["EPERM", "EINVAL", "EISDIR", "EBADF"].includes(codeOf(error))) throw error;
  } finally {
    await file.close();
  }
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {withFileTypes: true}).catch(noNames);
  const paths: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isFile()) paths.push(entry.name);
    if (!entry.isDirectory()) continue;
    for (const path of await filesUnder(join(folder, entry.name)))
      paths.push(`${entry.name}/${path}`);
  }
  return paths;
}

/** Removes *folder* and those above it, as far as they are empty and below *root*. */
async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let path = folder; path !== root && path.startsWith(root); path = dirname(path)) {
    const removed = await rmdir(path).then(
      () => true,
      () => false // not empty, or gone
    );
    if (!removed) return;
  }
}

/** Returns how long ago, in seconds, the file at *path* was last written to; none if it is gone. */
async function ageOf(path: string): Promise<number> {
  return stat(path).then(
    ({mtimeMs}) => Math.max(0, Date.now() - mtimeMs) / 1000, // a clock of files may be ahead
    () => -1
  );
}

function noNames(error: unknown): never[] {
  if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return [];
  throw error;
}

function unlessFolder(error: unknown): void {
  if (!["EISDIR", "ERR_FS_EISDIR", "EPERM", "ENOTDIR"].includes(codeOf(error))) throw error;
}

/** Returns whether there is a file at *path*: at once, since a thread for it takes longer than it. */
function exists(path: string): boolean {
  try {
    return statSync(path, {throwIfNoEntry: false})?.isFile() ?? false;
  } catch {
    return false;
  }
}

function notFound(key: string): (error: unknown) => never {
  return (error) => {
    if (!["ENOENT", "ENOTDIR", "EISDIR"].includes(codeOf(error))) throw error;
    throw new NotFoundError(`key not found: ${key}`, {cause: error});
  };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
