import {setTimeout as sleep} from "node:timers/promises";
import {errorMessage} from "../../src/core/error-message.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {PhaseContext, Reporter} from "../artifacts/context.js";
import {postgresAudit} from "../audit/open.js";
import {openPostgres} from "../audit/postgres.js";
import type {Database} from "../audit/database.js";
import type {Settings} from "../config/settings.js";
import type {PartitionTask} from "../tasks/executor.js";
import {traceparentOf} from "../telemetry/trace-context.js";
import {taskSpan} from "../telemetry/tracing.js";
import type {TaskSpan} from "../telemetry/tracing.js";
import {attempt} from "./attempts.js";
import {codeVersion} from "./code-version.js";
import {HandedBackError, coordinate} from "./coordinate.js";
import {startEngine} from "./dbos.js";
import type {Engine, Enqueued} from "./dbos.js";
import {engineSettings} from "./engine-settings.js";
import {joinExecutors, LostLeaseError} from "./lease.js";
import type {ExecutorLease} from "./lease.js";
import {handBack} from "./recover.js";
import {openMaintenance} from "./maintenance.js";
import {queueExecutor} from "./queue-executor.js";
import {prepareEngine} from "./schema.js";
import {takeFrom} from "./slots.js";
import type {Slots} from "./slots.js";
import {answerText} from "./task-answer.js";
import {taskContexts} from "./task-contexts.js";
import type {TaskContexts} from "./task-contexts.js";
import {silentWatch} from "./worker-watch.js";
import type {WorkerWatch} from "./worker-watch.js";

/** How a worker works. */
export interface WorkerOptions {
  /** How many tasks it does at a time. */
  concurrency: number;

  /** The bytes that this process may take; null for no limit. The databases of its tasks get half of it. */
  memoryLimit: number | null;

  /** Does a task; defaults to the kinds of tasks of the phases. */
  runTask?: (task: PartitionTask, context: PhaseContext) => Promise<Json>;

  /** Receives what happens, for metrics; defaults to nobody. */
  watch?: WorkerWatch;
}

/** A process that does the tasks of distributed runs, and coordinates one run at a time. */
export interface WorkerProcess {
  readonly executor: string;
  readonly version: string;

  /** Resolves when its lease is lost: then it must end, and may begin anew in a new process. */
  readonly lost: Promise<void>;

  /** Returns why it cannot work now; null if it can. */
  obstacle(): string | null;

  /** Takes nothing new, hands its run back, and resolves when its tasks are done, or after *seconds*; then others take over the rest. */
  drain(seconds: number): Promise<void>;
}

/** Joins the workers of the runs in the database and the stores of *settings*. */
export async function startWorkerProcess(
  settings: Settings,
  reporter: Reporter,
  options: WorkerOptions
): Promise<WorkerProcess> {
  const {postgres, place} = engineSettings(settings, "`atalaya worker`");
  const {concurrency, memoryLimit, watch = silentWatch} = options;
  const version = await codeVersion();
  await (await postgresAudit(postgres)).close(); // with all migrations
  const database = await openPostgres(postgres);
  await prepareEngine(database);
  const who = {version, place, concurrency, memoryLimit};
  const lease = await joinExecutors(database, postgres, who);
  const shares = concurrency + 1; // and that of the run that it coordinates
  const memory = memoryLimit === null ? undefined : Math.floor(memoryLimit / 2 / shares);
  const contexts = await taskContexts({
    settings,
    reporter,
    fence: lease.check,
    threads: Math.max(1, Math.floor(settings.threads / concurrency)),
    memory
  });
  const shared = {
    memory,
    settings,
    reporter,
    database,
    lease,
    contexts,
    options,
    watch,
    place,
    version
  };
  return startAs({...shared, postgres, coordinated: new Set()});
}

interface Shared {
  /** The bytes of the databases of a task; undefined for the default. */
  memory?: number;
  /** The runs that this process coordinates. */
  coordinated: Set<Promise<string>>;
  settings: Settings;
  postgres: NonNullable<Settings["postgres"]>;
  reporter: Reporter;
  database: Database;
  lease: ExecutorLease;
  contexts: TaskContexts;
  options: WorkerOptions;
  watch: WorkerWatch;
  place: string;
  version: string;
}

async function startAs(shared: Shared): Promise<WorkerProcess> {
  const {database, lease, place, postgres, version, reporter, options, watch} = shared;
  const runs = new Map<string, AbortController>(); // those that this process has to do with
  const queues = {tasks: `tasks-${place}`, runs: `runs-${place}`};
  const slots: {tasks?: Slots; runs?: Slots} = {};
  const controllerOf = (run: string) => {
    const found = runs.get(run) ?? new AbortController();
    runs.set(run, found);
    return found;
  };
  const task = (run: string, name: string, kind: string, input: string) => {
    const one = {name, kind, input: JSON.parse(input) as Json};
    return slots.tasks!.inSlot(() => doTask(run, one, controllerOf(run).signal, shared));
  };
  const run = (name: string) => doRun(name, controllerOf(name).signal, shared, enqueueTasks);
  const workflows = {task, run};
  const engine = await startEngine(postgres, database, {
    executor: lease.executor,
    version,
    workflows
  });
  const enqueueTasks = (items: readonly Enqueued[]) => engine.enqueue(task, queues.tasks, items);
  let draining = false;
  const mayTake = () => !draining && !lease.isLost() && lease.age() < 5;
  const onError = (error: unknown) => reporter.warn(`queue: ${errorMessage(error)}`);
  const claiming = (queue: string) => (limit: number) => engine.claim(queue, limit);
  slots.tasks = takeFrom(claiming(queues.tasks), {
    concurrency: options.concurrency,
    ahead: true,
    mayTake,
    onError
  });
  slots.runs = takeFrom(claiming(queues.runs), {concurrency: 1, mayTake, onError});
  const ids = () => [...slots.tasks!.ids(), ...slots.runs!.ids()];
  const maintenance = openMaintenance({
    ...shared,
    runs,
    ids,
    isDraining: () => draining,
    enqueueRuns: (items) => engine.enqueue(run, queues.runs, items)
  });
  watch.started?.({database, lease, queues, running: () => slots.tasks!.ids().length});
  return {
    executor: lease.executor,
    version,
    lost: maintenance.lost,
    obstacle: () => obstacleOf(lease, draining),
    async drain(seconds) {
      draining = true;
      lease.drain();
      await end(shared, {slots, maintenance, engine, runs}, seconds);
    }
  };
}

