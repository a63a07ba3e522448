import type {Dirent} from "node:fs";
import {readdir} from "node:fs/promises";
import {join} from "node:path";

/**
 * Returns what lies in *folder*, of which the paths begin with *prefix*, and is no file of a store: links, hidden
 * files, empty folders, and what is no file. None if there is no such folder.
 */
export async function straysUnder(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(folder, {withFileTypes: true}).catch(nothing);
  const strays: string[] = [];
  for (const entry of entries ?? []) {
    const path = `${prefix}${entry.name}`;
    const kind = kindOf(entry);
    if (kind) strays.push(`${path} (${kind})`);
    else if (entry.isDirectory())
      strays.push(...(await straysUnder(join(folder, entry.name), `${path}/`)));
  }
  if (entries?.length === 0) strays.push(`${prefix.slice(0, -1)} (an empty folder)`);
  return strays.sort();
}

/** Returns what *entry* is, unless it is a file or folder that a key can name. */
function kindOf(entry: Dirent): string | undefined {
  if (entry.isSymbolicLink()) return "a link";
  const isFolder = entry.isDirectory();
  if (!isFolder && !entry.isFile()) return "no file";
  if (entry.name.startsWith(".")) return isFolder ? "a hidden folder" : "a hidden file";
  if (/[\\\u0000-\u001f\u007f]/.test(entry.name)) return "no name of a key";
  return undefined;
}

function nothing(error: NodeJS.ErrnoException): undefined {
  if (["ENOENT", "ENOTDIR"].includes(error.code ?? "")) return undefined;
  throw error;
}
