import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {makeFolder} from "../lease/make-folder.js";
import {withLock} from "./lock.js";

/** Throws an OutageError if another process may have taken the place of this one; called before each write that counts. */
export type Fence = () => void;

/**
 * Returns what *work* returns, while no other run or removal is at work in the workspace of *settings*. With
 * PostgreSQL there is nothing to wait for: the server has a lock for each artifact, and for the beginning of runs.
 */
export async function withWorkspace<T>(
  {lock, postgres}: Settings,
  work: (fence: Fence) => Promise<T>,
  onWait: (message: string) => void
): Promise<T> {
  if (postgres) return work(() => {});
  return withLock(lock, ({check}) => work(check), {onWait});
}

/** Makes the workspace of the settings unless it is there; throws a UsageError if it cannot be made. */
export async function makeWorkspace({workspace}: Settings): Promise<void> {
  try {
    await makeFolder(workspace);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw new UsageError(
      `invalid workspace: ${workspace} (${code}); name a folder that can be written with --workspace`,
      {cause: error}
    );
  }
}