function obstacleOf(lease: ExecutorLease, draining: boolean): string | null {
  if (draining) return "it takes nothing new: it was asked to end";
  try {
    lease.check();
    return null;
  } catch (error) {
    return errorMessage(error);
  }
}

async function doTask(
  run: string,
  task: PartitionTask,
  signal: AbortSignal,
  {contexts, lease, options, reporter, watch}: Shared
): Promise<string> {
  const runTask = options.runTask ?? (await defaultTasks());
  const ended = watch.begun?.(task.kind);
  const work = () =>
    taskSpan(spanOf(run, task, lease), () =>
      contexts.with(run, async (context) => {
        lease.check();
        const result = await runTask(task, context);
        lease.check();
        return result;
      })
    );
  try {
    const onRetry = (error: unknown, isOutage: boolean) => {
      reporter.warn(
        `${run}/${task.name} ${isOutage ? "waits" : "is tried again"}: ${errorMessage(error)}`
      );
      watch.retried?.(task.kind, isOutage);
    };
    const pause = (ms: number, until: AbortSignal) => sleep(ms, undefined, {signal: until});
    const answer = await attempt(work, {signal, sleep: pause, onRetry});
    if (answer.kind !== "done") reporter.warn(`${run}/${task.name}: ${answer.message}`);
    ended?.(answer.kind);
    return answerText(answer);
  } catch (error) {
    ended?.("abandoned");
    if (goesOnElsewhere(error, signal)) return forever();
    throw error;
  }
}

/** Returns what is said of an attempt at *task*, a part of the phase of *run* that its name begins with. */
function spanOf(run: string, {name, kind}: PartitionTask, {executor}: ExecutorLease): TaskSpan {
  const traceparent = traceparentOf(run, name.split("/", 1)[0]);
  return {task: name, kind, run, traceparent, attributes: {"atalaya.worker": executor}};
}

/** Returns whether what failed with *error* is done by another worker: then this one must not record an end of it. */
function goesOnElsewhere(error: unknown, signal: AbortSignal): boolean {
  return signal.reason instanceof HandedBackError || error instanceof LostLeaseError;
}

function forever(): Promise<never> {
  return new Promise(() => {});
}

async function defaultTasks(): Promise<NonNullable<WorkerOptions["runTask"]>> {
  return (await import("../run/tasks/kinds.js")).runPartitionTask;
}

async function doRun(
  run: string,
  signal: AbortSignal,
  {settings, database, reporter, lease, watch, coordinated, memory}: Shared,
  enqueue: (items: readonly Enqueued[]) => Promise<void>
): Promise<string> {
  const executorOf = (name: string) => queueExecutor({run: name, statements: database, enqueue});
  const options = {settings, database, reporter, lease, signal, executorOf, memory};
  const coordinating = coordinate(run, options);
  coordinated.add(coordinating);
  try {
    const state = await coordinating;
    watch.runEnded?.(state);
    return state;
  } catch (error) {
    if (goesOnElsewhere(error, signal)) return await forever();
    throw error;
  } finally {
    coordinated.delete(coordinating);
  }
}

interface Parts {
  slots: {tasks?: Slots; runs?: Slots};
  maintenance: {stop(): void};
  engine: Engine;
  runs: Map<string, AbortController>;
}

/** Ends a worker: its run is handed back at once, and its tasks after *seconds*. */
async function end(
  {database, lease, contexts, coordinated}: Shared,
  {slots, maintenance, engine, runs}: Parts,
  seconds: number
): Promise<void> {
  const timer = new AbortController();
  const late = sleep(seconds * 1000, undefined, {signal: timer.signal}).catch(() => {});
  const back = new HandedBackError("this worker ends, and another one goes on");
  const handed = slots.runs!.ids();
  for (const run of handed) runs.get(run)?.abort(back);
  void slots.runs!.stop();
  const unwound = Promise.allSettled(coordinated).then(() =>
    handBack(database, lease.executor, handed)
  );
  await Promise.race([Promise.all([slots.tasks!.stop(), unwound]), late]);
  timer.abort();
  for (const controller of runs.values()) controller.abort(back);
  maintenance.stop();
  await lease.leave("ended"); // others take over what is left
  await Promise.race([Promise.allSettled([contexts.close(), engine.close()]), sleep(3_000)]);
  await Promise.race([database.close(), sleep(1_000)]);
}
