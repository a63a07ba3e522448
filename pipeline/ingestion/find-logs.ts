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

/** A file that was found. */
export interface FoundFile extends LogFile {
  /** Whether it was named by its path, so that it must be a log; one in a folder or of a glob need not. */
  named: boolean;
}

/**
 * Finds the files that *patterns* mean, each once, in natural order of their paths. A pattern that is
 * the path of a file means that file, whatever brackets or colons its name holds; that of a folder means
 * every file below it that is not hidden; any other is a glob. Throws a UsageError for a pattern that means
 * nothing.
 */
export async function findLogs(patterns: readonly string[]): Promise<FoundFile[]> {
  if (patterns.length === 0)
    throw new UsageError("missing files; name one or more logs of connections");
  const named = new Map<string, boolean>();
  for (const pattern of patterns) {
    const found = await findPaths(pattern);
    for (const path of found.paths) {
      const real = await realpath(path).catch(() => path);
      named.set(real, found.named || named.get(real) === true);
    }
  }
  const paths = [...named.keys()].sort(compareNaturally);
  const folder = commonFolder(paths);
  return paths.map((path) => ({
    name: relative(folder, path).split(sep).join("/"),
    path,
    named: named.get(path)!
  }));
}

async function findPaths(pattern: string): Promise<{paths: string[]; named: boolean}> {
  const literal = await stat(pattern).catch(() => undefined);
  if (literal?.isDirectory()) {
    const paths = await glob("**/*", {cwd: pattern, absolute: true, onlyFiles: true});
    if (paths.length > 0) return {paths, named: false};
    throw new UsageError(`empty folder: ${pattern}; name one with logs of connections`);
  }
  if (literal && !literal.isFile()) throw new UsageError(`not a regular file: ${pattern}`);
  if (literal) return {paths: [resolve(pattern)], named: true};
  const paths = await glob(pattern, {absolute: true, onlyFiles: true, expandDirectories: false});
  if (paths.length > 0) return {paths, named: false};
  throw new UsageError(
    `file not found: ${pattern}; no file has this path, nor matches it as a glob`
  );
}

function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0]);
  while (!paths.every((path) => path.startsWith(folder === sep ? sep : folder + sep))) {
    folder = dirname(folder);
  }
  return folder;
}
