import {randomUUID} from "node:crypto";
import {rmSync} from "node:fs";
import {mkdir, mkdtemp, readdir, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {isAlive, showAlive} from "./alive.js";
import {atExit} from "./endings.js";
import {makeFolder} from "./make-folder.js";

/** A folder for work in progress. */
export interface Scratch {
  folder: string;
  /** Removes it; does nothing if that was done. */
  remove(): void;
}

const ending = ".lease";

/** The failures of a folder in which nothing can be written. */
const readOnly = new Set(["EROFS", "EACCES", "EPERM"]);

/** Returns whether *error* says that a place cannot be written by this user. */
export function isReadOnly(error: unknown): boolean {
  return readOnly.has((error as NodeJS.ErrnoException | null)?.code ?? "");
}

/**
 * Makes a folder in *root* that is removed when the process ends, if not before; the folders of dead processes are
 * removed meanwhile. With *elsewhere*, a root that cannot be written is replaced by the temporary folder of the system.
 */
export async function makeScratch(
  root: string,
  {name = randomUUID(), elsewhere = false}: {name?: string; elsewhere?: boolean} = {}
): Promise<Scratch> {
  try {
    await makeFolder(root);
    const folder = join(root, name);
    const end = showAlive(folder + ending); // first, so that nobody takes the folder for a dead one’s
    try {
      await mkdir(folder);
    } catch (error) {
      end();
      throw error;
    }
    void removeDead(root).catch(() => {}); // whoever comes next tries again
    return removable(folder, end);
  } catch (error) {
    if (!elsewhere || !isReadOnly(error)) throw error;
    return removable(await mkdtemp(join(tmpdir(), "atalaya-")), () => {});
  }
}

function removable(folder: string, end: () => void): Scratch {
  const remove = () => {
    stay();
    rmSync(folder, {recursive: true, force: true, maxRetries: 3, retryDelay: 20}); // threads may still write
    end();
  };
  const stay = atExit(remove);
  return {folder, remove};
}

/** Returns the names of the folders in *root* that no living process holds, in order. */
export async function listDead(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => [] as string[]);
  const folders = names.filter((name) => !name.includes(ending));
  const alone = names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
  const all = [...new Set([...folders, ...alone])].sort();
  const alive = await Promise.all(all.map((name) => isAlive(join(root, name + ending))));
  return all.filter((_, i) => !alive[i]);
}

/** Removes the folder *name* in *root*, of a dead process. */
export async function removeScratch(root: string, name: string): Promise<void> {
  await rm(join(root, name), {recursive: true, force: true});
  await rm(join(root, name + ending), {force: true});
}

async function removeDead(root: string): Promise<void> {
  for (const name of await listDead(root)) await removeScratch(root, name);
}
