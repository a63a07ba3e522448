import {setTimeout as sleep} from "node:timers/promises";
import type {Reporter} from "../artifacts/context.js";
import type {Database} from "../audit/database.js";
import {openPostgres} from "../audit/postgres.js";
import {OutageError, UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {onInterruption} from "../lease/endings.js";
import type {RunResult} from "../run/result.js";
import {openStores} from "../storage/open.js";
import {engineSettings} from "./engine-settings.js";
import {leaseSeconds} from "./lease.js";
import {persistently} from "./persistence.js";
import {countTasks, getRunRow} from "./run-rows.js";
import type {RunRow} from "./run-rows.js";
import {engineSchema, prepareEngine} from "./schema.js";
import {readResult} from "./stored-result.js";

/** The interval at which a run is looked at, in milliseconds. */
const lookEvery = 300;

/** How many messages are read at a time. */
const messagesAtATime = 500;

/** After how many looks without any worker that is said. */
const looksWithoutWorker = 10;

/**
 * Follows the distributed run called *run* until it has ended, reports its progress, and returns its result, as of a run of this
 * process. Throws what it failed with: a UsageError for a mistake of the user’s. That this process is interrupted does not end the
 * run, which is reported with the command that does.
 */
export async function followRun(
  run: string,
  settings: Settings,
  reporter: Reporter
): Promise<RunResult> {
  const {postgres} = engineSettings(settings, "a distributed run");
  const database = await openPostgres(postgres);
  let name = run;
  const stay = onInterruption(async () =>
    reporter.warn(
      `no longer followed; ${name} goes on: \`atalaya runs watch ${name}\` follows it, \`atalaya runs cancel ${name}\` ends it`
    )
  );
  try {
    await prepareEngine(database);
    for (;;) {
      const row = await followOne(name, database, reporter);
      if (row.state !== "restarted") return await resultOf(row, settings);
      reporter.warn(`${name}: ${row.error?.message}; ${row.restartedAs} does the same`);
      name = row.restartedAs!;
    }
  } finally {
    stay();
    await database.close();
  }
}

async function followOne(run: string, database: Database, reporter: Reporter): Promise<RunRow> {
  let last = 0;
  let withoutWorker = 0;
  for (;;) {
    const row = await persistently(() => getRunRow(database, run));
    last = await persistently(() => passOn(run, last, database, reporter));
    if (!["queued", "running"].includes(row.state)) return row;
    if (row.state === "running") await showTasks(row, database, reporter);
    const workers = await persistently(() => countWorkers(database, row.place));
    withoutWorker = workers > 0 ? 0 : withoutWorker + 1;
    if (withoutWorker === looksWithoutWorker)
      reporter.warn(`no worker for ${run}: it waits until one is started with \`atalaya worker\``);
    await sleep(lookEvery);
  }
}

/** Passes on the messages of *run* after *last*; returns the number of the newest. */
async function passOn(
  run: string,
  last: number,
  database: Database,
  reporter: Reporter
): Promise<number> {
  const rows = await database.query<{n: number; kind: string; step: string | null; text: string}>(
    `SELECT n, kind, step, text FROM ${engineSchema}.messages WHERE run = $1 AND n > $2 ORDER BY n LIMIT $3`,
    [run, last, messagesAtATime]
  );
  for (const {kind, step, text} of rows) {
    if (kind === "begin") reporter.begin(text);
    else if (kind === "end") reporter.end(step ?? "", text);
    else if (kind === "found") reporter.found?.(text);
    else reporter.warn(text);
  }
  return rows.at(-1)?.n ?? last;
}

async function showTasks(
  {run, progress}: RunRow,
  database: Database,
  reporter: Reporter
): Promise<void> {
  const {done, total, unit} = progress ?? {done: 0, total: null, unit: ""};
  if (done > 0) return reporter.progress(done, total, unit);
  const tasks = await persistently(() => countTasks(database, run));
  const all = tasks.done + tasks.running + tasks.waiting;
  if (all > 0) reporter.progress(tasks.done, all, "tasks");
}

/** Returns how many workers of *place* are alive. */
export async function countWorkers(
  database: Pick<Database, "query">,
  place: string
): Promise<number> {
  const [{workers}] = await database.query<{workers: number}>(
    `SELECT count(*) AS workers FROM ${engineSchema}.executors
    WHERE place = $1 AND ended_at IS NULL AND NOT draining AND seen_at > now() - make_interval(secs => $2)`,
    [place, leaseSeconds]
  );
  return workers;
}

async function resultOf(
  {run, state, result, error}: RunRow,
  settings: Settings
): Promise<RunResult> {
  if (state === "succeeded") return readResult(result!, openStores(settings));
  if (state === "cancelled") throw new OutageError(`run was cancelled: ${run}`);
  const message = error?.message ?? "failed, and nothing says why";
  if (error?.name === "UsageError") throw new UsageError(message);
  if (error?.name === "OutageError") throw new OutageError(message);
  throw new Error(`${run}: ${message}`);
}
