import type {ExprNode} from "@uwdata/mosaic-sql";
import {and, asc, column, desc, isBetween, isIn, literal, Query} from "@uwdata/mosaic-sql";
import type {PublishedRows} from "../../core/schema/explore.js";
import type {PublishedDatabase, Row} from "../database/client.js";
import type {ExploreRow} from "./explore-columns.js";
import type {Sort} from "../kit/virtual-table.js";

/** Returns the events of the given ranks, in the order given; reads the blocks between the first and the last. */
export async function fetchRanks(
  database: PublishedDatabase,
  ranks: readonly number[]
): Promise<ExploreRow[]> {
  if (ranks.length === 0) return [];
  const rank = column("rank");
  const [first, last] = [Math.min(...ranks), Math.max(...ranks)];
  const within = isBetween(rank, [first, last]);
  const gaps = last - first + 1 > ranks.length;
  const where = gaps ? and(within, isIn(rank, ranks.map((r) => literal(r)))) : within; // prettier-ignore
  const query = Query.from("events")
    .select("rank", "event_id", "time", "src", "dst", "proto", "service", "duration", "score")
    .select("orig_bytes", "resp_bytes", {port: column("dst_port"), state: column("conn_state")})
    .select("file", "line", "incident")
    .where(where);
  const rows = await database.query<ExploreRow & Row>(
    `SELECT wanted.* EXCLUDE (incident, file, line), sha256 || ':' || line AS identity,
      incidents.file || ':' || id AS incident, severity
    FROM (${query.toString()}) AS wanted JOIN files ON files.file = wanted.file LEFT JOIN incidents USING (incident)`
  );
  const byRank = new Map(rows.map((row) => [row.rank, row]));
  return ranks.map((r) => byRank.get(r)!);
}

/** A request for rows in an order. */
interface SortedOptions {
  /** What an event must meet, over the columns of `events`. */
  where: readonly ExprNode[];
  offset: number;
  limit: number;
  sort: Sort;

  /** The number of events that meet it. */
  total: number;
}

/**
 * Returns the ranks of rows of a selection in an order; equals stand in the order of rank. They are
 * sorted from the nearer end, so that the last page costs what the first does.
 */
export async function fetchSorted(
  database: PublishedDatabase,
  {where, offset, limit, sort, total}: SortedOptions
): Promise<number[]> {
  const n = Math.min(limit, total - offset);
  if (n <= 0) return [];
  const backwards = offset > total / 2;
  const by = column(columnOf(sort));
  const query = Query.from("events")
    .select("rank")
    .where([...where])
    .orderby(
      sort.descending === backwards ? asc(by) : desc(by),
      backwards ? desc(column("rank")) : asc(column("rank"))
    )
    .limit(n)
    .offset(backwards ? total - offset - n : offset);
  const ranks = (await database.query<{rank: number}>(query.toString())).map(({rank}) => rank);
  return backwards ? ranks.reverse() : ranks;
}

function columnOf({column: name}: Sort): string {
  if (name === "port") return "dst_port";
  return name === "state" ? "conn_state" : name;
}

/** Returns published rows [offset, offset + limit), or null if not all of them were published. */
export function publishedRows(
  rows: PublishedRows,
  offset: number,
  limit: number
): ExploreRow[] | null {
  if (offset + limit > rows.rank.length) return null;
  return rows.rank.slice(offset, offset + limit).map((rank, k) => {
    const i = offset + k;
    return {
      rank,
      event_id: rows.event_id[i],
      time: rows.time[i],
      src: rows.src[i],
      dst: rows.dst[i],
      port: rows.dst_port[i],
      proto: rows.proto[i],
      service: rows.service[i],
      state: rows.conn_state[i],
      duration: rows.duration[i],
      orig_bytes: rows.orig_bytes[i],
      resp_bytes: rows.resp_bytes[i],
      score: rows.score[i],
      incident: rows.incident[i],
      severity: rows.severity[i]
    };
  });
}

/** No rows: where none are published, the first ones are read as any. */
export const noRows: PublishedRows = {
  rank: [],
  event_id: [],
  time: [],
  src: [],
  dst: [],
  dst_port: [],
  proto: [],
  service: [],
  conn_state: [],
  duration: [],
  orig_bytes: [],
  resp_bytes: [],
  score: [],
  incident: [],
  severity: []
};
