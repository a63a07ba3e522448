import type {Json} from "../../src/core/schema/artifacts.js";

/**
 * A piece of work that any process with the same code and the same stores can do: it makes partitions out of
 * artifacts, and what it is given and returns is JSON of at most some kilobytes.
 */
export interface PartitionTask {
  /**
   * Its name, unique in a run, and the same whenever the same work is asked for: the phase, the first partition, how many more,
   * and 12 digits of the digest of kind and input; e.g., `transformation/day=2024-04-19+3/3f8a12c07d1e`. At most 200 characters.
   */
  name: string;

  /** What kind of work it is: a name in the registry of kinds, pipeline/run/tasks/kinds.ts. */
  kind: string;

  /** What it works on: keys of artifacts, and names of partitions. */
  input: Json;
}

/** Who does tasks: the threads of this process, or workers on any number of machines. */
export interface TaskExecutor {
  /** How many tasks are worth asking for at a time, at least 1. */
  concurrency: number;

  /**
   * Does *task*, here or elsewhere, and returns its result. Rejects with a SetAsideError if it failed as often as it may, and
   * with what else went wrong.
   */
  run(task: PartitionTask, signal: AbortSignal): Promise<Json>;
}

/** An error of a task that failed as often as it may: the run goes on without what it would have made. */
export class SetAsideError extends Error {
  override name = "SetAsideError";

  /** The name of the task. */
  readonly task: string;

  constructor(task: string, message: string) {
    super(message);
    this.task = task;
  }
}
