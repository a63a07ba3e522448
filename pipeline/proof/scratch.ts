import {join} from "node:path";
import type {Settings} from "../config/settings.js";
import {makeScratch} from "../lease/scratch.js";
import type {Scratch} from "../lease/scratch.js";

/**
 * Returns what *work* returns, which is given a function that makes a new folder when it is first called: in the
 * workspace or, where that cannot be written, among the temporary files of the system. The folder is removed
 * whatever happens; what a killed process left in the workspace is removed by the next one.
 */
export async function withScratch<T>(
  {workspace}: Settings,
  work: (scratch: () => Promise<string>) => Promise<T>
): Promise<T> {
  let making: Promise<Scratch> | undefined;
  try {
    return await work(async () => {
      making ??= makeScratch(join(workspace, "proof"), {elsewhere: true});
      return (await making).folder;
    });
  } finally {
    await making?.then(
      (scratch) => scratch.remove(),
      () => {} // the caller that asked for the folder handles the error
    );
  }
}
