import {openPostgres} from "../audit/postgres.js";
import type {Settings} from "../config/settings.js";
import {countWorkers} from "./follow.js";
import {engineSettings} from "./engine-settings.js";
import {countTasks, getRunRow, openRunRows} from "./run-rows.js";
import type {RunProgress, RunRow, TaskCounts} from "./run-rows.js";
import {prepareEngine} from "./schema.js";
import type {RunState} from "./schema.js";

/** A distributed run as people watch it. */
export interface WatchedRun {
  run: string;
  feed: string | null;
  state: RunState;
  version: string | null;
  progress: RunProgress | null;
  tasks: TaskCounts;
  error: string | null;
  resumes: string | null;
  restartedAs: string | null;
  submittedAt: string;
  endedAt: string | null;
}

/** The distributed runs, and who works. */
export interface Overview {
  /** How many workers of these stores are alive. */
  workers: number;
  runs: WatchedRun[];
}

/** Returns what the run called *run* is doing, or all that have not ended; throws a UsageError if there is no such run. */
export async function runsOverview(settings: Settings, run?: string): Promise<Overview> {
  const {postgres, place} = engineSettings(settings, "`atalaya runs watch`");
  const database = await openPostgres(postgres);
  try {
    await prepareEngine(database);
    const rows = run === undefined ? await openRunRows(database) : [await getRunRow(database, run)];
    const runs: WatchedRun[] = [];
    for (const row of rows) runs.push(watched(row, await countTasks(database, row.run)));
    return {workers: await countWorkers(database, place), runs};
  } finally {
    await database.close();
  }
}

function watched(row: RunRow, tasks: TaskCounts): WatchedRun {
  const {run, feed, state, version, progress, error, resumes, restartedAs} = row;
  return {
    run,
    feed,
    state,
    version,
    progress,
    tasks,
    error: error?.message ?? null,
    resumes,
    restartedAs,
    submittedAt: new Date(row.submittedAt).toISOString(),
    endedAt: row.endedAt === null ? null : new Date(row.endedAt).toISOString()
  };
}
