import {randomBytes} from "node:crypto";
import {openPostgres} from "../../../pipeline/audit/postgres.js";
import {codeVersion} from "../../../pipeline/engine/code-version.js";
import {startEngine} from "../../../pipeline/engine/dbos.js";
import {engineSettings} from "../../../pipeline/engine/engine-settings.js";
import {queueExecutor} from "../../../pipeline/engine/queue-executor.js";
import type {Settings} from "../../../pipeline/config/settings.js";

/** What tasks that do nothing took. */
export interface TinyTasks {
  tasks: number;
  seconds: number;
  tasks_per_second: number;
}

/**
 * Has the workers of *settings* do tasks that return what they are given, for each of *counts* as many, and returns what that took from the
 * first request to the last result.
 */
export async function measureTinyTasks(
  settings: Settings,
  counts: readonly number[]
): Promise<TinyTasks[]> {
  const {postgres, place} = engineSettings(settings, "the benchmark");
  const version = await codeVersion();
  const database = await openPostgres(postgres);
  const task = async () => "";
  const executor = `bench-${randomBytes(4).toString("hex")}`; // which takes nothing
  const engine = await startEngine(postgres, database, {executor, version, workflows: {task}});
  const found: TinyTasks[] = [];
  try {
    for (const tasks of counts) {
      const run = `bench-${tasks}-${randomBytes(4).toString("hex")}`;
      const asked = queueExecutor({
        run,
        statements: database,
        enqueue: (items) => engine.enqueue(task, `tasks-${place}`, items)
      });
      const begun = performance.now();
      await askInTurn(tasks, asked);
      const seconds = (performance.now() - begun) / 1000;
      found.push({tasks, seconds, tasks_per_second: Math.round(tasks / seconds)});
    }
    return found;
  } finally {
    await engine.close();
    await database.close();
  }
}

/** Has as many at a time in the queue as a run would. */
async function askInTurn(
  count: number,
  {run, concurrency}: ReturnType<typeof queueExecutor>
): Promise<void> {
  const {signal} = new AbortController();
  let next = 0;
  const ask = async () => {
    while (next < count) {
      const input = next++;
      await run({name: `tiny/${input}`, kind: "echo", input}, signal);
    }
  };
  await Promise.all(Array.from({length: Math.min(concurrency, count)}, ask));
}
