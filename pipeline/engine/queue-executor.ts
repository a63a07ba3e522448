import {setMaxListeners} from "node:events";
import {setTimeout as sleep} from "node:timers/promises";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {Statements} from "../audit/database.js";
import type {PartitionTask, TaskExecutor} from "../tasks/executor.js";
import type {Enqueued} from "./dbos.js";
import {persistently} from "./persistence.js";
import {dbosSchema} from "./schema.js";
import {resultOf} from "./task-answer.js";

/** How many tasks of a run are in the queue at a time: more would make no worker busier. */
const maxQueued = 512;

/** The shortest and the longest interval at which results are asked for, in milliseconds, all in one query. */
const polls = {shortest: 15, longest: 150};

/** An executor whose tasks are done by any worker. */
export interface QueueExecutor extends TaskExecutor {
  /** Rejects what waits, and what comes, with *error*. */
  stop(error: Error): void;
}

/** What a queue executor needs. */
export interface QueueExecutorOptions {
  run: string;
  statements: Pick<Statements, "query">;
  /** Adds tasks to the queue; those that are there stay as they are. */
  enqueue(tasks: readonly Enqueued[]): Promise<void>;
}

interface Waiting {
  task: PartitionTask;
  resolve(result: Json): void;
  reject(error: unknown): void;
  /** Forgets the signal. */
  done(): void;
}

/** Returns the id of the task called *name* of *run*. */
export function taskId(run: string, name: string): string {
  return `${run}/${name}`;
}

/**
 * Returns an executor that puts the tasks of *run* into the queue, those of a moment in one transaction, and asks for the results of all
 * that wait in one query. A task that was asked for by a process before this one has its result already.
 */
export function queueExecutor(options: QueueExecutorOptions): QueueExecutor {
  const {run} = options;
  const state: State = {waiting: new Map(), fresh: [], isAtWork: false, wake: () => {}};
  const stop = (error: Error) => {
    state.stopped ??= error;
    for (const {reject, done} of state.waiting.values()) {
      done();
      reject(state.stopped);
    }
    state.waiting.clear();
    state.fresh = [];
    state.wake();
  };
  const begin = () => {
    if (state.isAtWork) return;
    state.isAtWork = true;
    work(state, options)
      .catch(stop)
      .finally(() => (state.isAtWork = false));
  };
  return {
    concurrency: maxQueued,
    stop,
    run(task, signal) {
      const id = taskId(run, task.name);
      return new Promise<Json>((resolve, reject) => {
        if (state.stopped) return reject(state.stopped);
        signal.throwIfAborted();
        setMaxListeners(0, signal); // as many as wait
        const abandon = () => {
          state.waiting.delete(id);
          reject(signal.reason as Error);
        };
        signal.addEventListener("abort", abandon, {once: true});
        const done = () => signal.removeEventListener("abort", abandon);
        state.waiting.set(id, {task, resolve, reject, done});
        const {kind, name, input} = task;
        state.fresh.push({id, args: [run, name, kind, JSON.stringify(input)], parent: run});
        state.wake();
        queueMicrotask(begin); // with those of this moment
      });
    }
  };
}

interface State {
  waiting: Map<string, Waiting>;
  /** Those that are not in the queue yet. */
  fresh: Enqueued[];
  stopped?: Error;
  isAtWork: boolean;
  /** Ends a rest. */
  wake(): void;
}

/** Enqueues and asks until nothing waits. */
async function work(
  state: State,
  {statements, enqueue}: Pick<QueueExecutorOptions, "statements" | "enqueue">
): Promise<void> {
  let interval: number = polls.shortest;
  while (state.waiting.size > 0) {
    const batch = state.fresh;
    state.fresh = [];
    if (batch.length > 0) await persistently(() => enqueue(batch));
    const ended = await persistently(() => askFor(state, statements));
    const isBusy = ended > 0 || batch.length > 0;
    interval = isBusy ? polls.shortest : Math.min(interval * 1.3, polls.longest);
    if (state.waiting.size > 0 && state.fresh.length === 0)
      await Promise.race([sleep(interval), new Promise<void>((resolve) => (state.wake = resolve))]);
  }
}

/** Ends those that have ended; returns how many. */
async function askFor(
  {waiting}: State,
  statements: QueueExecutorOptions["statements"]
): Promise<number> {
  const rows = await statements.query<{id: string; status: string; output: string | null}>(
    `SELECT workflow_uuid AS id, w.status, o.output
    FROM ${dbosSchema}.workflow_status w LEFT JOIN ${dbosSchema}.workflow_output o USING (workflow_uuid)
    WHERE workflow_uuid = ANY($1::text[]) AND w.status IN ('SUCCESS', 'ERROR', 'CANCELLED')`,
    [[...waiting.keys()]]
  );
  for (const {id, status, output} of rows) {
    const one = waiting.get(id);
    waiting.delete(id);
    if (one) end(one, status, output);
  }
  return rows.length;
}

function end({task, resolve, reject, done}: Waiting, status: string, output: string | null): void {
  done();
  try {
    if (status !== "SUCCESS") throw new Error(`task ended as ${status}: ${task.name}`);
    resolve(resultOf(task.name, output));
  } catch (error) {
    reject(error as Error);
  }
}
