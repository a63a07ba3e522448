import {realpath, stat} from "node:fs/promises";
import {dirname, relative, resolve, sep} from "node:path";
import {glob} from "tinyglobby";
import {UsageError} from "../config/errors.js";
import {compareNaturally} from "./natural-order.js";

/** A file to read. */
export interface LogFile {
  /** What it is called: its path below the folder that all files have in common, with slashes. */
  name: string;

  /** Where it is on this machine. */
  path: string;
}

/**
 * Finds the files that *patterns* mean, each once, in natural order of their paths. A pattern that is
 * the path of a file means that file, whatever brackets or colons its name holds; any other is a
 * glob. Throws a UsageError for a folder, and for a pattern that means nothing.
 */
export async function findLogs(patterns: readonly string[]): Promise<LogFile[]> {
  if (patterns.length === 0)
    throw new UsageError("missing files; name one or more logs of connections");
  const found = new Set<string>();
  for (const pattern of patterns) {
    for (const path of await findPaths(pattern)) found.add(await realpath(path));
  }
  const paths = [...found].sort(compareNaturally);
  const folder = commonFolder(paths);
  return paths.map((path) => ({name: relative(folder, path).split(sep).join("/"), path}));
}

async function findPaths(pattern: string): Promise<string[]> {
  const literal = await stat(pattern).catch(() => undefined);
  if (literal?.isDirectory()) {
    const try_ = `${pattern.replace(/\/+$/, "")}/**/conn*.log*`;
    throw new UsageError(`not a file but a folder: ${pattern}; try a glob: '${try_}'`);
  }
  if (literal && !literal.isFile()) throw new UsageError(`not a regular file: ${pattern}`);
  if (literal) return [resolve(pattern)];
  const paths = await glob(pattern, {absolute: true, onlyFiles: true, expandDirectories: false});
  if (paths.length === 0) {
    throw new UsageError(
      `file not found: ${pattern}; no file has this path, nor matches it as a glob`
    );
  }
  return paths;
}

function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0]);
  while (!paths.every((path) => path.startsWith(folder === sep ? sep : folder + sep))) {
    folder = dirname(folder);
  }
  return folder;
}
