import {openPostgres} from "../audit/postgres.js";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {engineSettings} from "./engine-settings.js";
import {getRunRow} from "./run-rows.js";
import {prepareEngine} from "./schema.js";
import {insertRun} from "./submit.js";

/**
 * Submits the request of the distributed run called *run* once more under a new name, which is returned. What the first has made is
 * reused: only what was set aside, or is missing, is done. Its files are those that were landed then. Throws a
 * UsageError if there is no such run, or it has not ended.
 */
export async function resumeRun(run: string, settings: Settings): Promise<string> {
  const {postgres, place} = engineSettings(settings, "`atalaya runs resume`");
  const database = await openPostgres(postgres);
  try {
    await prepareEngine(database);
    const row = await getRunRow(database, run);
    if (row.state === "queued" || row.state === "running")
      throw new UsageError(
        `run has not ended: ${run} is ${row.state}; it goes on by itself: \`atalaya runs watch ${run}\``
      );
    if (row.place !== place)
      throw new UsageError(
        `other stores: ${run} wrote to others than these settings name; use the settings of the run`
      );
    return await insertRun(database, {...row, id: null, resumes: run});
  } finally {
    await database.close();
  }
}
