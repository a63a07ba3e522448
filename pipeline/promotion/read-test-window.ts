import {modelFeatures} from "../../src/core/features/list.js";
import type {Matrix} from "../../src/core/forest/types.js";
import {readLogTime} from "../../src/core/evaluation/log-time.js";
import {expectedAlerts} from "../../src/core/published/calibration-window.js";
import {foreignEntries} from "../../src/core/published/catalogue.js";
import {trainedUntil} from "../../src/core/published/findings.js";
import {chainOf, evaluationParameters} from "../../src/core/published/provenance.js";
import {phases} from "../../src/core/schema/artifacts.js";
import type {Manifest, Phase} from "../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import {fileKey, findManifest} from "../artifacts/artifacts.js";
import type {PhaseContext} from "../artifacts/context.js";
import {UsageError} from "../config/errors.js";
import {copyColumns} from "../duckdb/matrix.js";
import {literal, openSession} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {loadModels} from "../evaluation/load-models.js";
import type {EventVerdictInput} from "../evaluation/verdicts.js";

/** The most events that models are compared on; of more, those with the smallest MD5 of their event_id, and those with a verdict. */
const maxEvents = 200_000;

/** The events of the test window of a run. */
export interface TestWindow {
  run: RunEntry;

  /** The key of the evaluation, and the manifest of its SILVER. */
  evaluation: string;
  silver: Manifest;

  /** Where the window begins, and the last event, in milliseconds since the epoch. */
  from: number;
  last: number;

  /** The events in the window, of which `matrix.rows` are compared, and the share of them that the budget allows to be alerts. */
  of: number;
  share: number;

  /** Their features, in the order of the model; their labels and verdicts by `labelCodes`; the cluster of each: its source and hour. */
  matrix: Matrix;
  labels: Uint8Array;
  verdicts: Uint8Array;
  clusters: Uint32Array;
}

/** Reads the test window of *run*, with the *verdicts* on its events. Throws a UsageError if the run has none, or was removed. */
export async function readTestWindow(
  run: RunEntry,
  verdicts: readonly EventVerdictInput[],
  context: PhaseContext
): Promise<TestWindow> {
  const manifests = await manifestsOf(run, context);
  const {evaluation, transformation: silver} = manifests;
  const models = await loadModels(manifests.training, context);
  const until = trainedUntil(chainOf(manifests), models);
  const key = fileKey(evaluation, "published/events.duckdb");
  const path = await context.stores.eval.localPath(key);
  const session = await openSession({scratch: context.scratch, threads: context.threads});
  try {
    await session.run(`ATTACH ${literal(path)} AS published (READ_ONLY)`);
    const [foreign] = await foreignEntries((sql) => session.rows(sql), "published");
    if (foreign !== undefined) throw new UsageError(`changed database: it has ${foreign}; \`atalaya verify\` says what else is changed`); // prettier-ignore
    const time = await readLogTime(session, "published.events");
    const days = Math.max(1, time.days(time.first, time.last));
    const {budgetPerDay} = evaluationParameters(evaluation);
    const share = expectedAlerts({budgetPerDay, days, events: silver.rows});
    await createGiven(session, verdicts);
    const of = await createCompared(session, until);
    if (of === 0)
      throw new UsageError(
        `no test window: run ${run.run} was trained on all of its log; name another with --on`
      );
    const window = await readEvents(session);
    const from = Math.max(until, time.first) / 1000;
    return {run, evaluation: evaluation.key, silver, from, last: time.last / 1000, of, share, ...window}; // prettier-ignore
  } finally {
    session.close();
  }
}

async function manifestsOf(
  {run, phases: of}: RunEntry,
  {stores}: PhaseContext
): Promise<Record<Phase, Manifest>> {
  const found = await Promise.all(
    phases.map(async (phase): Promise<[Phase, Manifest]> => {
      const key = of.find((one) => one.phase === phase)?.key;
      const manifest = key === undefined ? undefined : await findManifest(stores, phase, key);
      if (!manifest)
        throw new UsageError(
          `no events: run ${run} has no artifact of ${phase}; name a run that succeeded and was not removed (\`atalaya runs\`)`
        );
      return [phase, manifest];
    })
  );
  return Object.fromEntries(found) as Record<Phase, Manifest>;
}

/** Fills the table given: the verdicts by file and line. */
async function createGiven(
  session: Session,
  verdicts: readonly EventVerdictInput[]
): Promise<void> {
  await session.run("CREATE TABLE given (sha256 VARCHAR, line INTEGER, verdict UTINYINT)");
  const appender = await session.connection.createAppender("given");
  const codes = {true: 1, false: 0, unsure: 255};
  for (const {file, line, verdict} of verdicts) {
    appender.appendVarchar(file);
    appender.appendInteger(line);
    appender.appendUTinyInt(codes[verdict]);
    appender.endRow();
  }
  appender.closeSync();
}

/** Fills the table compared: the events to compare on, in order; returns how many there are to draw from. */
async function createCompared(session: Session, until: number): Promise<number> {
  const since = `time >= make_timestamp(CAST(${until} AS BIGINT))`;
  await session.run(
    `CREATE TABLE with_verdict AS SELECT event_id, min(verdict) AS verdict FROM published.events
      JOIN published.files USING (file) JOIN given USING (sha256, line) WHERE ${since} GROUP BY event_id`
  );
  await session.run(
    `CREATE TABLE compared AS WITH drawn AS (SELECT event_id FROM published.events WHERE ${since}
      ORDER BY md5_number_lower(CAST(event_id AS VARCHAR)), event_id LIMIT ${maxEvents})
    SELECT e.event_id, coalesce(attack, 255)::UTINYINT AS label, coalesce(verdict, 255)::UTINYINT AS verdict,
      (dense_rank() OVER (ORDER BY src, date_trunc('hour', time)) - 1)::UINTEGER AS cluster,
      ${modelFeatures.map(({name}) => `e.${name}`).join(", ")}
    FROM published.events AS e LEFT JOIN with_verdict ON with_verdict.event_id = e.event_id
    WHERE e.event_id IN (FROM drawn) OR with_verdict.event_id IS NOT NULL ORDER BY e.event_id`
  );
  const [{n}] = await session.rows<{n: number}>(
    `SELECT count(*)::DOUBLE AS n FROM published.events WHERE ${since}`
  );
  return n;
}

async function readEvents(
  session: Session
): Promise<Pick<TestWindow, "matrix" | "labels" | "verdicts" | "clusters">> {
  const [{n}] = await session.rows<{n: number}>("SELECT count(*)::DOUBLE AS n FROM compared");
  const columns = modelFeatures.length;
  const values = new Float32Array(n * columns);
  const [labels, verdicts] = [new Uint8Array(n), new Uint8Array(n)];
  const clusters = new Uint32Array(n);
  const names = modelFeatures.map(({name}) => name).join(", ");
  const sql = `SELECT label, verdict, cluster, ${names} FROM compared ORDER BY event_id`;
  let row = 0;
  for await (const chunk of session.chunks(sql)) {
    labels.set(chunk.getColumnValues(0) as number[], row);
    verdicts.set(chunk.getColumnValues(1) as number[], row);
    clusters.set(chunk.getColumnValues(2) as number[], row);
    copyColumns(chunk, 3, columns, values, row);
    row += chunk.rowCount;
  }
  if (row !== n) throw new Error(`events lost: ${row} read of ${n}`);
  return {matrix: {rows: n, columns, values}, labels, verdicts, clusters};
}
