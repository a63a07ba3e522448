import {randomBytes} from "node:crypto";
import {rmSync} from "node:fs";
import {mkdir, readdir, rm} from "node:fs/promises";
import {basename, dirname, join} from "node:path";
import {isAlive, showAlive} from "../lease/alive.js";
import {atExit} from "../lease/endings.js";

const id = /^[0-9a-f]{16}$/;

/**
 * Returns what *work* returns, which is given a new, empty folder that no other process uses: its path
 * begins with *prefix*. The folder is removed afterwards, unless *work* has moved it. What processes that
 * were killed left under the same prefix is removed first; of one that is alive, nothing is.
 */
export async function withOwnFolder<T>(
  prefix: string,
  work: (folder: string) => Promise<T>
): Promise<T> {
  await mkdir(dirname(prefix), {recursive: true});
  await removeLeftovers(prefix);
  const folder = `${prefix}${randomBytes(8).toString("hex")}`;
  const end = showAlive(leaseOf(folder)); // before the folder: one without a lease is nobody’s
  const stay = atExit(() => rmSync(folder, {recursive: true, force: true}));
  try {
    await mkdir(folder);
    return await work(folder);
  } finally {
    stay();
    await rm(folder, {recursive: true, force: true});
    end();
  }
}

/** Removes the folders under *prefix* whose owners are dead. */
async function removeLeftovers(prefix: string): Promise<void> {
  const [parent, start] = [dirname(prefix), basename(prefix)];
  const names = await readdir(parent);
  const ids = names
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length).replace(/\.lease$/, ""));
  for (const name of new Set(ids.filter((text) => id.test(text))))
    await removeUnowned(join(parent, start + name));
}

async function removeUnowned(folder: string): Promise<void> {
  const lease = leaseOf(folder);
  if (await isAlive(lease)) return;
  await rm(folder, {recursive: true, force: true});
  await rm(lease, {force: true});
}

function leaseOf(folder: string): string {
  return `${folder}.lease`;
}
