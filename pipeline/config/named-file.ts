import {closeSync, constants, fstatSync, openSync, readFileSync, statSync} from "node:fs";
import type {Stats} from "node:fs";
import {open, stat} from "node:fs/promises";
import type {FileHandle} from "node:fs/promises";
import {findForeignFormat, isGzip} from "../../src/core/readers/magic.js";
import {UsageError} from "./errors.js";

/** What a file that somebody names should be, for messages. */
export interface FileKind {
  /** What it should hold; e.g., `public key`. */
  what: string;

  /** What to do if it does not; in the imperative. */
  remedy: string;

  /** The greatest number of bytes that are read; defaults to 1 MiB. */
  maxBytes?: number;
}

const megabyte = 2 ** 20;

/**
 * Opens the file at *path* to read it. Throws a UsageError that says what to do if there is none, if it may not be
 * read, or if it is not a regular file: a named pipe, device, socket or folder is not even waited for.
 */
export async function openNamedFile(path: string, kind: FileKind): Promise<FileHandle> {
  try {
    checkRegular(await stat(path), path, kind);
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      checkRegular(await file.stat(), path, kind); // it may have been replaced meanwhile
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    throw unreadable(error, path, kind);
  }
}

/** Returns the bytes of the file at *path*; throws a UsageError as `openNamedFile` does, or if there are too many. */
export async function readNamedFile(path: string, kind: FileKind): Promise<Uint8Array> {
  const file = await openNamedFile(path, kind);
  try {
    checkSize(await file.stat(), path, kind);
    return await file.readFile();
  } catch (error) {
    throw unreadable(error, path, kind);
  } finally {
    await file.close();
  }
}

/**
 * Returns the text of the file at *path*, without a byte-order mark. Throws a UsageError as `readNamedFile` does,
 * or names what it is instead of UTF-8.
 */
export async function readNamedText(path: string, kind: FileKind): Promise<string> {
  return namedText(await readNamedFile(path, kind), path, kind);
}

/** Returns what `readNamedText` does, at once: for settings, which are read before anything else. */
export function readNamedTextSync(path: string, kind: FileKind): string {
  try {
    checkRegular(statSync(path), path, kind);
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      checkRegular(fstatSync(file), path, kind);
      checkSize(fstatSync(file), path, kind);
      return namedText(readFileSync(file), path, kind);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unreadable(error, path, kind);
  }
}

/** Returns *bytes* of the file at *path* as text, without a byte-order mark; throws a UsageError that names what else they are. */
export function namedText(bytes: Uint8Array, path: string, {what, remedy}: FileKind): string {
  const foreign = isGzip(bytes)
    ? {found: "a gzip file", remedy: "unpack it first"}
    : findForeignFormat(bytes.subarray(0, 1 << 17));
  if (foreign)
    throw new UsageError(`invalid ${what}: ${path} is ${foreign.found}; ${foreign.remedy}`);
  try {
    return new TextDecoder("utf-8", {fatal: true}).decode(bytes);
  } catch (error) {
    throw new UsageError(`invalid ${what}: ${path} is not UTF-8; ${remedy}`, {cause: error});
  }
}

/** Throws a UsageError unless *stats*, of the file at *path*, are those of a regular file. */
function checkRegular(stats: Stats, path: string, {remedy}: FileKind): void {
  if (stats.isFile()) return;
  throw new UsageError(`not a regular file: ${path} is ${nameOfSpecial(stats)}; ${remedy}`);
}

function checkSize({size}: Stats, path: string, {what, maxBytes = megabyte}: FileKind): void {
  if (size <= maxBytes) return;
  throw new UsageError(`invalid ${what}: ${path} has ${size} bytes; at most ${maxBytes} are read`);
}

/** Returns what a file is that is not regular; e.g., `a named pipe`. */
export function nameOfSpecial(stats: Pick<Stats, "isDirectory" | "isFIFO" | "isSocket">): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  return "a device";
}

/** Returns *error*, of opening or reading the file at *path*, as a UsageError that says what to do; any other as it is. */
export function unreadable(
  error: unknown,
  path: string,
  {remedy}: Pick<FileKind, "remedy">
): unknown {
  const {code} = error as NodeJS.ErrnoException;
  if (code === undefined || error instanceof UsageError) return error;
  const options = {cause: error};
  if (code === "ENOENT" || code === "ENOTDIR")
    return new UsageError(`file not found: ${path}; ${path.includes("\ufffd") ? notUtf8 : remedy}`, options); // prettier-ignore
  return new UsageError(`unreadable file: ${path} (${code}); ${remedies.get(code) ?? remedy}`, options); // prettier-ignore
}

/** The remedy for a path that a command line cannot hold. */
export const notUtf8 = "a name that is not UTF-8 cannot be given: rename the file";

const remedies: ReadonlyMap<string, string> = new Map([
  ["EACCES", "check who may read it"],
  ["EPERM", "check who may read it"],
  ["ELOOP", "its symbolic links lead in a circle: name the file itself"],
  ["ENAMETOOLONG", "its name is longer than any: check the command"]
]);
