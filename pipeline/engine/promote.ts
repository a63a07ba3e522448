import type {Database, Statements} from "../audit/database.js";
import {openAudit} from "../audit/open.js";
import type {Settings} from "../config/settings.js";
import {leaseSeconds} from "./lease.js";
import {endRunRow, findRunRow} from "./run-rows.js";
import {dbosSchema, engineSchema} from "./schema.js";
import {insertRun} from "./submit.js";

/** For how long no worker of a version may have been there before its runs are started anew, in seconds. */
const versionPatience = 2 * leaseSeconds;

/**
 * Takes the runs of *place* that wait for no other version: they are of *version* from now on. Returns those that are not in the queue
 * yet, or not any more.
 */
export async function takeRuns(
  statements: Pick<Statements, "query">,
  place: string,
  version: string
): Promise<string[]> {
  const rows = await statements.query<{run: string}>(
    `UPDATE ${engineSchema}.runs r SET version = $2
    WHERE place = $1 AND state IN ('queued', 'running') AND (version IS NULL OR version = $2)
      AND NOT EXISTS (SELECT FROM ${dbosSchema}.workflow_status w WHERE w.workflow_uuid = r.run)
    RETURNING run`,
    [place, version]
  );
  return rows.map(({run}) => run);
}

/** A run that began on code of which there is no worker, and the one that does the same. */
export interface Restarted {
  run: string;
  as: string;
}

/**
 * Ends the runs of *place* that began on a version of which there has been no worker for some time, as failed, and queues the same
 * requests under new names: no run is done by two versions. One that no worker had begun keeps its name, for any version.
 */
export async function restartOrphans(
  database: Database,
  place: string,
  settings: Settings
): Promise<Restarted[]> {
  const orphans = await database.query<{run: string; version: string; begun: boolean}>(
    `SELECT run, version, begun_at IS NOT NULL AS begun FROM ${engineSchema}.runs r
    WHERE place = $1 AND state IN ('queued', 'running') AND version IS NOT NULL
      AND coalesce(begun_at, submitted_at) < now() - make_interval(secs => $2)
      AND NOT EXISTS (
        SELECT FROM ${engineSchema}.executors e WHERE e.version = r.version AND e.place = r.place
          AND (e.ended_at IS NULL OR e.ended_at > now() - make_interval(secs => $2))
      )
    ORDER BY submitted_at`,
    [place, versionPatience]
  );
  const restarted: Restarted[] = [];
  for (const {run, version, begun} of orphans) {
    if (!begun) {
      await release(database, run, version);
      continue;
    }
    const as = await restart(database, run, version);
    if (!as) continue;
    restarted.push({run, as});
    await recordEnd(
      settings,
      run,
      `its version ${version} has no worker; it was started anew as ${as}`
    );
  }
  return restarted;
}

async function release(database: Database, run: string, version: string): Promise<void> {
  await database.transaction(async (statements) => {
    await statements.query(
      `DELETE FROM ${dbosSchema}.workflow_status WHERE workflow_uuid = $1 AND status = 'ENQUEUED' AND application_version = $2`,
      [run, version]
    );
    await statements.query(
      `UPDATE ${engineSchema}.runs SET version = NULL WHERE run = $1 AND version = $2 AND begun_at IS NULL`,
      [run, version]
    );
  });
}

/** Returns the name of the run that does the same as *run*; undefined if another process was first. */
async function restart(
  database: Database,
  run: string,
  version: string
): Promise<string | undefined> {
  return database.transaction(async (statements) => {
    const row = await findRunRow(statements, run);
    const error = {name: "Error", message: `its version ${version} has no worker`};
    if (!row || !(await endRunRow(statements, run, {state: "restarted", error}))) return undefined;
    const as = await insertRun(statements, {...row, id: null, resumes: run});
    await statements.query(`UPDATE ${engineSchema}.runs SET restarted_as = $2 WHERE run = $1`, [
      run,
      as
    ]);
    return as;
  });
}

/** Records in the audit that *run* has failed, if it is recorded as running. */
export async function recordEnd(settings: Settings, run: string, why: string): Promise<void> {
  const audit = await openAudit(settings);
  try {
    const before = await audit.recorded?.(run);
    if (before?.entry.status === "running") await audit.finishRun(run, "failed", new Date(), why);
  } finally {
    await audit.close();
  }
}
