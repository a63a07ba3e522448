/** A piece of work, and what it waits for. */
export interface Task {
  /** Its name, unique among the tasks; errors and progress name it. */
  name: string;

  /** The names of the tasks whose results it takes; defaults to none. */
  needs?: readonly string[];

  /**
   * The bytes that it and its result take, as far as they count; defaults to 0. They are held from its start
   * until every task that takes its result has ended.
   */
  memory?: number;

  /** Does the work; *results* has the results of the tasks it needs; *signal* is aborted when another has failed. */
  run(results: Results, signal: AbortSignal): unknown;
}

/** The results of the tasks that a task needs, by their names. */
export interface Results {
  /** Returns the result of the task *name*, as its caller knows its type; throws if it is not one of its needs. */
  of<T>(name: string): T;
}

/** How to run tasks. */
export interface RunTasksOptions {
  /** How many run at a time, at least 1. It changes how long they take, and no result. */
  concurrency: number;

  /** The bytes that may be held at a time; defaults to no bound. A task that is alone runs, whatever it holds. */
  memory?: number;

  /** Is called when a task has ended: how many of how many have, and the name of this one. */
  onEnd?(done: number, total: number, name: string): void;
}

/**
 * Runs *tasks*, each after those that it needs, and returns the results of those that no other needs, in the
 * order of *tasks*. Of those that could run, the first in that order is started first: put a task that takes a
 * result right after the task that makes it, and little is held at a time. The first error aborts the signal; no
 * task is started after it, those that run are awaited, and it is thrown with the name of its task before its
 * message. Throws a RangeError if a name is there twice, a need is not there, or tasks wait for each other.
 */
export async function runTasks(
  tasks: readonly Task[],
  options: RunTasksOptions
): Promise<Map<string, unknown>> {
  checkTasks(tasks, options.concurrency);
  const state = newState(tasks);
  const controller = new AbortController();
  const running = new Map<string, Promise<void>>();
  let failure: {error: unknown} | undefined;
  const start = (task: Task) => {
    state.begin(task);
    const work = async () => {
      try {
        const result = await task.run(state.resultsFor(task), controller.signal);
        state.end(task, result);
        if (!failure) options.onEnd?.(state.done(), tasks.length, task.name);
      } catch (error) {
        failure ??= {error: named(task, error)};
        controller.abort();
      } finally {
        running.delete(task.name);
      }
    };
    running.set(task.name, Promise.resolve().then(work));
  };
  while (state.done() < tasks.length) {
    while (!failure && running.size < options.concurrency) {
      const next =
        state.next(options.memory ?? Infinity) ??
        (running.size === 0 ? state.next(Infinity) : undefined);
      if (!next) break;
      start(next);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (failure) throw failure.error;
  return new Map(tasks.flatMap(({name}) => state.leaf(name)));
}

/** What waits, what is held and what is done. */
interface State {
  /** Returns the first task that waits for none and that fits into *memory* bytes. */
  next(memory: number): Task | undefined;
  begin(task: Task): void;
  end(task: Task, result: unknown): void;
  resultsFor(task: Task): Results;
  done(): number;
  /** Returns the task *name* and its result if no other task needs it, and nothing otherwise. */
  leaf(name: string): [string, unknown][];
}

function newState(tasks: readonly Task[]): State {
  const waiting = new Set(tasks);
  const results = new Map<string, unknown>();
  const memoryOf = new Map(tasks.map(({name, memory = 0}) => [name, memory]));
  const takers = new Map(tasks.map(({name}) => [name, 0])); // those that have not ended
  for (const {needs = []} of tasks)
    for (const need of needs) takers.set(need, takers.get(need)! + 1);
  const taken = new Set(tasks.flatMap(({needs = []}) => needs));
  let held = 0;
  let done = 0;
  const release = (name: string) => (held -= memoryOf.get(name)!);
  return {
    next(memory) {
      for (const task of waiting)
        if (
          held + memoryOf.get(task.name)! <= memory &&
          (task.needs ?? []).every((need) => results.has(need))
        )
          return task;
    },
    begin(task) {
      waiting.delete(task);
      held += memoryOf.get(task.name)!;
    },
    end({name, needs = []}, result) {
      ++done;
      results.set(name, result);
      if (!taken.has(name)) release(name);
      for (const need of needs) {
        const left = takers.get(need)! - 1;
        takers.set(need, left);
        if (left > 0) continue;
        results.set(need, undefined);
        release(need);
      }
    },
    resultsFor: ({name: taker, needs = []}) => ({
      of<T>(name: string) {
        if (needs.includes(name)) return results.get(name) as T;
        throw new RangeError(`unknown need of the task ${taker}: ${name}`);
      }
    }),
    done: () => done,
    leaf: (name) => (taken.has(name) ? [] : [[name, results.get(name)]])
  };
}

function checkTasks(tasks: readonly Task[], concurrency: number): void {
  if (!(concurrency >= 1)) throw new RangeError(`invalid concurrency: ${concurrency}`);
  const names = new Set(tasks.map(({name}) => name));
  if (names.size < tasks.length) {
    const twice = tasks.find(({name}, i) => tasks.findIndex((task) => task.name === name) < i)!;
    throw new RangeError(`duplicate task: ${twice.name}`);
  }
  for (const {name, needs = []} of tasks)
    for (const [i, need] of needs.entries()) {
      if (!names.has(need)) throw new RangeError(`unknown need of the task ${name}: ${need}`);
      if (needs.indexOf(need) < i)
        throw new RangeError(`duplicate need of the task ${name}: ${need}`);
    }
  checkOrder(tasks);
}

/** Throws a RangeError if tasks wait for each other. */
function checkOrder(tasks: readonly Task[]): void {
  const missing = new Map(tasks.map(({name, needs = []}) => [name, needs.length]));
  const takers = new Map(tasks.map(({name}) => [name, [] as string[]]));
  for (const {name, needs = []} of tasks) for (const need of needs) takers.get(need)!.push(name);
  const ready = [...missing].flatMap(([name, n]) => (n === 0 ? [name] : []));
  for (const name of ready) {
    missing.delete(name);
    for (const taker of takers.get(name)!) {
      const left = missing.get(taker)! - 1;
      missing.set(taker, left);
      if (left === 0) ready.push(taker);
    }
  }
  if (missing.size > 0)
    throw new RangeError(`tasks wait for each other: ${[...missing.keys()].join(", ")}`);
}

/** Returns *error* with the name of its task before its message; it stays of its class, which says how a command exits. */
function named({name}: Task, error: unknown): Error {
  if (!(error instanceof Error)) return new Error(`${name}: ${String(error)}`);
  error.message = `${name}: ${error.message}`;
  return error;
}
