import type {ExprNode} from "@uwdata/mosaic-sql";
import {and, isDistinct, literal, Query} from "@uwdata/mosaic-sql";
import type {PublishedDatabase} from "../database/client.js";
import {readColumns} from "./read-columns.js";
import type {Dimension} from "./dimensions.js";
import type {ExploreEvents} from "./explore-events.js";
import {fetchRanks, fetchSorted} from "./fetch-rows.js";
import {conditions, selectionConditions, selectionQuery} from "./filter-state.js";
import type {Hidden} from "./filter-state.js";
import type {ExportRow} from "../exports/export-menu.js";

/** The events to read. */
export interface PublishedEventsOptions {
  /** The number of events in the database. */
  events: number;
  dimensions: readonly Dimension[];

  /** A condition on the events that are hidden, or null. */
  hidden: Hidden;
}

/** Returns the published events, as Explore reads them, by SQL. */
export function publishedEvents(
  database: PublishedDatabase,
  {events, dimensions, hidden}: PublishedEventsOptions
): ExploreEvents {
  return {
    columns: (onProgress) => readColumns(database, events, dimensions, onProgress),
    mask(filters, rows) {
      const where = conditions(filters, dimensions).map(({expression}) => expression);
      return readMask(database, rows, and(...where));
    },
    unhidden: hidden && ((rows) => readMask(database, rows, isDistinct(hidden, literal(true)))),
    rows: (ranks) => fetchRanks(database, ranks),
    sorted: ({filters, ...wanted}) =>
      fetchSorted(database, {...wanted, where: selectionConditions(filters, dimensions, hidden)}),
    selection: (filters, max) =>
      database.query<ExportRow>(
        `${selectionQuery(filters, dimensions, hidden)} LIMIT ${String(literal(max))}`
      )
  };
}

/** Reads which events meet *where*, as a mask by rank. */
async function readMask(
  database: PublishedDatabase,
  rows: number,
  where: ExprNode
): Promise<Uint8Array> {
  const mask = new Uint8Array(rows);
  const query = Query.from("events").select("rank").where(where).toString();
  const table = await database.connection.query(query);
  const ranks = table.getChild("rank")!.toArray() as Int32Array;
  for (const rank of ranks) if (rank <= rows) mask[rank - 1] = 1;
  return mask;
}
