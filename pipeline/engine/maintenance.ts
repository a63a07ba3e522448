import {setTimeout as sleep} from "node:timers/promises";
import {errorMessage} from "../../src/core/error-message.js";
import type {Reporter} from "../artifacts/context.js";
import type {Database} from "../audit/database.js";
import type {Settings} from "../config/settings.js";
import {isOutage} from "./attempts.js";
import {CancelledError} from "./coordinate.js";
import type {Enqueued} from "./dbos.js";
import {graceSeconds} from "./lease.js";
import type {ExecutorLease} from "./lease.js";
import {restartOrphans, takeRuns} from "./promote.js";
import {recoverTasks, returnStranded} from "./recover.js";
import {engineSchema} from "./schema.js";
import type {WorkerWatch} from "./worker-watch.js";

/** The interval at which a worker looks after the queue, in milliseconds. */
const lookEvery = 1_000;

/** The interval at which what is left behind is looked for, in looks. */
const rarely = 10;

/** What looking after the queue needs. */
export interface MaintenanceOptions {
  settings: Settings;
  database: Database;
  reporter: Reporter;
  lease: ExecutorLease;
  place: string;
  version: string;
  watch: WorkerWatch;
  /** What aborts the tasks, and the coordination, of each run that this worker has to do with. */
  runs: Map<string, AbortController>;
  /** Returns the ids of what this worker does. */
  ids(): string[];
  isDraining(): boolean;
  enqueueRuns(items: readonly Enqueued[]): Promise<void>;
}

/** Looks after the queue until it is stopped: any worker does, so that none is special. */
export interface Maintenance {
  /** Resolves when the lease of this worker is lost. */
  lost: Promise<void>;
  stop(): void;
}

/** Begins to look after the queue: new runs, workers that died, runs that were cancelled, code that is gone. */
export function openMaintenance(options: MaintenanceOptions): Maintenance {
  const {lease, reporter} = options;
  let isStopped = false;
  const loop = async () => {
    for (let i = 0; !isStopped && !lease.isLost(); ++i) {
      try {
        await look(options, i);
      } catch (error) {
        if (!isOutage(error)) reporter.warn(`maintenance: ${errorMessage(error)}`);
      }
      await sleep(lookEvery, undefined, {ref: false});
    }
    if (!isStopped) return;
    await new Promise<void>(() => {}); // it was not lost
  };
  return {lost: loop(), stop: () => void (isStopped = true)};
}

async function look(options: MaintenanceOptions, i: number): Promise<void> {
  const {database, lease, place, version, settings, reporter, watch} = options;
  await abortCancelled(options);
  if (options.isDraining() || lease.age() > 5) return;
  const fresh = await takeRuns(database, place, version);
  if (fresh.length > 0) await options.enqueueRuns(fresh.map((run) => ({id: run, args: [run]})));
  if (i % rarely === rarely - 1) await returnStranded(database, lease.executor, options.ids());
  if (lease.steadyFor() < graceSeconds) return; // after an outage others come back first
  const found = await recoverTasks(database);
  if (found && found.dead.length > 0)
    reporter.warn(
      `leases expired: ${found.dead.join(", ")}; ${found.requeued.length} runs and tasks are queued anew`
    );
  if (found) watch.recovered?.(found.dead.length);
  for (const task of found?.poisonous ?? []) reporter.warn(`set aside: workers died of ${task}`);
  if (i % rarely !== 0) return;
  for (const {run, as} of await restartOrphans(database, place, settings))
    reporter.warn(`${run} began on code of which there is no worker; it is started anew as ${as}`);
}

/** Aborts what this worker does of runs that were cancelled, or have ended; forgets those that it has nothing to do with any more. */
async function abortCancelled({database, runs, ids}: MaintenanceOptions): Promise<void> {
  if (runs.size === 0) return;
  const rows = await database.query<{run: string; asked: boolean}>(
    `SELECT run, cancel_asked AS asked FROM ${engineSchema}.runs
    WHERE run = ANY($1::text[]) AND (cancel_asked OR state NOT IN ('queued', 'running'))`,
    [[...runs.keys()]]
  );
  const busy = new Set(ids().map((id) => id.split("/", 1)[0]));
  for (const {run, asked} of rows) {
    runs.get(run)?.abort(new CancelledError(asked ? "cancelled" : `${run} has ended`));
    if (!busy.has(run)) runs.delete(run);
  }
}
