import type {ListedIncident, PublishedEvidence} from "../../core/schema/incidents.js";
import type {ExportRow} from "../exports/export-menu.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatHours, visible} from "../kit/format.js";
import {ruleId, ruleTitle} from "../kit/rule-text.js";
import {severityMark} from "../kit/severity.js";
import {table} from "../kit/table.js";
import {incidentHost} from "../records/incident-host.js";
import {pageHref} from "../site/url-state.js";
import type {ShownIncident} from "./incident-data.js";

/** How many incidents are listed. */
const maxListed = 6;

/** A related incident, and why it is one. */
export interface RelatedIncident extends Pick<
  ShownIncident,
  "id" | "entity" | "role" | "since" | "until" | "severity" | "name"
> {
  why: string;
}

/** Returns the incidents of other hosts that *listed* is linked to: the host of one is among the ends of the flows of the other. */
export function linkedIncidents(
  incidents: readonly ListedIncident[],
  listed: ListedIncident | undefined
): RelatedIncident[] {
  return (listed?.linked ?? []).slice(0, maxListed).flatMap((id) => {
    const found = incidents.find((incident) => incident.id === id);
    return found ? [related(found, found.entity)] : [];
  });
}

/**
 * Returns the incidents with most evidence in common with the one called *id*, those of its own host first; *keys* name
 * its detectors and rules.
 */
export function similarIncidents(
  incidents: readonly ListedIncident[],
  {id, entity}: Pick<ShownIncident, "id" | "entity">,
  keys: readonly string[]
): RelatedIncident[] {
  return incidents
    .filter((incident) => incident.id !== id)
    .map((incident) => {
      const own = new Map(incident.evidence.map((piece) => [keyOf(piece), nameOf(piece)]));
      const common = [...own].filter(([key]) => keys.includes(key)).map(([, name]) => name);
      const all = new Set([...own.keys(), ...keys]).size;
      return {incident, common, similarity: common.length / all, same: incident.entity === entity};
    })
    .filter(({similarity}) => similarity >= 0.5)
    .sort(
      (a, b) =>
        b.similarity - a.similarity ||
        Number(b.same) - Number(a.same) ||
        a.incident.incident - b.incident.incident
    )
    .slice(0, maxListed)
    .map(({incident, common}) => related(incident, common.join(", ")));
}

function keyOf({detector, rule}: PublishedEvidence): string {
  return rule ? ruleId(rule.rule) : detector;
}

function nameOf({detector, rule}: PublishedEvidence): string {
  return rule ? ruleTitle(rule) : detector;
}

function related({from, to, ...incident}: ListedIncident, why: string): RelatedIncident {
  return {...incident, since: Date.parse(from), until: Date.parse(to), why};
}

/** Returns a related incident as a row of an export. */
export function exportedIncident({
  id,
  entity,
  role,
  since,
  until,
  severity,
  name,
  why
}: RelatedIncident): ExportRow {
  return {id, entity, role, since: new Date(since), until: new Date(until), severity, name, why};
}

/** Returns related incidents as a table whose last column is headed *why*; *empty* says that there are none. */
export function relatedTable(
  incidents: readonly RelatedIncident[],
  why: string,
  empty: string
): HTMLElement {
  if (incidents.length === 0) return element("p", {class: "about"}, empty);
  return table(incidents, {
    class: "incident-table",
    label: why,
    columns: [
      {name: "severity", cell: ({severity}) => severityMark(severity)},
      {name: "time (UTC)", cell: ({since, until}) => formatHours(since, until)},
      {
        name: "host",
        class: "address",
        cell: (incident) => incidentHost(incident, false)
      },
      {
        name: "incident",
        header: true,
        cell: ({id, name}) =>
          element(
            "a",
            {href: pageHref("incident", {id}), "data-id": id},
            visible(name).slice(0, 200)
          )
      },
      {name: why, cell: (incident) => nameElement(incident.why, 40, "plain")}
    ]
  });
}
