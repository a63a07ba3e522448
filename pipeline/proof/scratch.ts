import {randomUUID} from "node:crypto";
import {rmSync} from "node:fs";
import {mkdir, readdir, rm} from "node:fs/promises";
import {join} from "node:path";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {findHolder, takeLock} from "../run/lock.js";

const lockEnd = ".lock";

/**
 * Returns what *work* returns, which is given a function that makes a new folder in the workspace when
 * it is first called. The folder is removed whatever happens; what a killed process left is removed by
 * the next one. Rejects with a UsageError if the workspace cannot be written.
 */
export async function withScratch<T>(
  {workspace}: Settings,
  work: (scratch: () => Promise<string>) => Promise<T>
): Promise<T> {
  const root = join(workspace, "proof");
  const folder = join(root, randomUUID());
  const remove = () => rmSync(folder, {recursive: true, force: true});
  let making: Promise<() => void> | undefined;
  const make = async () => {
    await removeDead(root);
    const release = await takeLock(folder + lockEnd, {what: "the scratch of a proof"});
    await mkdir(folder);
    process.once("exit", remove); // an interrupted command leaves through process.exit
    return release;
  };
  try {
    return await work(async () => {
      making ??= make().catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(
          `invalid workspace: ${workspace} (${error.code ?? error.message}); copy it to where it can be written`,
          {cause: error}
        );
      });
      await making;
      return folder;
    });
  } finally {
    await rm(folder, {recursive: true, force: true});
    process.off("exit", remove);
    await making?.then(
      (release) => release(),
      () => {} // the caller that asked for the folder handles the error
    );
  }
}

/** Removes the folders in *root* that no living process holds. */
async function removeDead(root: string): Promise<void> {
  const names = await readdir(root).catch(() => [] as string[]);
  const folders = new Set(names.map((name) => name.split(".")[0]));
  for (const name of folders) {
    const lock = join(root, name + lockEnd);
    if (await findHolder(lock)) continue;
    await rm(join(root, name), {recursive: true, force: true});
    await rm(lock, {force: true});
  }
}
