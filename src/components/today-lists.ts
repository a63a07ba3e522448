import type {EventRow, Incident, Today} from "../core/schema/published.js";
import {suppressionMatcher, suppressionSql} from "../core/suppressions/suppression.js";
import type {Suppression} from "../core/suppressions/suppression.js";
import {eventTable} from "./event-table.js";
import {incidentList} from "./incident-list.js";
import {suppressedList} from "./suppressed-list.js";
import {suppressibleEvent} from "./suppression-store.js";

/** Shows the strangest events but those that suppressions of this browser hide. */
export function strangestEvents({strangest, threshold}: Today): HTMLElement {
  const max = strangest[0]?.score ?? threshold;
  return suppressedList<EventRow>({
    rows: strangest,
    noun: "event",
    hides: (held) => {
      const matches = suppressionMatcher(held);
      return new Set(strangest.filter((event) => matches(suppressibleEvent(event))));
    },
    draw: (rows) => eventTable(rows, {threshold, max, caption: "The strangest connections"})
  });
}

/**
 * Shows the incidents but those of which every alert is hidden by suppressions of this browser; the
 * alerts are in events.duckdb at *data*, which is opened only where there are suppressions.
 */
export function topIncidents(today: Today, data: string): HTMLElement {
  return suppressedList<Incident>({
    rows: today.topIncidents,
    noun: "incident",
    hides: (held) => hiddenIncidents(today, data, held),
    draw: (rows) => incidentList(rows, {threshold: today.threshold})
  });
}

async function hiddenIncidents(
  {topIncidents: incidents, alerts}: Today,
  data: string,
  held: Suppression[]
): Promise<ReadonlySet<Incident>> {
  const {openLake} = await import("./duckdb.js"); // 34 MB that nobody needs without suppressions
  const lake = await openLake(data);
  const {sql, parameters} = suppressionSql(held);
  const left = await lake.query<{src: string; hour: number}>(
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
