import {randomUUID} from "node:crypto";
import {mkdir, rm} from "node:fs/promises";
import {join} from "node:path";
import type {PhaseContext, Reporter} from "../artifacts/context.js";
import {openAudit} from "../audit/open.js";
import type {Settings} from "../config/settings.js";
import {makeScratch} from "../lease/scratch.js";
import {newContext} from "../run/recording.js";
import type {Fence} from "../run/workspace-lock.js";
import type {SigningAudit} from "../proof/attest.js";

/** What the tasks of a worker share. */
export interface TaskContextsOptions {
  settings: Settings;
  reporter: Reporter;
  fence: Fence;
  /** The threads of one task, and the memory of its databases in bytes; undefined for the default. */
  threads: number;
  memory?: number;
}

/** The surroundings of tasks. */
export interface TaskContexts {
  /** Returns what *work* returns, which gets a context of *run* of its own; what it leaves in its folder is removed. */
  with<T>(run: string, work: (context: PhaseContext) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Returns the surroundings of the tasks of one worker: one audit, and a folder that is removed when this process ends. */
export async function taskContexts(options: TaskContextsOptions): Promise<TaskContexts> {
  const {settings, reporter, fence, threads, memory} = options;
  const scratch = await makeScratch(settings.scratch);
  let opened: Promise<SigningAudit> | undefined;
  const audit = () => {
    const opening = (opened ??= openAudit(settings, {onWait: (message) => reporter.warn(message)}));
    opening.catch(() => {
      if (opened === opening) opened = undefined; // the next task asks once more
    });
    return opening;
  };
  return {
    async with(run, work) {
      const folder = join(scratch.folder, randomUUID());
      await mkdir(folder);
      try {
        const ours = reporter.with?.({run}) ?? reporter;
        const opening = {run, scratch: folder, opening: audit(), fence};
        const context = newContext(settings, ours, opening);
        return await work({...context, threads, ...(memory !== undefined && {memory})});
      } finally {
        await rm(folder, {recursive: true, force: true});
      }
    },
    async close() {
      scratch.remove();
      await (await opened?.catch(() => undefined))?.close();
    }
  };
}
