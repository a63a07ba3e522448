import {existsSync, rmSync} from "node:fs";
import {link, rm, stat, writeFile} from "node:fs/promises";
import {dirname} from "node:path";
import {UsageError} from "../../../config/errors.js";

/**
 * Returns what *write* returns, which is given a path to write to; the file then appears at *path*,
 * complete or not at all. Throws a UsageError, before it calls *write*, if there is a file at *path* already, or no
 * folder for it.
 */
export async function writeNewFile<T>(
  path: string,
  write: (partial: string) => Promise<T>
): Promise<T> {
  if (existsSync(path)) throw existing(path);
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (!folder?.isDirectory())
    throw new UsageError(
      `folder not found: ${dirname(path)}; make it first, or name another for ${path}`
    );
  const partial = `${path}.partial-${process.pid}`;
  const remove = () => rmSync(partial, {force: true});
  process.once("exit", remove); // an interrupted command leaves through process.exit
  try {
    await writeFile(partial, "").catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`unwritable folder: ${dirname(path)} (${error.code})`, {cause: error});
    });
    const result = await write(partial);
    await link(partial, path).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "EEXIST" ? existing(path) : error; // unlike rename, link never replaces
    });
    return result;
  } finally {
    await rm(partial, {force: true});
    process.off("exit", remove);
  }
}

function existing(path: string): UsageError {
  return new UsageError(`file exists: ${path}; name another, or remove it`);
}
