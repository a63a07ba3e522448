import type {AlertNeighbour, AlertsPage, AlertValue, PublishedAlert} from "../../schema/alerts.js";
import type {Incident} from "../../schema/published.js";
import {identitySql} from "../event-rows.js";
import type {Tables} from "../tables.js";

/** How many of the most anomalous events and of the incidents the front page shows. */
const shown = {events: 50, incidents: 100} as const;

/** The longest line of a log that is published here as well, in characters. */
const maxRecordLength = 2000;

type EventRow = {[column: string]: AlertValue} & {rank: number};

/** Returns the events that the front page leads to, whole; at most 150, some 1 to 4 kB each. */
export async function alertsPage(
  tables: Tables,
  incidents: readonly Incident[]
): Promise<AlertsPage> {
  const wanted = incidents.slice(0, shown.incidents).map(({event}) => event);
  const which = `WHERE rank <= ${shown.events} OR event_id IN (SELECT unnest([${[-1, ...wanted].join(", ")}]))`;
  const events = await tables.rows<{[column: string]: unknown}>(
    `SELECT * REPLACE (epoch_us(time) / 1000 AS time) FROM published.events ${which} ORDER BY rank`
  );
  const records = await tables.rows<NonNullable<PublishedAlert["record"]> & {rank: number}>(
    `SELECT rank, file, line, sha256, raw FROM published.records
    WHERE rank IN (SELECT rank FROM published.events ${which}) AND length(raw) <= ${maxRecordLength}`
  );
  const neighbours = await tables.rows<AlertNeighbour>(
    `SELECT rank, CAST(event_id AS DOUBLE) AS event_id, ${identitySql} AS identity, src, dst, score FROM published.events
    WHERE rank IN (SELECT unnest([rank - 1, rank + 1]) FROM published.events ${which})`
  );
  const ranked = new Map(neighbours.map((neighbour) => [neighbour.rank, neighbour]));
  const kept = new Map(records.map(({rank, ...record}) => [rank, record]));
  return {
    alerts: events.map((row) => {
      const event = plainRow(row);
      return {
        event,
        record: kept.get(event.rank) ?? null,
        moreAnomalous: ranked.get(event.rank - 1) ?? null,
        lessAnomalous: ranked.get(event.rank + 1) ?? null
      };
    })
  };
}

function plainRow(row: {[column: string]: unknown}): EventRow {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === "bigint" ? Number(value) : value
  ]);
  return Object.fromEntries(entries) as EventRow;
}
