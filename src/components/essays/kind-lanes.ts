import type {DetectionMeasures, DetectionPage} from "../../core/schema/detection.js";
import type {IncidentsPage, ListedIncident} from "../../core/schema/incidents.js";
import type {Metrics} from "../../core/schema/published.js";
import {selectionOf, testIncidents} from "../threshold/incidents/incident-selection.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";

/** A kind of attack: what the flow model’s alerts hold of it, and what incidents do. */
export interface KindLane {
  name: string;
  technique: string | null;
  flows: number;

  /** The share of its flows that are alerts, and the share that true incidents within the budget cover; in [0, 1]. */
  alertShare: number;
  incidentShare: number;

  /** The attacks of the kind, and those found. */
  attacks: number;
  found: number;

  /** The titles of what finds it besides the flow model, of most attacks first; rules are one. */
  finders: string[];
}

/**
 * Returns the kinds of attack in the test window, those first of which the smallest share of flows are alerts; empty without labels. A kind that
 * the metrics do not know has no alert.
 */
export function kindLanes(
  {measures, detectors}: Pick<DetectionPage, "measures" | "detectors">,
  metrics: readonly Metrics[]
): KindLane[] {
  if (!measures) return [];
  const test = metrics.find(({window}) => window === "test");
  const alerts = new Map(test?.byAttack.map((one) => [one.attack, one.alerts]));
  return measures.scenarios
    .map(({name, technique, flows, flowsCovered, attacks, found, byDetector}): KindLane => ({
      ...{name, technique, flows, attacks, found},
      alertShare: flows > 0 ? (alerts.get(name) ?? 0) / flows : 0,
      incidentShare: flows > 0 ? flowsCovered / flows : 0,
      finders: findersOf(byDetector, detectors)
    }))
    .sort((a, b) => a.alertShare - b.alertShare || b.flows - a.flows);
}

function findersOf(
  byDetector: DetectionMeasures["scenarios"][number]["byDetector"],
  detectors: DetectionPage["detectors"]
): string[] {
  const titles = new Map(detectors.map(({name, title}) => [name, title]));
  titles.set("rule", "Sigma rules");
  return Object.entries(byDetector)
    .filter(([name, found]) => name !== "flow-model" && found > 0)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([name]) => titles.get(name) ?? name);
}

/** A kind of attack that the flow model misses, and the first incident that finds it. */
export interface MissedKind {
  attack: string;
  events: number;
  incident: ListedIncident;
}

/**
 * Returns the kind of attack to follow: of those with the smallest share of flows that are alerts, the one of most flows that an incident of the
 * test window finds; null without labels, or if there is none.
 */
export function missedKind(
  lanes: readonly KindLane[],
  {incidentLabels}: Pick<ThresholdPage, "incidentLabels">,
  incidents: IncidentsPage
): MissedKind | null {
  const all = testIncidents(incidents, new Set());
  const budget = {perDay: Math.max(1, all.length), each: false};
  const {attacks} = selectionOf(all, budget, {days: incidents.testDays, labels: incidentLabels});
  for (const {name, alertShare} of lanes) {
    if (alertShare >= 0.5) break; // most of it is seen
    const found = attacks?.find(({attack}) => attack === name);
    if (found?.by) return {attack: name, events: found.events, incident: found.by};
  }
  return null;
}

/** An incident and how many of its flows are alerts. */
export interface SilentIncident {
  incident: number;
  flows: number;
  alerts: number;
  highest: number;
}

/** The query behind `SilentIncident`, over the incidents of the test window with flows; the threshold is that of the run. */
export const incidentAlertsQuery = `SELECT incident, count(*) AS flows,
  count(*) FILTER (score >= (SELECT CAST(value AS DOUBLE) FROM facts WHERE name = 'threshold')) AS alerts, max(score) AS highest
FROM incident_flows WHERE incident IN (SELECT incident FROM incidents WHERE in_test) GROUP BY incident ORDER BY incident`;

/** The query for the scores of the flows of a kind of attack, in bins of a histogram that starts at 0. */
export const kindScoresQuery = `SELECT floor(score / ?) AS bin, count(*) AS events FROM events
WHERE attack = 1 AND coalesce(detailed_label, label) = ? GROUP BY 1 ORDER BY 1`;
