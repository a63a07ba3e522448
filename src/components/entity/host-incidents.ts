import type {Role, Severity} from "../../core/schema/incidents.js";
import {evidenceSeveritySql} from "../../core/published/evidence-severity.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {formatCount, formatHours, plural, visible} from "../kit/format.js";
import {rateText, severityMark} from "../kit/severity.js";
import {expandableTable} from "../kit/table.js";
import {incidentHref} from "../site/url-state.js";

/** An incident of a host, or one of another host that has it on the other side. */
export interface HostIncident {
  incident: number;
  id: string;
  entity: string;
  role: Role;
  since: number;
  until: number;
  severity: Severity;
  rate_per_day: number;
  name: string;
  events: number;
}

/** An hour with evidence about a host. */
export interface EvidenceHour {
  role: Role;
  hour: number;
  /** The least rate a day of the evidence of the hour. */
  rate: number;
  /** Its severity, by place among `severities`. */
  severity: number;
  incident: number;
}

/** The incidents of a host, and the hours of their evidence. */
export interface HostIncidents {
  own: HostIncident[];
  /** Of other hosts, with it as the source or the destination of evidence. */
  others: HostIncident[];
  hours: EvidenceHour[];
}

const columns = "incident, id, entity, role, since, until, severity, rate_per_day, name, events";

/** The queries of the incidents of a host; every `?` is its address. */
export const hostIncidentQueries = {
  own: `SELECT ${columns} FROM incidents WHERE entity = ? ORDER BY incident`,
  others: `SELECT ${columns} FROM incidents
WHERE incident IN (SELECT incident FROM evidence WHERE src = ? OR dst = ?) AND entity <> ? ORDER BY incident LIMIT 50`,
  hours: `SELECT role, hour, min(rate) AS rate, min(place) AS severity, min(incident) AS incident FROM (
  SELECT role, unnest(range(evidence.since, evidence.until, INTERVAL 1 HOUR)) AS hour, evidence.rate_per_day AS rate, incident,
    ${evidenceSeveritySql} AS place
  FROM evidence JOIN incidents USING (incident) WHERE entity = ?)
GROUP BY role, hour ORDER BY hour`
} as const;

/** Reads the incidents of a host. */
export async function readHostIncidents(
  database: PublishedDatabase,
  entity: string
): Promise<HostIncidents> {
  const {own, others, hours} = hostIncidentQueries;
  return {
    own: await database.query<HostIncident>(own, [entity]),
    others: await database.query<HostIncident>(others, [entity, entity, entity]),
    hours: await database.query<EvidenceHour>(hours, [entity])
  };
}

/** Lists incidents, most severe first; each leads to its page. */
export function hostIncidentTable(incidents: readonly HostIncident[], label: string): HTMLElement {
  const isOfOthers = new Set(incidents.map(({entity}) => entity)).size > 1;
  return expandableTable(incidents, {
    label,
    shown: 6,
    columns: [
      {
        name: "severity",
        attributes: ({rate_per_day}) => ({title: rateText(rate_per_day)}),
        cell: ({severity}) => severityMark(severity)
      },
      {
        name: "incident",
        class: "incident-name",
        cell: ({id, name, entity}) => [
          isOfOthers ? `${visible(entity).slice(0, 45)}: ` : null,
          element("a", {href: incidentHref(id)}, visible(name))
        ]
      },
      {name: "role", cell: ({role}) => (role === "actor" ? "source" : "target")},
      {name: "hours (UTC)", cell: ({since, until}) => formatHours(since, until)},
      {name: "flows", number: true, cell: ({events}) => formatCount(events)}
    ]
  });
}

/** Returns how many incidents a host has in which role, as text; e.g., `2 incidents as source, 1 as target`. */
export function incidentCountText(own: readonly HostIncident[]): string {
  const count = (role: Role) => own.filter((incident) => incident.role === role).length;
  const [asSource, asTarget] = [count("actor"), count("target")];
  if (own.length === 0) return "no incident";
  const noun = plural(asSource || asTarget, "incident");
  if (asSource && asTarget)
    return `${formatCount(asSource)} ${noun} as source and ${formatCount(asTarget)} as target`;
  return `${formatCount(own.length)} ${plural(own.length, "incident")} as ${asSource ? "source" : "target"}`;
}
