import type {EventRow} from "../schema/published.js";
import type {Cell, Tables} from "./tables.js";

/** What names an event of `published.events` in any run: the digest of its file, a colon, its line. */
export const identitySql = `(SELECT digest FROM (SELECT file AS number, sha256 AS digest FROM published.files) AS named
  WHERE number = file) || ':' || line`;

/** The columns of an `EventRow` (src/core/schema/published.ts), over `published.events`. */
export const eventRowSql = `CAST(event_id AS DOUBLE) AS event, epoch_us(time) / 1000 AS time, src, src_port AS "srcPort",
  dst, dst_port AS "dstPort", proto, service, conn_state AS state, duration,
  CAST(orig_bytes AS DOUBLE) AS "origBytes", CAST(resp_bytes AS DOUBLE) AS "respBytes", score, label,
  ${identitySql} AS identity`;

/** Returns rows of `published.events`: *rest* is the SQL after FROM, e.g. `WHERE rank <= 50 ORDER BY rank`. */
export function eventRows<More = unknown>(
  tables: Tables,
  rest: string,
  bound: Cell[] = [],
  more = ""
): Promise<(EventRow & More)[]> {
  return tables.rows<EventRow & More>(
    `SELECT ${eventRowSql}${more} FROM published.events ${rest}`,
    bound
  );
}
