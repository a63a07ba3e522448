import {modelFeatures} from "../features/list.js";
import {reasonOf} from "../features/reason.js";
import {explain} from "../forest/explain.js";
import type {Forest} from "../forest/types.js";
import type {ModelFile} from "../schema/models.js";
import type {Incident} from "../schema/published.js";
import {identitySql} from "./event-rows.js";
import type {Tables} from "./tables.js";

const hour = 3_600_000;

/** An event above the threshold, as incidents are made of it. */
interface Alert {
  event: number;
  /** Milliseconds since the epoch. */
  time: number;
  src: string;
  /** What names the event in any run. */
  identity: string;
  score: number;
  technique: string | null;
}

/**
 * Returns the incidents: the alerts of one source in hours that follow on one another, strangest
 * first; equal scores by the earlier event. Every alert is in exactly one incident.
 */
export function groupAlerts(
  alerts: readonly Alert[]
): (Omit<Incident, "reason"> & {events: number[]})[] {
  const open = new Map<string, Omit<Incident, "reason"> & {events: number[]}>();
  const incidents: (Omit<Incident, "reason"> & {events: number[]})[] = [];
  for (const alert of [...alerts].sort((a, b) => a.time - b.time || a.event - b.event)) {
    const from = Math.floor(alert.time / hour) * hour;
    let incident = open.get(alert.src);
    if (!incident || from > incident.until) {
      incident = {
        id: 0,
        entity: alert.src,
        from,
        until: from + hour,
        alerts: 0,
        score: -1,
        event: -1,
        identity: "",
        techniques: [],
        events: []
      };
      open.set(alert.src, incident);
      incidents.push(incident);
    }
    incident.until = Math.max(incident.until, from + hour);
    incident.alerts += 1;
    incident.events.push(alert.event);
    if (alert.score > incident.score) {
      incident.score = alert.score;
      incident.event = alert.event;
      incident.identity = alert.identity;
    }
    if (alert.technique && !incident.techniques.includes(alert.technique)) {
      incident.techniques.push(alert.technique);
    }
  }
  incidents.sort((a, b) => b.score - a.score || a.event - b.event);
  return incidents.map((incident, i) => ({
    ...incident,
    id: i + 1,
    techniques: incident.techniques.sort()
  }));
}

/** Reads the alerts, those of the *alerts* highest ranks, from `lake.events`. */
export function readAlerts(tables: Tables, alerts: number): Promise<Alert[]> {
  return tables.rows<Alert>(
    `SELECT CAST(event_id AS DOUBLE) AS event, epoch_us(time) / 1000 AS time, src,
      ${identitySql} AS identity, score, technique
    FROM lake.events WHERE rank <= ? ORDER BY rank`,
    [alerts]
  );
}

/** Returns in one line each what is strange about *events*, by event. */
export async function reasonsFor(
  tables: Tables,
  events: number[],
  forest: Forest,
  profile: ModelFile["profile"]
): Promise<Map<number, string>> {
  const names = modelFeatures.map(({name}) => name).join(", ");
  const rows = await tables.rows<Record<string, number>>(
    `SELECT CAST(event_id AS DOUBLE) AS event, ${names} FROM lake.events
    WHERE event_id IN (SELECT unnest(CAST(? AS BIGINT[])))`,
    [JSON.stringify(events)]
  );
  const median = profile.quantiles.indexOf(0.5);
  return new Map(
    rows.map((row) => {
      const values = modelFeatures.map(({name}) => row[name] ?? NaN);
      const {contributions} = explain(forest, values);
      const evidence = modelFeatures.map((feature, j) => ({
        feature,
        value: values[j],
        typical: profile.values[j][median],
        contribution: contributions[j]
      }));
      return [row.event, reasonOf(evidence)];
    })
  );
}
