import type {TrainingSample} from "../../../src/core/forest/sample-file.js";
import {spearman} from "../../../src/core/evaluation/agreement.js";
import {foreignEntries} from "../../../src/core/published/catalogue.js";
import type {PairAlert, PairAlerts, RunComparison} from "../../../src/core/schema/run-pairs.js";
import {literal} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {featureDrift} from "./feature-drift.js";
import {scoreDrift} from "./score-drift.js";

/** The parts of a run that are compared. */
export interface ComparedRun {
  /** The path of its published database on this machine. */
  events: string;

  /** The rows it was trained on; null if it did not keep them. */
  sample: TrainingSample | null;
}

const bins = 60;
const listed = 50;

/** The most events that ranks are correlated over; of more, those with the smallest MD5 of their event_id. */
const maxCorrelated = 200_000;

/** The length at which a published text is truncated, in characters. */
const maxTextLength = 80;

/**
 * Compares two runs, event by event. Events are the same if they are in the same line of a file of the
 * same bytes; where the files differ, if time and endpoints of the flow are the same, repeated ones in
 * their order. Rejects if a database lacks a table that this needs, or has anything but tables.
 */
export async function compareRuns(
  session: Session,
  before: ComparedRun,
  after: ComparedRun
): Promise<RunComparison> {
  await session.run(`ATTACH ${literal(before.events)} AS a (READ_ONLY)`);
  await session.run(`ATTACH ${literal(after.events)} AS b (READ_ONLY)`);
  try {
    for (const name of ["a", "b"]) {
      const [foreign] = await foreignEntries((sql) => session.rows(sql), name);
      if (foreign !== undefined) throw new Error(`changed database: it has ${foreign}`);
    }
    const matchedBy = await match(session);
    const [counts] = await session.rows<{before: number; after: number; both: number}>(
      `SELECT (SELECT count(*) FROM a.events)::DOUBLE AS before,
        (SELECT count(*) FROM b.events)::DOUBLE AS after, (SELECT count(*) FROM pairs)::DOUBLE AS both`
    );
    const thresholds = {
      before: await thresholdOf(session, "a"),
      after: await thresholdOf(session, "b")
    };
    return {
      matchedBy,
      events: counts,
      threshold: {before: thresholds.before.threshold, after: thresholds.after.threshold},
      alerts: {before: thresholds.before.alerts, after: thresholds.after.alerts},
      joint: await jointOf(session),
      ...(await correlation(session, counts.both)),
      churn: await churnOf(session, counts.both),
      came: await cameOrWent(session, "b", thresholds.after.threshold, thresholds.before.threshold),
      went: await cameOrWent(session, "a", thresholds.before.threshold, thresholds.after.threshold),
      drift: before.sample && after.sample && featureDrift(before.sample, after.sample),
      scoreDrift: await scoreDrift(session)
    };
  } finally {
    await session.run(`DROP TABLE IF EXISTS pairs`);
    await session.run(`DETACH a`);
    await session.run(`DETACH b`);
  }
}

/** Fills the table pairs: event_id, rank and score of each event that both have. */
async function match(session: Session): Promise<RunComparison["matchedBy"]> {
  const [{different}] = await session.rows<{different: boolean}>(
    `SELECT (SELECT list_sort(list(DISTINCT sha256)) FROM a.files)
      IS DISTINCT FROM (SELECT list_sort(list(DISTINCT sha256)) FROM b.files) AS different`
  );
  const keyed = different ? byFlow : byLine;
  await session.run(
    `CREATE TABLE pairs AS
    SELECT x.event_id AS event_a, y.event_id AS event_b, x.rank AS rank_a, y.rank AS rank_b,
      x.score AS score_a, y.score AS score_b
    FROM (${keyed("a")}) AS x JOIN (${keyed("b")}) AS y USING (key, nth)`
  );
  return different ? "flow" : "line";
}

/** A file that was read twice counts once. */
function byLine(run: "a" | "b"): string {
  return `SELECT event_id, rank, score, sha256 AS key, line AS nth
    FROM ${run}.events JOIN (SELECT min(file) AS file, sha256 FROM ${run}.files GROUP BY sha256) USING (file)`;
}

function byFlow(run: "a" | "b"): string {
  const key = `{time: epoch_us(time), src: src, src_port: src_port, dst: dst, dst_port: dst_port, proto: proto}`;
  return `SELECT event_id, rank, score, ${key} AS key,
      row_number() OVER (PARTITION BY ${key} ORDER BY event_id) AS nth FROM ${run}.events`;
}

