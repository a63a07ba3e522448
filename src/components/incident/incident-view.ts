import {severityOf} from "../../core/incidents/incidents.js";
import type {IncidentsPage, ListedIncident} from "../../core/schema/incidents.js";
import type {PublishedDatabase} from "../database/client.js";
import type {ExportRow} from "../exports/export-menu.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {eventTable} from "../kit/event-table.js";
import {formatCount, plural, visible} from "../kit/format.js";
import {later} from "../kit/lazy-part.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";
import {foundByNames, severityMark} from "../kit/severity.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {verdictControls} from "../records/verdict-controls.js";
import type {VerdictControls} from "../records/verdict-controls.js";
import {pageHref} from "../site/url-state.js";
import {evidenceSection} from "./evidence-section.js";
import {ruleSection} from "./rule-section.js";
import {binWidth, evidenceTimeline, timelineQuery} from "./evidence-timeline.js";
import type {TimelineBin} from "./evidence-timeline.js";
import {readEvidence} from "./incident-data.js";
import type {EvidenceGroup, IncidentViewOptions, ShownIncident} from "./incident-data.js";
import {incidentActions} from "./incident-actions.js";
import {anomalousFlows, anomalousQuery, readAnomalous} from "./incident-events.js";
import {
  exportedIncident,
  linkedIncidents,
  relatedTable,
  similarIncidents
} from "./related-incidents.js";
import type {RelatedIncident} from "./related-incidents.js";

/** The view of an incident, and the keys that give a verdict. */
export interface IncidentView extends Pick<VerdictControls, "press"> {
  nodes: HTMLElement[];
}

/** Returns the view of *incident*: what to do with it, its evidence over time, a figure of each kind, and what is related. */
export function incidentView(incident: ShownIncident, options: IncidentViewOptions): IncidentView {
  const {page} = options;
  const {file, id, name, events} = incident;
  const controls = verdictControls({
    file,
    incident: id,
    evaluation: page.provenance.artifacts.evaluation,
    name: name.slice(0, 300),
    events
  });
  const listed = page.incidents[incident.incident - 1];
  const evidence = later(async () => {
    const database = await options.database();
    const groups = await readEvidence(database, incident.incident);
    return element("div", {}, ...sectionsOf(incident, groups, database, options));
  });
  evidence.querySelector(".skeleton")?.after(...(listed ? [evidenceList(listed)] : []));
  return {
    nodes: [
      element("div", {class: "top"}, standing(incident), neighbours(page, incident)),
      controls.node,
      incidentActions(incident, options),
      evidence
    ],
    press: controls.press
  };
}

function standing({
  incident,
  entity,
  role,
  severity,
  since,
  until,
  events,
  pieces,
  found_by,
  in_test
}: ShownIncident): HTMLElement {
  const host = element("a", {href: pageHref("entity", {entity})}, nameElement(entity, 44));
  const hours =
    events === 0
      ? "No flow"
      : element(
          "a",
          {href: pageHref("explore", {entity, from: since, until}), title: "its hours, in Explore"},
          `${formatCount(events)} ${plural(events, "flow")}`
        );
  return element(
    "p",
    {class: "standing"},
    severityMark(severity),
    ". ",
    host,
    role === "actor" ? " is the source: it did this. " : " is the target: this was done to it. ",
    hours,
    ` in ${formatCount(pieces)} ${plural(pieces, "piece")} of evidence; place ${formatCount(incident)} by severity; found by ${foundByNames[found_by]}`,
    in_test ? "." : ", in the training window, which calibrates the rates."
  );
}

/** Returns links to the incidents before and after it by severity; `j` and `k` are their keys. */
function neighbours({incidents}: IncidentsPage, {incident}: ShownIncident): HTMLElement {
  const link = (other: ListedIncident | undefined, key: string, rel: string, text: string) =>
    other &&
    element(
      "a",
      {
        href: pageHref("incident", {id: other.id}),
        rel,
        "data-id": other.id,
        "aria-keyshortcuts": key,
        title: visible(other.name)
      },
      element("kbd", {}, key),
      ` ${text}`
    );
  return element(
    "nav",
    {class: "neighbours", "aria-label": "Neighbours by severity"},
    link(incidents[incident - 2], "k", "prev", "more severe"),
    link(incidents[incident], "j", "next", "less severe"),
    element("a", {href: pageHref("incident")}, "all incidents")
  );
}

