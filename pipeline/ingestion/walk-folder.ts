import type {Dirent, Stats} from "node:fs";
import {readdir, realpath, stat} from "node:fs/promises";
import {join} from "node:path";
import {nameOfSpecial} from "../config/named-file.js";

/** What lies below a folder. */
export interface WalkedFolder {
  /** The paths of its regular files. */
  paths: string[];

  /** Why another path below it cannot be read; e.g., `a named pipe`. */
  problems: Map<string, string>;
}

/**
 * Returns every file below the folder at *root* that is not hidden, nor in a hidden folder. Symbolic links are followed, each
 * folder once, so that links in a circle end.
 */
export async function walkFolder(root: string): Promise<WalkedFolder> {
  const walked: WalkedFolder = {paths: [], problems: new Map()};
  const seen = new Set<string>();
  const folders = [await realpath(root)];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      const real = await realpath(folder);
      if (seen.has(real)) continue;
      seen.add(real);
      for (const entry of await readdir(folder, {withFileTypes: true})) {
        if (entry.name.startsWith(".")) continue;
        const path = join(folder, entry.name);
        const kind = await kindOf(path, entry);
        if (kind === "folder") folders.push(path);
        else if (kind === "file") walked.paths.push(path);
        else walked.problems.set(path, kind);
      }
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      walked.problems.set(folder, unreadableAs(code, folder));
    }
  }
  return walked;
}

/** Returns why a file at *path* is not read, by the *code* of the error. */
export function unreadableAs(code: string, path: string): string {
  if (code === "ENOENT" && path.includes("\ufffd")) return "a file whose name is not UTF-8";
  return `unreadable (${code})`;
}

async function kindOf(path: string, entry: Dirent): Promise<string> {
  let stats: Dirent | Stats = entry;
  if (entry.isSymbolicLink()) {
    const linked = await stat(path).catch((error: NodeJS.ErrnoException) => error.code ?? "");
    if (typeof linked === "string") return `a symbolic link that leads nowhere (${linked})`;
    stats = linked;
  }
  if (stats.isFile()) return "file";
  return stats.isDirectory() ? "folder" : nameOfSpecial(stats);
}
