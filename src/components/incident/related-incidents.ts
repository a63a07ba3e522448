import type {ListedIncident} from "../../core/schema/incidents.js";
import type {PublishedDatabase} from "../database/client.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatHours, visible} from "../kit/format.js";
import {severityMark} from "../kit/severity.js";
import {table} from "../kit/table.js";
import {pageHref} from "../site/url-state.js";
import type {ShownIncident} from "./incident-data.js";

/** How many incidents are listed, and of how many hosts an address may be named to link them. */
const [maxListed, maxSharing] = [6, 5];

/** Incidents further apart in time than this are not linked, in ms. */
const maxApart = 86_400_000;

/** A related incident, and why it is one. */
export interface RelatedIncident extends Pick<
  ShownIncident,
  "id" | "entity" | "role" | "since" | "until" | "severity" | "name"
> {
  why: string;
}

/**
 * Returns the query of the incidents of other hosts that name the same address, within a day of an incident: an address
 * that more than five hosts have in common says nothing.
 */
export function linkedQuery({incident, since, until}: ShownIncident): string {
  return `WITH named AS (
  SELECT incident, src AS address FROM evidence UNION SELECT incident, dst FROM evidence
  UNION SELECT incident, entity FROM incidents
), places AS (SELECT named.*, entity FROM named JOIN incidents USING (incident) WHERE address IS NOT NULL),
shared AS (SELECT address FROM places GROUP BY address HAVING count(DISTINCT entity) BETWEEN 2 AND ${maxSharing}),
mine AS (SELECT address, entity FROM places WHERE incident = ${incident} AND address IN (FROM shared))
SELECT other.incident, any_value(id) AS id, any_value(i.entity) AS entity, any_value(role) AS role,
  epoch_ms(any_value(since)) AS since, epoch_ms(any_value(until)) AS until, any_value(severity) AS severity,
  any_value(name) AS name, min(address) AS why
FROM mine JOIN places AS other USING (address) JOIN incidents AS i ON i.incident = other.incident
WHERE other.entity <> mine.entity
  AND epoch_ms(i.since) < ${until + maxApart} AND epoch_ms(i.until) > ${since - maxApart}
GROUP BY other.incident ORDER BY other.incident LIMIT ${maxListed}`;
}

/** Reads the incidents that are linked to *incident*, most severe first. */
export function readLinked(
  database: PublishedDatabase,
  incident: ShownIncident
): Promise<RelatedIncident[]> {
  return database.query<RelatedIncident & Record<string, string | number>>(linkedQuery(incident));
}

/** Returns the incidents with most detectors in common with the one called *id*, those of its own host first. */
export function similarIncidents(
  incidents: readonly ListedIncident[],
  {id, entity}: Pick<ShownIncident, "id" | "entity">,
  detectors: readonly string[]
): RelatedIncident[] {
  return incidents
    .filter((incident) => incident.id !== id)
    .map((incident) => {
      const own = incident.evidence.map(({detector}) => detector);
      const common = own.filter((detector) => detectors.includes(detector));
      const all = new Set([...own, ...detectors]).size;
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
    .map(({incident, common}) => {
      const {from, to, ...rest} = incident;
      return {...rest, since: Date.parse(from), until: Date.parse(to), why: common.join(", ")};
    });
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
        cell: ({entity, role}) => [
          element("span", {class: "faint"}, role === "actor" ? "by " : "on "),
          nameElement(entity, 28)
        ]
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
