import {mkdir} from "node:fs/promises";
import {join} from "node:path";
import type {PhaseContext} from "../../../../pipeline/artifacts/context.js";
import {runPartitionTask} from "../../../../pipeline/run/tasks/kinds.js";
import {folderStore} from "../../../../pipeline/storage/folder.js";
import {SetAsideError} from "../../../../pipeline/tasks/executor.js";
import type {PartitionTask, TaskExecutor} from "../../../../pipeline/tasks/executor.js";
import type {TestContext} from "../../ingestion/test-context.js";

/** An executor of a test, and the tasks that it was asked for. */
export interface ForeignExecutor extends TaskExecutor {
  tasks: PartitionTask[];
}

/** How a test does tasks. */
export interface ForeignOptions {
  concurrency?: number;

  /** Returns the error with which a task is set aside; none by default. */
  failure?(task: PartitionTask): string | undefined;
}

/**
 * Returns what does tasks as a process of its own would: from JSON, with stores, a scratch folder and a reporter of its own. Of the tasks
 * that run at a time, the one that was asked for last ends first.
 */
export function foreignExecutor(
  {folder, reporter}: TestContext,
  {concurrency = 3, failure}: ForeignOptions = {}
): ForeignExecutor {
  const store = (layer: string) => folderStore(join(folder, "store", layer));
  const tasks: PartitionTask[] = [];
  const running: {end: Promise<void>}[] = [];
  let places = 0;
  return {
    concurrency,
    tasks,
    async run(asked) {
      const task = JSON.parse(JSON.stringify(asked)) as PartitionTask;
      tasks.push(task);
      const scratch = join(folder, "workers", String(places++));
      await mkdir(scratch, {recursive: true});
      const stores = {raw: store("raw"), silver: store("silver"), models: store("models"), eval: store("eval")}; // prettier-ignore
      const context: PhaseContext = {stores, scratch, reporter, threads: 1, memory: 2 ** 28};
      const work = async () => {
        const error = failure?.(task);
        if (error !== undefined) throw new SetAsideError(task.name, error);
        return JSON.stringify(await runPartitionTask(task, context));
      };
      const result = work();
      const own = {end: result.then(() => {}, () => {})}; // prettier-ignore
      running.push(own);
      try {
        await own.end;
        while (running.at(-1) !== own) await running.at(-1)!.end.then(() => new Promise(setImmediate)); // prettier-ignore
        return JSON.parse(await result);
      } finally {
        running.splice(running.indexOf(own), 1);
      }
    }
  };
}
