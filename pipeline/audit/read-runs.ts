import type {RunEntry} from "../../src/core/schema/runs.js";
import type {RecordedRun} from "./audit.js";
import type {Statements} from "./database.js";

/** The most inputs of a phase that are listed; the others are counted. */
const listedInputs = 20;

/** The most partitions of a phase that are listed; the others are counted. */
const listedPartitions = 100;

/** Returns the newest *limit* runs, newest first, with everything recorded of them. */
export async function readRuns(statements: Statements, limit: number): Promise<RunEntry[]> {
  if (!(Number.isInteger(limit) && limit >= 1)) throw new RangeError(`invalid limit: ${limit}`);
  const rows = await statements.query<{entry: RunEntry}>(
    `${selectRuns()} ORDER BY started_at DESC, run DESC LIMIT $1`,
    [limit]
  );
  return rows.map(({entry}) => entry);
}

/** Returns everything recorded of *run*, and the digest of its statement; undefined if it was never begun. */
export async function findRun(
  statements: Statements,
  run: string
): Promise<RecordedRun | undefined> {
  const [found] = await statements.query<RecordedRun & Record<string, unknown>>(
    `SELECT entry, (SELECT details->>'sha256' FROM actions
      WHERE kind = 'run-signed' AND details->>'run' = $1 ORDER BY action DESC LIMIT 1) AS signed
    FROM (${selectRuns()} WHERE r.run = $1) AS found`,
    [run]
  );
  return found;
}

function selectRuns(): string {
  return `SELECT jsonb_build_object(
      'run', run, 'status', status,
      'startedAt', ${milliseconds("started_at")}, 'finishedAt', ${milliseconds("finished_at")},
      'command', command, 'codeVersion', code_version, 'error', error,
      'phases', (${phasesOfRun}), 'models', (${modelsOfRun}), 'metrics', (${metricsOfRun}), 'retraining', d.decision
    ) AS entry
    FROM runs r LEFT JOIN (${retrainingOfRuns}) AS d USING (run)`;
}

/** Returns the runs that were begun and have not ended, whether their processes live or not. */
export async function runningRuns(statements: Statements): Promise<string[]> {
  const rows = await statements.query<{run: string}>(
    "SELECT run FROM runs WHERE status = 'running' ORDER BY run"
  );
  return rows.map(({run}) => run);
}

function milliseconds(column: string): string {
  return `round(extract(epoch FROM ${column}) * 1000)::bigint`;
}

function arrayOf(item: string, order: string): string {
  return `coalesce(jsonb_agg(${item} ORDER BY ${order}), '[]')`;
}

const partitionsOfPhase = `
  SELECT jsonb_build_object(
    'count', count(*), 'made', count(*) FILTER (WHERE first_run = r.run),
    'listed', coalesce(
      jsonb_agg(jsonb_build_object('partition', partition, 'key', key, 'rows', rows, 'made', first_run = r.run) ORDER BY place)
        FILTER (WHERE place <= ${listedPartitions}),
      '[]'
    )
  )
  FROM (
    SELECT b.partition, b.key, b.rows, b.first_run, row_number() OVER (ORDER BY b.partition, b.key) AS place
    FROM artifact_partitions p JOIN artifacts b ON b.key = p.partition WHERE p.key = a.key
  ) AS parts`;

const phasesOfRun = `
  SELECT ${arrayOf(
    `jsonb_build_object(
      'phase', e.phase, 'key', a.key, 'sha256', a.sha256, 'reused', e.reused, 'seconds', e.seconds,
      'rowsIn', e.rows_in, 'rowsOut', e.rows_out, 'rejected', e.rejected, 'parameters', a.parameters,
      'inputs', (
        SELECT ${arrayOf("jsonb_build_object('name', i.name, 'sha256', i.sha256)", "i.position")}
        FROM artifact_inputs i WHERE i.key = a.key AND i.position <= ${listedInputs}
      ),
      'moreInputs', (SELECT count(*) FROM artifact_inputs i WHERE i.key = a.key AND i.position > ${listedInputs}),
      'partitions', (${partitionsOfPhase})
    )`,
    "e.phase_order"
  )}
  FROM phase_events e JOIN artifacts a USING (key) WHERE e.run = r.run`;

const modelsOfRun = `
  SELECT ${arrayOf("jsonb_build_object('name', m.name, 'sha256', m.sha256)", "m.position")}
  FROM models m WHERE m.run = r.run`;

const metricsOfRun = `
  SELECT ${arrayOf(
    `jsonb_build_object('model', m.model, 'window', m."window", 'name', m.name, 'value', m.value)`,
    "m.position"
  )}
  FROM metrics m WHERE m.run = r.run`;

/** The newest decision on each run. */
const retrainingOfRuns = `
  SELECT DISTINCT ON (details->>'run') details->>'run' AS run, details - 'run' AS decision
  FROM actions WHERE kind = 'retraining' ORDER BY details->>'run', action DESC`;
