import {asc, column, desc, isIn, literal, Query} from "@uwdata/mosaic-sql";
import type {ExploreData} from "./explore-data.js";
import type {ExploreRow} from "./explore-rows.js";
import type {Sort} from "./virtual-table.js";

/** Which rows of the selection. */
export interface RowsWanted {
  offset: number;
  limit: number;
  sort: Sort;

  /** The number of rows in the selection. */
  total: number;
}

/**
 * Returns rows of the selection in an order; equals stand in the order of rank. Only ranks are sorted,
 * and from the nearer end, so that the last page costs what the first does.
 */
export async function fetchRows(
  {coordinator, selection}: ExploreData,
  {offset, limit, sort, total}: RowsWanted
): Promise<ExploreRow[]> {
  const n = Math.min(limit, total - offset);
  if (n <= 0) return [];
  const backwards = offset > total / 2;
  const by = sort.descending === backwards ? asc(column(sort.column)) : desc(column(sort.column));
  const ranks = Query.from("explore")
    .select("rank")
    .where(selection.predicate() as never)
    .orderby(by, backwards ? desc(column("rank")) : asc(column("rank")))
    .limit(n)
    .offset(backwards ? total - offset - n : offset);
  const found = await rowsOf<{rank: number}>(coordinator, ranks);
  const order = found.map(({rank}) => rank);
  if (backwards) order.reverse();
  if (order.length === 0) return [];
  const query = Query.from("explore")
    .select("*")
    .where(
      isIn(
        column("rank"),
        order.map((rank) => literal(rank))
      )
    );
  const rows = await rowsOf<ExploreRow>(coordinator, query);
  const byRank = new Map(rows.map((row) => [row.rank, row]));
  return order.map((rank) => byRank.get(rank)!);
}

async function rowsOf<T>(coordinator: ExploreData["coordinator"], query: Query): Promise<T[]> {
  return (await coordinator.query(query, {cache: false})).toArray() as T[];
}