async function thresholdOf(session: Session, run: "a" | "b") {
  const [row] = await session.rows<{threshold: number; alerts: number}>(
    `SELECT max(TRY_CAST(value AS DOUBLE)) FILTER (name = 'threshold') AS threshold,
      max(TRY_CAST(value AS DOUBLE)) FILTER (name = 'alerts') AS alerts FROM ${run}.facts`
  );
  return row;
}

async function jointOf(session: Session): Promise<RunComparison["joint"]> {
  const [{x0, x1, y0, y1}] = await session.rows<{x0: number; x1: number; y0: number; y1: number}>(
    `SELECT coalesce(min(score_a), 0) AS x0, coalesce(max(score_a), 1) AS x1,
      coalesce(min(score_b), 0) AS y0, coalesce(max(score_b), 1) AS y1 FROM pairs`
  );
  const [low, high] = [Math.min(x0, y0), Math.max(x1, y1)]; // one scale, so that the diagonal is no change
  const bin = (score: string) =>
    `least(${bins - 1}, floor(${bins} * (${score} - ?) / ?)) AS ${score}_bin`;
  const cells = await session.rows<{i: number; j: number; n: number}>(
    `SELECT score_a_bin AS i, score_b_bin AS j, count(*)::DOUBLE AS n
    FROM (SELECT ${bin("score_a")}, ${bin("score_b")} FROM pairs) GROUP BY i, j ORDER BY i, j`,
    [low, high - low || 1, low, high - low || 1]
  );
  return {
    bins,
    from: [low, low],
    to: [high, high],
    cells: cells.map(({i, j, n}) => [i, j, n])
  };
}

async function correlation(session: Session, both: number) {
  const drawn =
    both > maxCorrelated
      ? `(FROM pairs ORDER BY md5_number_lower(CAST(event_b AS VARCHAR)), event_b LIMIT ${maxCorrelated})`
      : "pairs";
  const n = Math.min(both, maxCorrelated);
  const [a, b] = [new Float64Array(n), new Float64Array(n)];
  let row = 0;
  const sql = `SELECT score_a, score_b FROM ${drawn} ORDER BY event_b`;
  for await (const chunk of session.chunks(sql)) {
    a.set(chunk.getColumnValues(0) as number[], row);
    b.set(chunk.getColumnValues(1) as number[], row);
    row += chunk.rowCount;
  }
  if (row !== n) throw new Error(`events lost: ${row} read of ${n}`);
  const value = n < 2 ? NaN : spearman(a, b);
  return {spearman: Number.isNaN(value) ? null : value, correlated: n};
}

async function churnOf(session: Session, both: number): Promise<RunComparison["churn"]> {
  const sizes: number[] = [];
  for (let n = 10; n <= both; n *= 10) {
    for (const size of [n, 2 * n, 5 * n]) if (size <= both) sizes.push(size);
  }
  if (sizes.length === 0) return [];
  const counts = sizes.map((n) => `(count(*) FILTER (place <= ${n}))::DOUBLE AS top_${n}`);
  const [shared] = await session.rows<{[name: string]: number}>(
    `SELECT ${counts.join(", ")} FROM (SELECT greatest(row_number() OVER (ORDER BY rank_a),
      row_number() OVER (ORDER BY rank_b)) AS place FROM pairs)`
  );
  return sizes.map((n) => ({n, shared: shared[`top_${n}`]}));
}

/** Returns the alerts of *run*, at its threshold, that are no alerts of the other run at its own. */
async function cameOrWent(
  session: Session,
  run: "a" | "b",
  threshold: number,
  otherThreshold: number
): Promise<PairAlerts> {
  const other = run === "a" ? "b" : "a";
  const alerts = `FROM ${run}.events AS e LEFT JOIN pairs ON pairs.event_${run} = e.event_id
    WHERE e.score >= ? AND (pairs.score_${other} IS NULL OR pairs.score_${other} < ?)`;
  const [count] = await session.rows<{events: number; absent: number}>(
    `SELECT count(*)::DOUBLE AS events, (count(*) FILTER (pairs.event_b IS NULL))::DOUBLE AS absent ${alerts}`,
    [threshold, otherThreshold]
  );
  const text = (name: string) => `left(${name}, ${maxTextLength}) AS ${name}`;
  const [before, after] = run === "a" ? ["e.score", "pairs.score_b"] : ["pairs.score_a", "e.score"];
  const event = run === "a" ? "pairs.event_b" : "e.event_id";
  const rows = await session.rows<PairAlert>(
    `SELECT CAST(${event} AS DOUBLE) AS event, epoch_us(time) / 1000 AS time,
      ${["src", "dst", "service", "label"].map(text).join(", ")}, dst_port AS port,
      ${before} AS before, ${after} AS after ${alerts} ORDER BY e.rank LIMIT ${listed}`,
    [threshold, otherThreshold]
  );
  return {...count, rows};
}
