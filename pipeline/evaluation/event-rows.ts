import type {EventRow} from "../../src/core/schema/published.js";
import type {Bindable, Session} from "../duckdb/session.js";

/** The columns of an `EventRow` (src/core/schema/published.ts), over `lake.events`. */
export const eventRowSql = `CAST(event_id AS DOUBLE) AS event, epoch_us(time) / 1000 AS time, src, src_port AS "srcPort",
  dst, dst_port AS "dstPort", proto, service, conn_state AS state, duration,
  CAST(orig_bytes AS DOUBLE) AS "origBytes", CAST(resp_bytes AS DOUBLE) AS "respBytes", score, label`;

/** Returns rows of `lake.events`: *rest* is the SQL after FROM, e.g. `WHERE rank <= 50 ORDER BY rank`. */
export function eventRows<More = unknown>(
  session: Session,
  rest: string,
  bound: Bindable[] = [],
  more = ""
): Promise<(EventRow & More)[]> {
  return session.rows<EventRow & More>(
    `SELECT ${eventRowSql}${more} FROM lake.events ${rest}`,
    bound
  );
}
