import {join} from "node:path";
import {modelFeatures} from "../../src/core/features/list.js";
import type {Matrix} from "../../src/core/forest/types.js";
import {overlapAt, spearman} from "../../src/core/metrics/agreement.js";
import {thresholdForBudget} from "../../src/core/metrics/budget.js";
import {aurocOf, averagePrecisionOf, labelCodes, rank} from "../../src/core/metrics/ranking.js";
import type {ComparedDetector, Comparison} from "../../src/core/schema/published.js";
import {copyColumns} from "../duckdb/matrix.js";
import {literal} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import type {Compared} from "./compared-detectors.js";
import type {Findings} from "./published/today.js";

/** The events that all detectors are compared on, at most; some methods score a few thousand a second. */
const drawnEvents = 20_000;

/** The events that were drawn, in the order of their ids. */
interface Drawn {
  ids: bigint[];
  matrix: Matrix;

  /** The code of each label: `labelCodes`. */
  labels: Uint8Array;
}

/**
 * Scores the same events with every detector: drawn from those after the training window (all, if
 * there are none), by the smallest MD5 of their event_id, so that the draw can be done in parts. Each
 * detector gets the budget’s share of alerts. Writes the scores to `comparison.parquet` in *folder*.
 */
export async function compare(
  session: Session,
  findings: Findings,
  detectors: readonly Compared[],
  folder: string
): Promise<Comparison> {
  const held = findings.scores.test.reduce((sum, test) => sum + test, 0);
  const total = findings.scores.score.length;
  const window = held > 0 ? "test" : "all";
  const of = window === "test" ? held : total;
  const drawn = await draw(session, window === "test" ? findings.until : null);
  const events = drawn.ids.length;
  const due = Math.min(drawnEvents, of);
  if (events !== due) throw new Error(`events lost: ${events} drawn of ${due}`);
  const share = (findings.budgetPerDay * findings.days) / total;
  const budget = Math.min(events, Math.max(1, Math.round(share * events)));
  const scores = detectors.map((detector) => detector.score(drawn.matrix));
  await writeScores(session, detectors, drawn, scores, folder);
  const labelled = drawn.labels.filter((label) => label !== labelCodes.unlabelled).length;
  const attacks = drawn.labels.filter((label) => label === labelCodes.attack).length;
  return {
    events,
    of,
    window,
    labelled,
    attacks,
    baseRate: labelled ? attacks / labelled : null,
    budget,
    detectors: detectors.map((detector, i) =>
      measure(detector, scores[i], scores[0], drawn.labels, budget)
    )
  };
}

/** Draws events from *from*, in microseconds since the epoch, on; from all if it is null. */
async function draw(session: Session, from: number | null): Promise<Drawn> {
  const columns = modelFeatures.length;
  const names = modelFeatures.map(({name}) => name).join(", ");
  await session.run(
    `CREATE OR REPLACE TABLE drawn AS SELECT event_id FROM lake.events
    WHERE ? OR time >= make_timestamp(CAST(? AS BIGINT))
    ORDER BY md5_number_lower(CAST(event_id AS VARCHAR)), event_id LIMIT ${drawnEvents}`,
    [from === null, BigInt(from ?? 0)]
  );
  const ids: bigint[] = [];
  const values = new Float32Array(drawnEvents * columns);
  const labels = new Uint8Array(drawnEvents);
  const sql = `SELECT event_id, coalesce(attack, ${labelCodes.unlabelled})::UTINYINT, ${names}
    FROM lake.events JOIN drawn USING (event_id) ORDER BY event_id`;
  for await (const chunk of session.chunks(sql)) {
    const rows = ids.length;
    copyColumns(chunk, 2, columns, values, rows);
    chunk.getColumnValues(1).forEach((label, i) => (labels[rows + i] = label as number));
    ids.push(...(chunk.getColumnValues(0) as bigint[]));
  }
  await session.run(`DROP TABLE drawn`);
  const rows = ids.length;
  const matrix = {rows, columns, values: values.subarray(0, rows * columns)};
  return {ids, matrix, labels: labels.subarray(0, rows)};
}

function measure(
  {description, score: _, ...detector}: Compared,
  scores: Float64Array,
  first: Float64Array,
  labels: Uint8Array,
  budget: number
): ComparedDetector {
  const ranking = rank(scores, labels);
  const {threshold, alerts} = thresholdForBudget(scores, budget);
  const above = (values: Float64Array) => values.filter((value) => value >= threshold).length;
  const caught = above(ranking.attacks);
  const read = caught + above(ranking.benign);
  const correlation = spearman(scores, first);
  return {
    ...detector,
    ...description,
    ap: averagePrecisionOf(ranking),
    auroc: aurocOf(ranking),
    alerts,
    precisionAtBudget: read ? caught / read : null,
    recallAtBudget: ranking.attacks.length ? caught / ranking.attacks.length : null,
    spearman: Number.isNaN(correlation) ? null : correlation,
    overlap: overlapAt(scores, first, budget)
  };
}

async function writeScores(
  session: Session,
  detectors: readonly Compared[],
  {ids}: Drawn,
  scores: readonly Float64Array[],
  folder: string
): Promise<void> {
  const columns = detectors.map(({name}) => `"${name}" DOUBLE`).join(", ");
  await session.run(`CREATE TEMP TABLE comparison (event_id BIGINT, ${columns})`);
  const appender = await session.connection.createAppender("comparison");
  ids.forEach((id, i) => {
    appender.appendBigInt(id);
    for (const values of scores) appender.appendDouble(values[i]);
    appender.endRow();
  });
  appender.closeSync();
  const path = literal(join(folder, "comparison.parquet"));
  await session.run(`COPY comparison TO ${path} (FORMAT parquet, COMPRESSION zstd)`);
  await session.run(`DROP TABLE comparison`);
}
