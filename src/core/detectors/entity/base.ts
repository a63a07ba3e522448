import {failedStates} from "../../features/list.js";
import {privateAddress} from "../../features/private-address.js";
import {inList} from "./sql.js";

/** Group addresses: nobody in particular is behind them. */
const groupAddress =
  "^(22[4-9]\\.|23[0-9]\\.|255\\.255\\.255\\.255$|0\\.0\\.0\\.0$|[fF][fF][0-9a-fA-F]{2}:)";

/**
 * Returns the statements that make what all entity detectors read, from the table *events* (the published one, or
 * any with its columns): `entity_flows`, a view of each flow with its hour and direction, and `pair_hours`, one row
 * per source, destination, port, protocol and hour, with the first hours of the pair, the edge and the destination.
 * Nothing in a row depends on later hours.
 */
export function baseSteps(events: string): string[] {
  return [
    `CREATE OR REPLACE TEMP VIEW entity_flows AS SELECT
      event_id, epoch_us(time) AS us, CAST(epoch_us(time) // 3600000000 AS INTEGER) AS h,
      src, dst, coalesce(dst_port, 0) AS port, coalesce(proto, '') AS proto, coalesce(service, '') AS service,
      coalesce(duration, 0) AS seconds, coalesce(orig_bytes, 0) AS bytes_out, coalesce(resp_bytes, 0) AS bytes_in,
      coalesce(orig_ip_bytes, 0) AS ip_bytes_out, coalesce(orig_pkts, 0) AS packets_out,
      coalesce(conn_state IN ${inList(failedStates)}, false) AS failed,
      coalesce(local_orig, regexp_matches(src, '${privateAddress}')) AS src_local,
      coalesce(local_resp, regexp_matches(dst, '${privateAddress}')) AS dst_local,
      regexp_matches(dst, '${groupAddress}') AS to_group
    FROM ${events}`,
    `CREATE OR REPLACE TEMP TABLE pair_hours AS
    WITH hours AS (
      SELECT src, dst, port, proto, h, any_value(src_local) AS src_local, any_value(dst_local) AS dst_local,
        count(*) AS flows, count(*) FILTER (failed) AS failed,
        sum(bytes_out)::DOUBLE AS bytes_out, sum(bytes_in)::DOUBLE AS bytes_in
      FROM entity_flows WHERE NOT to_group
      GROUP BY src, dst, port, proto, h
    )
    SELECT *,
      CASE WHEN src_local OR NOT dst_local THEN src ELSE dst END AS entity,
      CASE WHEN src_local OR NOT dst_local THEN 'actor' ELSE 'target' END AS role,
      min(h) OVER (PARTITION BY src, dst, port, proto) AS pair_first,
      min(h) OVER (PARTITION BY src, dst) AS edge_first,
      min(h) OVER (PARTITION BY dst) AS dst_first
    FROM hours`
  ];
}

/** Removes what `baseSteps` has made. */
export const dropBase = ["DROP TABLE pair_hours", "DROP VIEW entity_flows"];
