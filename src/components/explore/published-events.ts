import type {ExprNode} from "@uwdata/mosaic-sql";
import {and, isDistinct, literal, Query} from "@uwdata/mosaic-sql";
import type {PublishedDatabase} from "../database/client.js";
import {readColumns} from "./column-data.js";
import type {Dimension} from "./dimensions.js";
import type {ExploreEvents} from "./event-source.js";
import {fetchRanks, fetchSorted} from "./fetch-rows.js";
import {conditions, selectionConditions, selectionQuery} from "./filter-state.js";
import type {Hidden} from "./filter-state.js";
import type {ExportRow} from "../exports/export-menu.js";

/** What of a lake is read. */
export interface PublishedEventsOptions {
  /** The number of events in the lake. */
  events: number;
  dimensions: readonly Dimension[];

  /** A condition on the events that are left out of everything, or null. */
  hidden: Hidden;
}

/** Returns the published events, as Explore reads them, by SQL. */
export function publishedEvents(
  lake: PublishedDatabase,
  {events, dimensions, hidden}: PublishedEventsOptions
): ExploreEvents {
  return {
    columns: (onProgress) => readColumns(lake, events, dimensions, onProgress),
    mask(filters, rows) {
      const where = conditions(filters, dimensions).map(({expression}) => expression);
      return readMask(lake, rows, and(...where));
    },
    unhidden: hidden && ((rows) => readMask(lake, rows, isDistinct(hidden, literal(true)))),
    rows: (ranks) => fetchRanks(lake, ranks),
    sorted: ({filters, ...wanted}) =>
      fetchSorted(lake, {...wanted, where: selectionConditions(filters, dimensions, hidden)}),
    selection: (filters, most) =>
      lake.query<ExportRow>(
        `${selectionQuery(filters, dimensions, hidden)} LIMIT ${String(literal(most))}`
      )
  };
}

/** Reads which events meet *where*, as a mask by rank. */
async function readMask(
  lake: PublishedDatabase,
  rows: number,
  where: ExprNode
): Promise<Uint8Array> {
  const mask = new Uint8Array(rows);
  const query = Query.from("events").select("rank").where(where).toString();
  const table = await lake.connection.query(query);
  const ranks = table.getChild("rank")!.toArray() as Int32Array;
  for (const rank of ranks) if (rank <= rows) mask[rank - 1] = 1;
  return mask;
}
