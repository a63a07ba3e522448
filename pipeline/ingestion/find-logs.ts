import {realpath, stat} from "node:fs/promises";
import {dirname, relative, resolve, sep} from "node:path";
import {glob} from "tinyglobby";
import {UsageError} from "../config/errors.js";
import {nameOfSpecial, notUtf8, unreadable} from "../config/named-file.js";
import {compareNaturally} from "./natural-order.js";
import {walkFolder} from "./walk-folder.js";
import type {WalkedFolder} from "./walk-folder.js";

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

  /** Why it cannot be read, if that is known already; e.g., `a named pipe`. */
  problem: string | null;
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
  const problems = new Map<string, string>();
  for (const pattern of patterns) {
    const found = await findPaths(pattern);
    for (const [path, problem] of found.problems) {
      problems.set(path, problem);
      named.set(path, false);
    }
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
    named: named.get(path)!,
    problem: problems.get(path) ?? null
  }));
}

/** The paths that a pattern means, and the problem of each that cannot be read. */
interface FoundPaths extends WalkedFolder {
  named: boolean;
}

async function findPaths(pattern: string): Promise<FoundPaths> {
  const literal = await stat(pattern).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw unreadable(error, pattern, {remedy: "name a log"});
  });
  if (literal?.isDirectory()) {
    const found = await walkFolder(resolve(pattern));
    if (found.paths.length + found.problems.size > 0) return {...found, named: false};
    throw new UsageError(`empty folder: ${pattern}; name one with logs of connections`);
  }
  if (literal && !literal.isFile())
    throw new UsageError(
      `not a regular file: ${pattern} is ${nameOfSpecial(literal)}; name a log, or a folder with logs`
    );
  if (literal) return {paths: [resolve(pattern)], named: true, problems: new Map()};
  const paths = await glob(pattern, {absolute: true, onlyFiles: true, expandDirectories: false});
  if (paths.length > 0) return {paths, named: false, problems: new Map()};
  const why = pattern.includes("\ufffd")
    ? notUtf8
    : "no file has this path, nor matches it as a glob";
  throw new UsageError(`file not found: ${pattern}; ${why}`);
}

function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0]);
  while (!paths.every((path) => path.startsWith(folder === sep ? sep : folder + sep))) {
    folder = dirname(folder);
  }
  return folder;
}
