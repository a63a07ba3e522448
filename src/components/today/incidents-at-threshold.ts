import type {Incident, Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, plural} from "../kit/format.js";
import {incidentList} from "./incident-list.js";

/**
 * Lists those of *incidents* whose highest score reaches the reader’s *threshold*. They were grouped at the
 * threshold of the run: above it there are fewer, below it there is none to show; a note says so.
 */
export function incidentsAtThreshold(
  today: Today,
  incidents: readonly Incident[],
  threshold: number
): HTMLElement {
  const reaches = ({score}: Incident) => score >= threshold;
  const note = noteText(today, threshold, today.topIncidents.filter(reaches).length);
  return element(
    "div",
    {},
    note && element("p", {class: "about"}, note),
    incidentList(incidents.filter(reaches), {threshold: Math.max(threshold, today.threshold)})
  );
}

/** Returns a note on *shown* incidents at a threshold that is not the run’s; empty if it is. */
export function noteText(
  {topIncidents, incidents, threshold: own}: Today,
  threshold: number,
  shown: number
): string {
  if (Math.abs(threshold - own) < 0.0005) return "";
  if (threshold < own) {
    return `Incidents are grouped at the run’s threshold of ${formatScore(own)}; alerts between it and yours belong to no incident.`;
  }
  const least = shown === topIncidents.length && shown < incidents ? "at least " : "";
  return `At your threshold of ${formatScore(threshold)}: ${least}${formatCount(shown)} of ${formatCount(incidents)} ${plural(incidents, "incident")}.`;
}
