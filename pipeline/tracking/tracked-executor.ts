import {SetAsideError} from "../tasks/executor.js";
import type {TaskExecutor} from "../tasks/executor.js";
import type {RunListener} from "./listener.js";

/** Returns *executor*, if there is one, with *listener* notified of each task that is done or set aside. */
export function trackedExecutor(
  executor: TaskExecutor | undefined,
  listener: RunListener | undefined,
  now: () => Date = () => new Date()
): TaskExecutor | undefined {
  if (!executor || !listener?.notifyTask) return executor;
  const notify = (task: string, error?: unknown) =>
    listener.notifyTask?.({at: now(), task, ...(error !== undefined && {error})});
  return {
    get concurrency() {
      return executor.concurrency;
    },
    async run(task, signal) {
      try {
        const result = await executor.run(task, signal);
        notify(task.name);
        return result;
      } catch (error) {
        if (error instanceof SetAsideError) notify(task.name, error);
        throw error;
      }
    }
  };
}