/** Returns the strongest sentence of each detector and rule, which is there before the database. */
function evidenceList({evidence}: ListedIncident): HTMLElement {
  return element(
    "ul",
    {class: "evidence-list"},
    ...evidence.map(({sentence, rate_per_day, rule}) =>
      element(
        "li",
        {},
        severityMark(rule?.level ?? severityOf(rate_per_day)),
        ` ${visible(sentence)}.`
      )
    )
  );
}

function sectionsOf(
  incident: ShownIncident,
  groups: readonly EvidenceGroup[],
  database: PublishedDatabase,
  options: IncidentViewOptions
): HTMLElement[] {
  const {page} = options;
  return [
    timelineSection(incident, groups, database, options),
    ...groups.map((group) =>
      group.rule
        ? ruleSection({...group, rule: group.rule}, {incident, database, page})
        : evidenceSection(group, {incident, database, page})
    ),
    flowSection(incident, database, options),
    relatedSection(incident, groups, options)
  ];
}

function timelineSection(
  incident: ShownIncident,
  groups: readonly EvidenceGroup[],
  database: PublishedDatabase,
  {page: {provenance}}: IncidentViewOptions
): HTMLElement {
  const {since, until} = incident;
  const bin = binWidth(since, until);
  const rules = groups.flatMap(({rule}) => rule?.rule ?? []);
  const query = timelineQuery(incident.incident, bin, rules);
  const figure = later(
    async () => {
      const bins = await database.query<TimelineBin & Record<string, string | number>>(query);
      const node = responsive((width) =>
        evidenceTimeline(bins, {groups, bin, width, since, until})
      );
      const svg = () => node.querySelector("svg");
      return element(
        "figure",
        {},
        node,
        provenanceLine(provenance, {
          n: incident.events || bins.reduce((sum, {events}) => sum + events, 0),
          query,
          figure: "incident.evidence-hour-by-hour",
          exports: {name: "incident-timeline", rows: () => bins, figure: svg}
        })
      );
    },
    `${40 * groups.length}px`
  );
  return section(
    {
      title: "Evidence, hour by hour",
      about:
        "What evidence speaks of, in a row for each detector (flows) and each rule (the records that it matches); height by the square root of their number, colour by how severe the evidence is, of a rule by its level."
    },
    figure
  );
}

function flowSection(
  {incident}: ShownIncident,
  database: PublishedDatabase,
  {page: {provenance}, threshold}: IncidentViewOptions
): HTMLElement {
  return section(
    {
      title: "The most anomalous flows",
      attributes: {id: anomalousFlows},
      about:
        "What the flow model says: the flows of this incident with the highest scores, each with its reasons on Alert."
    },
    later(async () => {
      const rows = await readAnomalous(database, incident);
      if (rows.length === 0)
        return element(
          "p",
          {class: "about"},
          "None of its records belongs to a flow, so that the flow model has no score of them."
        );
      const line = await threshold();
      const max = Math.max(line, ...rows.map(({score}) => score));
      return element(
        "div",
        {},
        eventTable(rows, {threshold: line, max, caption: "The most anomalous flows"}),
        provenanceLine(provenance, {
          n: rows.length,
          query: anomalousQuery(incident),
          figure: "incident.the-most-anomalous-flows",
          exports: {
            name: `incident-${incident}-most-anomalous`,
            rows: () => rows as unknown as ExportRow[]
          }
        })
      );
    }, "180px")
  );
}

function relatedSection(
  incident: ShownIncident,
  groups: readonly EvidenceGroup[],
  {page: {incidents, provenance}}: IncidentViewOptions
): HTMLElement {
  const similar = similarIncidents(
    incidents,
    incident,
    groups.map(({key}) => key)
  );
  const linked = linkedIncidents(incidents, incidents[incident.incident - 1]);
  const line = (related: readonly RelatedIncident[], name: string) =>
    provenanceLine(provenance, {
      n: related.length,
      figure: "incident.related-incidents",
      exports: {
        name: `incident-${incident.incident}-${name}`,
        rows: () => related.map(exportedIncident)
      }
    });
  return section(
    {
      title: "Related incidents",
      about:
        "Of other hosts, at most a day apart, where the host of one is an end of the flows of the other: steps of one attack look so."
    },
    relatedTable(linked, "host", "No incident of another host has a flow with this one."),
    line(linked, "linked"),
    element("h3", {}, "Similar incidents"),
    relatedTable(
      similar,
      "evidence in common",
      "No other incident has evidence of the same kinds."
    ),
    line(similar, "similar")
  );
}
