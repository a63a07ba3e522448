import type {Incident, Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, plural} from "../kit/format.js";
import {incidentList} from "./incident-list.js";

/**
 * Lists those of *incidents* whose strangest event reaches the reader’s *line*. They were grouped at the line of
 * the run: above it there are fewer, below it there is none to show, and both is said.
 */
export function incidentsAtThreshold(
  today: Today,
  incidents: readonly Incident[],
  line: number
): HTMLElement {
  const {topIncidents, threshold} = today;
  const reach = incidents.filter(({score}) => score >= line);
  const note = noteText(today, line, topIncidents.filter(({score}) => score >= line).length);
  return element(
    "div",
    {},
    note && element("p", {class: "about"}, note),
    incidentList(reach, {threshold: Math.max(line, threshold)})
  );
}

/** Returns what is to be said of *shown* incidents at a line that is not the run’s; empty if it is. */
export function noteText(
  {topIncidents, incidents, threshold}: Today,
  line: number,
  shown: number
): string {
  if (Math.abs(line - threshold) < 0.0005) return "";
  if (line < threshold) {
    return `Incidents are grouped at the run’s line of ${formatScore(threshold)}; what lies between it and yours belongs to none.`;
  }
  const least = shown === topIncidents.length && shown < incidents ? "at least " : "";
  return `At your line of ${formatScore(line)}: ${least}${formatCount(shown)} of ${formatCount(incidents)} ${plural(incidents, "incident")}.`;
}
