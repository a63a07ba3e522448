import type {Database, Statements} from "../audit/database.js";
import {leaseSeconds} from "./lease.js";
import {application, dbosSchema, engineSchema} from "./schema.js";
import {answerText} from "./task-answer.js";

/** How many workers in a row a task may take with it before it is set aside. */
export const maxCrashes = 10;

/** After how many workers that died while they coordinated a run it fails: what kills them, such as too little memory, would go on to. */
export const maxCoordinators = 30;

/** What sweeping found. */
export interface Recovered {
  /** The workers whose leases had expired. */
  dead: string[];
  /** The runs and tasks that were put back into their queues. */
  requeued: string[];
  /** The tasks that were set aside, since workers died of them. */
  poisonous: string[];
}

const nowMs = "(extract(epoch FROM now()) * 1000)::bigint";

/**
 * Ends the workers whose leases have expired, and puts what they were doing back into the queue, in one transaction: whatever is
 * marked as being done by a worker that has ended, however it came to that, so that nothing is lost if this process dies,
 * too. One process at a time does so; returns nothing to the others.
 */
export async function recoverTasks(database: Database): Promise<Recovered | undefined> {
  const found = await recover(database);
  if (found && found.dead.length > 0) await endSessions(database, found.dead).catch(() => {}); // they end by themselves, later
  return found;
}

/** Ends the sessions of workers that have ended: the server has the locks of a machine that is cut off for half a minute or more. */
async function endSessions(database: Database, dead: readonly string[]): Promise<void> {
  await database.query(
    `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN ${engineSchema}.executors e
      ON a.application_name = left('atalaya ' || e.pid || ' on ' || e.host, 63) AND a.backend_start < e.ended_at
    WHERE e.executor = ANY($1::text[]) AND a.usename = current_user AND a.pid <> pg_backend_pid()`,
    [dead]
  );
}

async function recover(database: Database): Promise<Recovered | undefined> {
  return database.transaction(async (statements) => {
    const [{free}] = await statements.query<{free: boolean}>(
      "SELECT pg_try_advisory_xact_lock(hashtext('atalaya_engine recovery')) AS free"
    );
    if (!free) return undefined;
    const dead = await statements.query<{executor: string}>(
      `UPDATE ${engineSchema}.executors SET ended_at = clock_timestamp(), ended_because = 'lease expired'
      WHERE ended_at IS NULL AND seen_at < clock_timestamp() - make_interval(secs => $1) RETURNING executor`,
      [leaseSeconds]
    );
    const requeued = await statements.query<{id: string; parent: string | null; died: boolean}>(
      `UPDATE ${dbosSchema}.workflow_status w
      SET status = 'ENQUEUED', owner_xid = NULL, started_at_epoch_ms = NULL, updated_at = ${nowMs}
      FROM ${engineSchema}.executors e
      WHERE w.status = 'PENDING' AND w.application_name = $1 AND e.executor = w.executor_id AND e.ended_at IS NOT NULL
      RETURNING w.workflow_uuid AS id, w.parent_workflow_id AS parent, e.ended_because = 'lease expired' AS died`,
      [application]
    );
    const coordinated = requeued.filter(({parent, died}) => died && parent === null);
    if (coordinated.length > 0) await addCrashes(statements, coordinated);
    const crashed = requeued.filter(({parent, died}) => died && parent !== null);
    return {
      dead: dead.map(({executor}) => executor),
      requeued: requeued.map(({id}) => id),
      poisonous: crashed.length > 0 ? await countCrashes(statements, crashed) : []
    };
  });
}

/** Counts the crashes of tasks; those that have had too many are set aside, and returned. */
async function countCrashes(
  statements: Statements,
  crashed: readonly {id: string; parent: string | null}[]
): Promise<string[]> {
  const counted = await addCrashes(statements, crashed);
  const poisonous = counted.filter(({crashes}) => crashes >= maxCrashes).map(({task}) => task);
  if (poisonous.length === 0) return [];
  const message = `${maxCrashes} workers in a row died while they did it`;
  await statements.query(
    `WITH ended AS (
      UPDATE ${dbosSchema}.workflow_status SET status = 'SUCCESS', completed_at = ${nowMs}
      WHERE workflow_uuid = ANY($1::text[]) RETURNING workflow_uuid
    )
    INSERT INTO ${dbosSchema}.workflow_output (workflow_uuid, output) SELECT workflow_uuid, $2 FROM ended
    ON CONFLICT (workflow_uuid) DO UPDATE SET output = EXCLUDED.output`,
    [poisonous, JSON.stringify({json: answerText({kind: "set-aside", message})})]
  );
  return poisonous;
}

/** Adds a crash to each of *crashed*, tasks and runs, and returns how many each has had. */
function addCrashes(
  statements: Statements,
  crashed: readonly {id: string; parent: string | null}[]
): Promise<{task: string; crashes: number}[]> {
  return statements.query(
    `INSERT INTO ${engineSchema}.crashes AS c (task, run, crashes)
    SELECT task, run, 1 FROM unnest($1::text[], $2::text[]) AS given (task, run)
    ON CONFLICT (task) DO UPDATE SET crashes = c.crashes + 1 RETURNING task, crashes`,
    [crashed.map(({id}) => id), crashed.map(({id, parent}) => parent ?? id)]
  );
}

/** Throws an Error if too many workers died while they coordinated *run*. */
export async function checkCoordinators(
  statements: Pick<Statements, "query">,
  run: string
): Promise<void> {
  const [{crashes}] = await statements.query<{crashes: number}>(
    `SELECT coalesce(max(crashes), 0)::integer AS crashes FROM ${engineSchema}.crashes WHERE task = $1`,
    [run]
  );
  if (crashes < maxCoordinators) return;
  throw new Error(
    `${crashes} workers died while they coordinated it; if they ran out of memory, start workers with a larger --memory-limit, or none, and \`atalaya runs resume ${run}\``
  );
}

/** Puts *ids*, which *executor* was doing, back into the queue at once. */
export async function handBack(
  statements: Pick<Statements, "query">,
  executor: string,
  ids: readonly string[]
): Promise<void> {
  await statements.query(
    `UPDATE ${dbosSchema}.workflow_status
    SET status = 'ENQUEUED', owner_xid = NULL, started_at_epoch_ms = NULL, updated_at = ${nowMs}
    WHERE status = 'PENDING' AND executor_id = $1 AND workflow_uuid = ANY($2::text[])`,
    [executor, ids]
  );
}

/**
 * Puts back into the queue what *executor*, which is alive, has claimed and does not do, as when the connection was lost between
 * the two; *running* are the ids of what it does.
 */
export async function returnStranded(
  statements: Pick<Statements, "query">,
  executor: string,
  running: readonly string[]
): Promise<void> {
  await statements.query(
    `UPDATE ${dbosSchema}.workflow_status
    SET status = 'ENQUEUED', owner_xid = NULL, started_at_epoch_ms = NULL, updated_at = ${nowMs}
    WHERE status = 'PENDING' AND executor_id = $1 AND NOT workflow_uuid = ANY($2::text[])
      AND started_at_epoch_ms < ${nowMs} - $3`,
    [executor, running, leaseSeconds * 1000]
  );
}
