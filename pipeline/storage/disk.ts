import {OutageError} from "../config/errors.js";

/** The failures of this machine and their remedies, by the code of the error. */
export const diskFailures: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the disk of the workspace; free some, or name another with --workspace",
  EDQUOT: "no quota left on the disk of the workspace; free some, or name another with --workspace",
  EROFS: "the disk of the workspace cannot be written; name another with --workspace",
  EACCES: "a file of the workspace may not be written; fix its permissions",
  EMFILE: "too many open files; raise the limit (ulimit -n)",
  EIO: "the disk of the workspace fails; name another with --workspace",
  ENOENT: "a file of the workspace is gone; run again"
};

/** Returns what *work*, which writes *path*, returns; an error of the disk becomes an OutageError that names the path and the remedy. */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const {code = ""} = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || !Object.hasOwn(diskFailures, code)) throw error;
    throw new OutageError(`cannot write ${path}: ${diskFailures[code]}`, {cause: error});
  }
}

/** The same failures as programs in WebAssembly, such as the embedded database, number them (WASI). */
const wasiCodes: Readonly<Record<number, string>> = {
  19: "EDQUOT",
  29: "EIO",
  51: "ENOSPC",
  69: "EROFS"
};

/** The messages of programs that give no code. */
const messages: readonly [message: RegExp, code: string][] = [
  [/no space left on device/i, "ENOSPC"],
  [/disk quota exceeded/i, "EDQUOT"],
  [/read-only file system/i, "EROFS"]
];

/**
 * Returns *error* as an OutageError that names the path, as far as it is known, and the remedy, if it or
 * one of its causes says that a disk failed: one of Node.js, of DuckDB, or of the embedded database.
 */
export function maybeDiskFailure(error: unknown): OutageError | undefined {
  for (let cause = error; typeof cause === "object" && cause !== null;) {
    if (cause instanceof OutageError) return cause;
    const {code, errno, message = "", path, cause: next} = cause as Partial<DiskError>;
    const found =
      messages.find(([pattern]) => pattern.test(message))?.[1] ?? code ?? wasiCodes[errno ?? 0];
    if (found && found !== "ENOENT" && Object.hasOwn(diskFailures, found)) {
      const where = path ?? /file "([^"]+)"/.exec(message)?.[1] ?? "to the workspace";
      return new OutageError(`cannot write ${where}: ${diskFailures[found]}`, {cause: error});
    }
    cause = next;
  }
  return undefined;
}

interface DiskError {
  code: string;
  errno: number;
  message: string;
  path: string;
  cause: unknown;
}
