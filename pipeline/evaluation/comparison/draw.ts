import {modelFeatures} from "../../../src/core/features/list.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {labelCodes} from "../../../src/core/evaluation/ranking.js";
import {comparisonWindow, drawSql} from "../../../src/core/published/comparison.js";
import type {Findings} from "../../../src/core/published/findings.js";
import {copyColumns} from "../../duckdb/matrix.js";
import type {Session} from "../../duckdb/session.js";

/** The events that were drawn, in the order of their ids; their values and labels are shared among threads. */
export interface Drawn {
  /** Which events they were drawn from: those after the training window, or all. */
  window: "all" | "test";

  ids: bigint[];
  matrix: Matrix;

  /** The code of each label: `labelCodes`. */
  labels: Uint8Array;
}

/** What is scored of the events that were drawn, on any thread. */
export type DrawnRows = Pick<Drawn, "matrix" | "labels">;

/**
 * Draws the events that all detectors are compared on from those after the training window (all, if
 * there are none), by the smallest MD5 of their event_id, so that the draw can be done in parts.
 */
export async function drawCompared(session: Session, findings: Findings): Promise<Drawn> {
  const {window, due} = comparisonWindow(findings);
  const drawn = await draw(session, window === "test" ? findings.until : null, due);
  const events = drawn.ids.length;
  if (events !== due) throw new Error(`events lost: ${events} drawn of ${due}`);
  return {window, ...drawn};
}

/** Draws events from *from*, in microseconds since the epoch, on; from all if it is null. At most *events* there must be. */
export async function draw(
  session: Session,
  from: number | null,
  events: number
): Promise<Omit<Drawn, "window">> {
  const columns = modelFeatures.length;
  const names = modelFeatures.map(({name}) => name).join(", ");
  await session.run(`CREATE OR REPLACE TABLE drawn AS ${drawSql}`, [
    from === null,
    BigInt(from ?? 0)
  ]);
  const ids: bigint[] = [];
  const values = new Float32Array(new SharedArrayBuffer(4 * events * columns));
  const labels = new Uint8Array(new SharedArrayBuffer(events));
  const sql = `SELECT event_id, coalesce(attack, ${labelCodes.unlabelled})::UTINYINT, ${names}
    FROM published.events JOIN drawn USING (event_id) ORDER BY event_id`;
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
