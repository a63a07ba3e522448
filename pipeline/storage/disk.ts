import {OutageError} from "../config/errors.js";

/** What fails on this machine, by the code of the error, and what to do. */
export const diskFailures: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the disk of the workspace; make room, or name another with --workspace",
  EDQUOT: "no quota left on the disk of the workspace; make room, or name another with --workspace",
  EROFS: "the disk of the workspace cannot be written; name another with --workspace",
  EACCES: "a file of the workspace may not be written; mend its permissions",
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
