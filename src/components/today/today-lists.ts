import type {EventRow, Incident, Today} from "../../core/schema/published.js";
import {suppressionMatcher, suppressionSql} from "../../core/suppressions/suppression.js";
import type {Suppression} from "../../core/suppressions/suppression.js";
import {eventTable} from "../kit/event-table.js";
import {incidentsAtThreshold} from "./incidents-at-threshold.js";
import {suppressedList} from "../records/suppressed-list.js";
import {suppressibleEvent} from "../records/suppression-store.js";

/** Shows the most anomalous events without those that suppressions of this browser hide; coloured from *threshold* up. */
export function mostAnomalousEvents(
  {topEvents, threshold: own}: Today,
  threshold: number
): HTMLElement {
  const max = topEvents[0]?.score ?? own;
  return suppressedList<EventRow>({
    rows: topEvents,
    noun: "event",
    hides: (held) => {
      const matches = suppressionMatcher(held);
      return new Set(topEvents.filter((event) => matches(suppressibleEvent(event))));
    },
    draw: (rows) => eventTable(rows, {threshold, max, caption: "The most anomalous connections"})
  });
}

/** How to show the incidents. */
export interface TopIncidentsOptions {
  /** The URL of events.duckdb, which is opened only where there are suppressions. */
  data: string;

  /** The threshold of the reader, in (0, 1). */
  threshold: number;
}

/** Shows the incidents that reach the threshold, without those of which suppressions of this browser hide every alert. */
export function topIncidents(today: Today, {data, threshold}: TopIncidentsOptions): HTMLElement {
  return suppressedList<Incident>({
    rows: today.topIncidents,
    noun: "incident",
    hides: (held) => hiddenOnce(today, data, held),
    draw: (rows) => incidentsAtThreshold(today, rows, threshold)
  });
}

let known: {key: string; hidden: Promise<ReadonlySet<Incident>>} | undefined;

/** Queries the database once for the same suppressions, however often the threshold moves. */
function hiddenOnce(
  today: Today,
  data: string,
  held: Suppression[]
): Promise<ReadonlySet<Incident>> {
  const key = JSON.stringify([data, held]);
  if (known?.key !== key) known = {key, hidden: hiddenIncidents(today, data, held)};
  return known.hidden;
}

async function hiddenIncidents(
  {topIncidents: incidents, alerts}: Today,
  data: string,
  held: Suppression[]
): Promise<ReadonlySet<Incident>> {
  const {openDatabase} = await import("../database/client.js"); // 34 MB that nobody needs without suppressions
  const database = await openDatabase(data);
  const {sql, parameters} = suppressionSql(held);
  const left = await database.query<{src: string; hour: number}>(
    `SELECT src, date_trunc('hour', time) AS hour FROM events WHERE rank <= ? AND NOT (${sql}) GROUP BY ALL`,
    [alerts, ...parameters]
  );
  const hours = new Map<string, number[]>();
  for (const {src, hour} of left) {
    const known = hours.get(src);
    if (known) known.push(hour);
    else hours.set(src, [hour]);
  }
  return new Set(
    incidents.filter(({entity, from, until}) => {
      return !hours.get(entity)?.some((hour) => from <= hour && hour < until);
    })
  );
}
