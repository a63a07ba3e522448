import type {Json} from "../../src/core/schema/artifacts.js";
import type {Statements} from "../audit/database.js";
import {UsageError} from "../config/errors.js";
import type {RunRequest} from "../run/request.js";
import type {LandedInput} from "./landed-input.js";
import {dbosSchema, engineSchema} from "./schema.js";
import type {RunState} from "./schema.js";

/** How a run ended that did not succeed. */
export interface RunFailure {
  /** The class of the error: it decides the exit code of whoever follows. */
  name: string;
  message: string;
}

/** What a run is doing. */
export interface RunProgress {
  /** The phase or step that was begun last; null before. */
  step: string | null;
  done: number;
  /** Null if unknown. */
  total: number | null;
  unit: string;
}

/** A distributed run. */
export interface RunRow {
  run: string;
  id: string | null;
  feed: string | null;
  place: string;
  /** The version of the code that it began on; null before a worker has taken it. */
  version: string | null;
  request: RunRequest;
  input: LandedInput | null;
  state: RunState;
  /** Milliseconds since 1970; null before. */
  begunAt: number | null;
  submittedAt: number;
  endedAt: number | null;
  cancelAsked: boolean;
  progress: RunProgress | null;
  result: Json | null;
  error: RunFailure | null;
  resumes: string | null;
  /** The run that does the same on other code; null but of one that was restarted. */
  restartedAs: string | null;
}

const columns = `run, id, feed, place, version, request, input, state, progress, result, error, resumes,
  cancel_asked AS "cancelAsked", restarted_as AS "restartedAs",
  round(extract(epoch FROM submitted_at) * 1000)::bigint AS "submittedAt",
  round(extract(epoch FROM begun_at) * 1000)::bigint AS "begunAt",
  round(extract(epoch FROM ended_at) * 1000)::bigint AS "endedAt"`;

/** Returns the distributed run called *run*; undefined if there is none. */
export async function findRunRow(
  statements: Pick<Statements, "query">,
  run: string
): Promise<RunRow | undefined> {
  const [row] = await statements.query<RunRow>(
    `SELECT ${columns} FROM ${engineSchema}.runs WHERE run = $1`,
    [run]
  );
  return row;
}

/** Returns the distributed run called *run*; throws a UsageError if there is none. */
export async function getRunRow(
  statements: Pick<Statements, "query">,
  run: string
): Promise<RunRow> {
  const found = await findRunRow(statements, run);
  if (found) return found;
  throw new UsageError(
    `distributed run not found: ${run}; \`atalaya runs watch\` lists those that have not ended, \`atalaya runs\` all`
  );
}

/** Returns the distributed runs that have not ended, oldest first. */
export async function openRunRows(statements: Pick<Statements, "query">): Promise<RunRow[]> {
  return statements.query<RunRow & Record<string, unknown>>(
    `SELECT ${columns} FROM ${engineSchema}.runs WHERE state IN ('queued', 'running') ORDER BY submitted_at, run`
  );
}

/** How many tasks of a run there are. */
export interface TaskCounts {
  waiting: number;
  running: number;
  done: number;
}

/** Returns how many tasks *run* has asked for so far, by what became of them. */
export async function countTasks(
  statements: Pick<Statements, "query">,
  run: string
): Promise<TaskCounts> {
  if (!(await hasQueue(statements))) return {waiting: 0, running: 0, done: 0};
  const [counts] = await statements.query<TaskCounts & Record<string, unknown>>(
    `SELECT count(*) FILTER (WHERE status IN ('ENQUEUED', 'DELAYED')) AS waiting,
      count(*) FILTER (WHERE status = 'PENDING') AS running,
      count(*) FILTER (WHERE status IN ('SUCCESS', 'ERROR')) AS done
    FROM ${dbosSchema}.workflow_status WHERE parent_workflow_id = $1`,
    [run]
  );
  return counts;
}

/** Ends *run* in *state*, unless it has ended; returns whether it had not. Its tasks that are still there are removed from the queue. */
export async function endRunRow(
  statements: Pick<Statements, "query">,
  run: string,
  {state, result = null, error = null}: {state: RunState; result?: Json; error?: RunFailure | null}
): Promise<boolean> {
  const ended = await statements.query(
    `UPDATE ${engineSchema}.runs SET state = $2, result = $3::jsonb, error = $4::jsonb, ended_at = now()
    WHERE run = $1 AND state IN ('queued', 'running') RETURNING run`,
    [run, state, result && JSON.stringify(result), error && JSON.stringify(error)]
  );
  await removeTasks(statements, run);
  return ended.length > 0;
}

/** Cancels the tasks of *run* that have not ended; workers that do one see it. */
export async function removeTasks(
  statements: Pick<Statements, "query">,
  run: string
): Promise<void> {
  if (!(await hasQueue(statements))) return;
  await statements.query(
    `UPDATE ${dbosSchema}.workflow_status
    SET status = 'CANCELLED', owner_xid = NULL, queue_name = NULL, completed_at = (extract(epoch FROM now()) * 1000)::bigint
    WHERE parent_workflow_id = $1 AND status IN ('ENQUEUED', 'DELAYED', 'PENDING')`,
    [run]
  );
}

/** Returns whether the tables of DBOS are there, as far as they are asked here: the first worker makes them, step by step. */
async function hasQueue(statements: Pick<Statements, "query">): Promise<boolean> {
  const [{found}] = await statements.query<{found: boolean}>(
    `SELECT count(*) = 3 AS found FROM information_schema.columns
    WHERE table_schema = '${dbosSchema}' AND table_name = 'workflow_status'
      AND column_name IN ('parent_workflow_id', 'owner_xid', 'completed_at')`
  );
  return found;
}
