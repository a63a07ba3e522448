import {randomBytes} from "node:crypto";
import {rmSync} from "node:fs";
import {mkdir, readdir, rm} from "node:fs/promises";
import {basename, dirname} from "node:path";
import {isAlive, showAlive} from "../lease/alive.js";
import {atExit} from "../lease/endings.js";
import {findLease} from "../lease/lease-file.js";
import {isGone} from "../lease/process-identity.js";
import {makeFolder} from "../lease/make-folder.js";

const id = /^[0-9a-f]{16}$/;

/**
 * Returns what *work* returns, which is given a new, empty folder that no other process uses: its path
 * begins with *prefix*. The folder is removed afterwards, unless *work* has moved it. What processes that
 * were killed left under the same prefix is removed first; of one that may be alive, nothing is.
 */
export async function withOwnFolder<T>(
  prefix: string,
  work: (folder: string) => Promise<T>
): Promise<T> {
  await makeFolder(dirname(prefix));
  const folder = `${prefix}${randomBytes(8).toString("hex")}`;
  const end = showAlive(leaseOf(folder)); // before the folder: one without a lease is nobody’s
  const stay = atExit(() => rmSync(folder, {recursive: true, force: true}));
  try {
    await removeLeftovers(prefix, folder);
    await mkdir(folder);
    return await work(folder);
  } finally {
    await rm(folder, {recursive: true, force: true});
    stay();
    end();
  }
}

/** Removes the folders under *prefix* whose owners are dead, by the lease of *own*. */
async function removeLeftovers(prefix: string, own: string): Promise<void> {
  const [parent, start] = [dirname(prefix), basename(prefix)];
  const names = (await readdir(parent)).filter((name) => name.startsWith(start));
  const ids = new Set(names.map((name) => name.slice(start.length).replace(/\.lease$/, "")));
  const folders = [...ids].filter((text) => id.test(text)).map((text) => prefix + text);
  const now = (await findLease(leaseOf(own)))?.renewedAt ?? 0;
  await Promise.all(
    folders
      .filter((folder) => folder !== own)
      .map(async (folder) => {
        if (!(await isDead(leaseOf(folder), now))) return;
        await rm(folder, {recursive: true, force: true});
        await rm(leaseOf(folder), {force: true});
      })
  );
}

/**
 * Returns whether the owner with the lease at *path* is dead. One whose lease is young at *now*, by the clock
 * of the file system, counts as alive: to be sure would take a lease, and the next one finds out.
 */
async function isDead(path: string, now: number): Promise<boolean> {
  const found = await findLease(path);
  if (!found) return true;
  if (found.holder && isGone(found.holder)) return true;
  const seconds = Number(found.holder?.seconds) || 30;
  return now - found.renewedAt > seconds * 1000 && !(await isAlive(path));
}

function leaseOf(folder: string): string {
  return `${folder}.lease`;
}
