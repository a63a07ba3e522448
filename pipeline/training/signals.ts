import {failedStates} from "../../src/core/features/list.js";
import {groupAddress} from "../../src/core/features/private-address.js";
import type {TrainingSignals} from "../../src/core/schema/warnings.js";
import {literal, literals} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import type {TrainingWindow} from "./window.js";

/** Counts what the events of *window* look like, over the files of SILVER at *paths*. No label is read. */
export async function trainingSignals(
  session: Session,
  paths: string[],
  {until}: TrainingWindow
): Promise<TrainingSignals> {
  const [signals] = await session.rows<TrainingSignals>(
    `WITH trained AS (
      SELECT src, dst, coalesce(dst_port, 0) = 53 AS lookup, direction_code >= 2 AS outside,
        proto IN ('tcp', 'udp') AND NOT regexp_matches(dst, ${literal(groupAddress)}) AS answerable,
        coalesce(list_contains(${literals([...failedStates])}, conn_state), false) AS failed
      FROM read_parquet(${literals(paths)}) WHERE time < make_timestamp(CAST(? AS BIGINT))
    ),
    pairs AS (SELECT src, dst, count(*) AS events FROM trained WHERE NOT lookup GROUP BY src, dst),
    destinations AS (SELECT dst, sum(events) AS events FROM pairs GROUP BY dst)
    SELECT
      count(*)::DOUBLE AS events,
      (count(*) FILTER (answerable))::DOUBLE AS answerable,
      (count(*) FILTER (answerable AND failed))::DOUBLE AS failed,
      coalesce((SELECT max(events) FROM destinations), 0)::DOUBLE AS destination,
      (count(*) FILTER (outside))::DOUBLE AS outside,
      (count(DISTINCT src) FILTER (outside))::DOUBLE AS "outsideSources",
      coalesce((SELECT max(events) FROM pairs), 0)::DOUBLE AS pair
    FROM trained`,
    [BigInt(until)]
  );
  return signals;
}
