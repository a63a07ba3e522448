import {mkdirSync, statSync} from "node:fs";
import {mkdir} from "node:fs/promises";
import {dirname} from "node:path";

/**
 * Makes the folder at *path* unless it is there, and those above it, with the permissions *mode* (all, less the mask of the
 * process). Rejects with the error of the system, also if there is something else: `mkdir` of Node (20) with `recursive` goes on for ever
 * where nothing can be made, as in /proc, and says of a folder that cannot be written that it is not there.
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  try {
    await mkdir(path, mode);
  } catch (error) {
    if (!isMissingAbove(error, path)) return;
    await makeFolder(dirname(path), mode);
    await mkdir(path, mode).catch((again: unknown) => passIfThere(again, path));
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
      passIfThere(again, path);
    }
  }
}

/** Returns whether the folder above *path* is missing, by the *error* of making one; false if the folder is there. */
function isMissingAbove(error: unknown, path: string): boolean {
  const {code} = error as NodeJS.ErrnoException;
  if (code === "ENOENT" && dirname(path) !== path) return true;
  passIfThere(error, path);
  return false;
}

/** Throws *error* unless there is a folder at *path*. */
function passIfThere(error: unknown, path: string): void {
  const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
  if (!isThere || statSync(path, {throwIfNoEntry: false})?.isDirectory() === false) throw error;
}
