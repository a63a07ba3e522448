import type {Json} from "../../../src/core/schema/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import type {PartitionTask} from "../../tasks/executor.js";

/**
 * Makes partitions out of *input*, which a phase has made, in the stores of *context*; returns the key of each by its name. What is
 * there already is not made. It may be called any number of times, also at the same time, by any process with the same code
 * and the same stores: equal inputs give equal bytes.
 */
export type TaskFunction = (input: Json, context: PhaseContext) => Promise<Json>;

/** The kinds of tasks, by name; each is loaded when it is first asked for. */
const kinds: Readonly<Record<string, () => Promise<TaskFunction>>> = {
  ingestion: async () => (await import("../../ingestion/file-task.js")).makeFiles,
  transformation: async () => (await import("../../transformation/silver-task.js")).makeSilverParts,
  scores: async () => (await import("../../evaluation/day-tasks.js")).makeScores,
  summaries: async () => (await import("../../evaluation/day-tasks.js")).makeSummaries
};

/** The names of the kinds. */
export const kindNames: readonly string[] = Object.keys(kinds);

/**
 * Does *task* in this process, and returns its result. Its *context* is like that of the run whose task it is — the same stores,
 * ledger, breachOf — but has no executor, and a `scratch` that no other task uses at the same time: two may make the same
 * partition. `threads` and `memory` are its share of the process. When it resolves, all that it made is recorded and exists.
 */
export async function runPartitionTask(
  {name, kind, input}: PartitionTask,
  {executor: _, ...context}: PhaseContext
): Promise<Json> {
  const load = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!load) throw new RangeError(`unknown kind of the task ${name}: ${kind}`);
  const work = await load();
  try {
    return await work(input, context);
  } finally {
    await context.ledger?.settle();
  }
}
