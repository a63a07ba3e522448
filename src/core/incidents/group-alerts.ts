import type {Incident} from "../schema/published.js";

const hour = 3_600_000;

/** An event above the threshold, as incidents are made of it. */
export interface Alert {
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
 * Returns the incidents: the alerts of one source in hours that follow on one another, most anomalous
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
