import {readLogTime} from "../../src/core/evaluation/log-time.js";
import {modelFeatures} from "../../src/core/features/list.js";
import type {Matrix} from "../../src/core/forest/types.js";
import {UsageError} from "../config/errors.js";
import {drawRows} from "../duckdb/draw-rows.js";
import {literals} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";

/** The part of the log, by time, that models are trained on. */
export interface TrainingWindow {
  /** The first instant, in microseconds since the epoch, UTC. */
  from: number;

  /** Where it ends, exclusive, in microseconds since the epoch, UTC. */
  until: number;

  /** The number of events in it. */
  rows: number;

  /** Whether it was widened, because the share of the span that was asked for held too few events. */
  widened: boolean;
}

/**
 * Returns the first *share*, in (0, 1], of the time that the events cover (`logTime`). If that holds fewer than
 * *least* events, it is widened until it does, or is the whole log. Throws a UsageError if the log
 * holds fewer than 2 events.
 */
export async function trainingWindow(
  session: Session,
  paths: string[],
  share: number,
  least: number
): Promise<TrainingWindow> {
  const table = `read_parquet(${literals(paths)})`;
  const events = `FROM ${table}`;
  const [{total}] = paths.length
    ? await session.rows<{total: number}>(`SELECT CAST(count(*) AS DOUBLE) AS total ${events}`)
    : [{total: 0}];
  if (!(total >= 2)) {
    throw new UsageError(
      `too few events: ${total}; a forest needs at least 2 to train on, and some hundreds to say anything`
    );
  }
  const time = await readLogTime(session, table);
  const {first, last} = time;
  const until = share < 1 ? Math.floor(time.at(share)) + 1 : last + 1;
  const rows = await countBefore(session, events, until);
  if (rows >= Math.min(least, total)) return {from: first, until, rows, widened: false};
  const [{edge}] = await session.rows<{edge: number}>(
    `SELECT CAST(epoch_us(time) AS DOUBLE) AS edge ${events} ORDER BY time LIMIT 1 OFFSET ?`,
    [Math.min(least, total) - 1]
  );
  return {
    from: first,
    until: edge + 1,
    rows: await countBefore(session, events, edge + 1),
    widened: true
  };
}

async function countBefore(session: Session, events: string, until: number): Promise<number> {
  const sql = `SELECT CAST(count(*) AS DOUBLE) AS rows ${events} WHERE time < make_timestamp(CAST(? AS BIGINT))`;
  return (await session.rows<{rows: number}>(sql, [BigInt(until)]))[0].rows;
}

/** Draws *size* rows of features from *window*, or all if fewer; see `drawRows`. */
export async function drawTrainingRows(
  session: Session,
  paths: string[],
  {until, rows}: TrainingWindow,
  size: number,
  seed: number
): Promise<Matrix> {
  const columns = modelFeatures.map(({name}) => name);
  return drawRows(session, paths, {columns, until, rows, size, seed});
}
