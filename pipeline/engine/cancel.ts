import {setTimeout as sleep} from "node:timers/promises";
import {openPostgres} from "../audit/postgres.js";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {engineSettings} from "./engine-settings.js";
import {recordEnd} from "./promote.js";
import {endRunRow, getRunRow, removeTasks} from "./run-rows.js";
import {engineSchema, prepareEngine} from "./schema.js";
import type {RunState} from "./schema.js";

/** For how long the worker that coordinates a run may take to end it, in seconds; then this process does. */
const patience = 15;

/**
 * Cancels the distributed run called *run*: it is recorded as failed, its tasks are removed, and what it has made stays, for whoever
 * resumes it. Throws a UsageError if there is no such run, or it has ended.
 */
export async function cancelRun(run: string, settings: Settings): Promise<RunState> {
  const {postgres} = engineSettings(settings, "`atalaya runs cancel`");
  const database = await openPostgres(postgres);
  try {
    await prepareEngine(database);
    const {state} = await getRunRow(database, run);
    if (state !== "queued" && state !== "running")
      throw new UsageError(`run has ended: ${run} ${state}; there is nothing to cancel`);
    await database.query(`UPDATE ${engineSchema}.runs SET cancel_asked = true WHERE run = $1`, [
      run
    ]);
    await removeTasks(database, run);
    for (let waited = 0; state === "running" && waited < patience; waited += 0.25) {
      const now = (await getRunRow(database, run)).state;
      if (now !== "running") return now;
      await sleep(250);
    }
    await recordEnd(settings, run, "cancelled");
    const error = {name: "CancelledError", message: "cancelled"};
    await endRunRow(database, run, {state: "cancelled", error});
    return (await getRunRow(database, run)).state;
  } finally {
    await database.close();
  }
}
