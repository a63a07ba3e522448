import {mkdirSync} from "node:fs";
import {mkdir} from "node:fs/promises";
import {dirname} from "node:path";

/**
 * Makes the folder at *path* unless it is there, and those above it, with the permissions *mode* (all, less the mask of the
 * process). Rejects with the error of the system: `mkdir` of Node (20)
 * with `recursive` goes on for ever where nothing can be made, as in /proc, and says of a folder that cannot be written that it is not there.
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  try {
    await mkdir(path, mode);
  } catch (error) {
    if (!isMissingAbove(error, path)) return;
    await makeFolder(dirname(path), mode);
    await mkdir(path, mode).catch(passIfThere);
  }
}

/** Does as makeFolder does, at once. */
export function makeFolderNow(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isMissingAbove(error, path)) return;
    makeFolderNow(dirname(path));
    try {
      mkdirSync(path);
    } catch (again) {
      passIfThere(again);
    }
  }
}

/** Returns whether the folder above *path* is missing, by the *error* of making one; false if there is something at *path*. */
function isMissingAbove(error: unknown, path: string): boolean {
  const {code} = error as NodeJS.ErrnoException;
  if (code === "ENOENT" && dirname(path) !== path) return true;
  passIfThere(error);
  return false;
}

/** Throws *error* unless another process made the folder meanwhile. */
function passIfThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
}
