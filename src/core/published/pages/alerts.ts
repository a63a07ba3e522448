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
  const found = await tables.rows<{rank: number}>(
    `SELECT rank FROM published.ranks WHERE rank <= ${shown.events} OR event_id IN (${[-1, ...wanted].join(", ")})`
  );
  const ranks = found.map(({rank}) => rank);
  const among = (some: readonly number[]) => `WHERE rank IN (${[0, ...some].join(", ")})`;
  const events = await tables.rows<{[column: string]: unknown}>(
    `SELECT * REPLACE (epoch_us(time) / 1000 AS time) FROM published.events ${among(ranks)} ORDER BY rank`
  );
  const records = await tables.rows<NonNullable<PublishedAlert["record"]> & {rank: number}>(
    `SELECT rank, file, line, sha256, raw FROM published.records
    ${among(ranks)} AND length(raw) <= ${maxRecordLength}`
  );
  const neighbours = await tables.rows<AlertNeighbour>(
    `SELECT rank, CAST(event_id AS DOUBLE) AS event_id, ${identitySql} AS identity, src, dst, score FROM published.events
    ${among(ranks.flatMap((rank) => [rank - 1, rank + 1]))}`
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
