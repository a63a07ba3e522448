import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {Json, Phase} from "../../src/core/schema/artifacts.js";
import {SetAsideError} from "../tasks/executor.js";
import type {PartitionTask, TaskExecutor} from "../tasks/executor.js";
import {sha256} from "./digest.js";

/** The digits of a digest that the name of a task has, and the most characters of the name of a partition. */
const [nameDigits, maxName] = [12, 120];

/** The most partitions that a task makes: their names are the input of the task. */
export const maxTaskPartitions = 64;

/** Returns the task of *kind* that makes *partitions*, the names of at least one, out of *input*; equal ones have equal names. */
export function partitionTask(
  phase: Phase,
  kind: string,
  partitions: readonly string[],
  input: Json
): PartitionTask {
  const digest = sha256(canonicalJson({kind, input})).slice(0, nameDigits);
  const more = partitions.length > 1 ? `+${partitions.length - 1}` : "";
  return {name: `${phase}/${partitions[0].slice(0, maxName)}${more}/${digest}`, kind, input};
}

/** How parts of the work of a phase are made by tasks. */
export interface PartsByTasks<Part> {
  /** Returns those of *parts* that are not there, and can be made; is called before a task, and after it: then with *made*. */
  findMissing(parts: readonly Part[], made: boolean): Promise<readonly Part[]>;

  /** Returns the task that makes *parts*, which are not there. */
  taskOf(parts: readonly Part[]): PartitionTask;

  /** Is called with a part that is set aside: the task that makes it alone has failed as often as it may. */
  setAside(part: Part, error: SetAsideError): void;
}

/**
 * Has *executor* make those of *parts* that are missing, in one task. If that is set aside, its halves are made, and so on, until
 * the parts that fail are alone: those are set aside. Rejects with any other error of the executor, and if a task ends without
 * having made its parts.
 */
export async function makeByTasks<Part>(
  parts: readonly Part[],
  how: PartsByTasks<Part>,
  executor: TaskExecutor,
  signal: AbortSignal
): Promise<void> {
  const missing = await how.findMissing(parts, false);
  if (missing.length === 0) return;
  const task = how.taskOf(missing);
  try {
    await executor.run(task, signal);
  } catch (error) {
    if (!(error instanceof SetAsideError)) throw error;
    if (missing.length === 1) return how.setAside(missing[0], error);
    const half = Math.ceil(missing.length / 2);
    await makeByTasks(missing.slice(0, half), how, executor, signal);
    return makeByTasks(missing.slice(half), how, executor, signal);
  }
  const lost = await how.findMissing(missing, true);
  if (lost.length > 0)
    throw new Error(
      `partitions lost: ${lost.length} of the task ${task.name} are not in the store`
    );
}
