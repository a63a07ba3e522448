import {findEntityDetector} from "../../core/detectors/entity/registry.js";
import {slug} from "../../core/published/slug.js";
import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {Provenance} from "../../core/schema/published.js";
import type {PublishedDatabase} from "../database/client.js";
import type {ExportRow} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {formatCount, formatHours, plural, visible} from "../kit/format.js";
import {nameElement} from "../kit/clip.js";
import {later} from "../kit/lazy-part.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";
import {rateText, severityMark} from "../kit/severity.js";
import {expandableTable} from "../kit/table.js";
import {severityOf} from "../../core/incidents/incidents.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {pageHref} from "../site/url-state.js";
import type {EvidenceContext, FigureRow} from "./evidence-figure.js";
import {figureOf} from "./evidence-figures.js";
import {binWidth} from "./evidence-timeline.js";
import {anomalousFlows} from "./incident-events.js";
import type {EvidenceGroup, EvidencePiece, ShownIncident} from "./incident-data.js";

/** How many other pieces of evidence are listed at first. */
const shown = 5;

/** What a section of evidence is made from. */
export interface EvidenceSectionOptions {
  incident: ShownIncident;
  database: PublishedDatabase;
  page: Pick<IncidentsPage, "provenance" | "first" | "last">;
}

/** Returns the section of the evidence of one detector: its strongest sentence, its figure, and the other pieces. */
export function evidenceSection(
  group: EvidenceGroup,
  {incident, database, page}: EvidenceSectionOptions
): HTMLElement {
  const {detector, title, pieces} = group;
  const known = findEntityDetector(detector);
  const [strongest] = pieces;
  const {first, last} = page;
  const context = {incident, detector, pieces, first, last, bin: binWidth(first, last)};
  return section(
    {title, class: "evidence", attributes: {id: detector}},
    element(
      "p",
      {class: "evidence-sentence"},
      `${visible(strongest.sentence)}.`,
      strongest.technique && nameElement(strongest.technique, 12, "tag")
    ),
    element(
      "p",
      {class: "about"},
      severityMark(severityOf(strongest.rate_per_day)),
      `: ${rateText(strongest.rate_per_day)}, ${formatHours(strongest.since, strongest.until)} UTC.`
    ),
    alertPart(strongest),
    later(() => figurePart(context, {database, provenance: page.provenance, title}), "220px"),
    otherPieces(group, incident, page.provenance),
    known &&
      element(
        "details",
        {class: "other-pieces"},
        element("summary", {}, "How it is measured"),
        element(
          "p",
          {class: "about"},
          `For each ${known.key}: ${known.measure}. Counts from: ${known.eligibility}. After: ${known.reference}.`
        )
      )
  );
}

/** Returns links to the reasons of the flow that evidence about scores names; null for other evidence. */
function alertPart({facts: {event}}: EvidencePiece): HTMLElement | null {
  if (event === undefined) return null;
  return element(
    "p",
    {class: "about"},
    element("a", {href: pageHref("alert", {event})}, "Its reasons, on Alert"),
    "; those of others: ",
    element("a", {href: `#${anomalousFlows}`}, "the most anomalous flows"),
    "."
  );
}

async function figurePart(
  context: EvidenceContext,
  {
    database,
    provenance,
    title
  }: {database: PublishedDatabase; provenance: Provenance; title: string}
): Promise<HTMLElement> {
  const {incident, detector, pieces} = context;
  const figure = figureOf(detector);
  const query = figure.query(context);
  const rows = await database.query<FigureRow>(query);
  const {since, until} = incident;
  const node = responsive(
    (width) =>
      figure.draw(rows, {...context, width, since, until}) ??
      element("p", {class: "about"}, "There is nothing to draw: the log does not have the numbers.")
  );
  const n = pieces.reduce((sum, {events}) => sum + events, 0);
  return element(
    "figure",
    {},
    element("figcaption", {class: "about"}, figure.about),
    node,
    provenanceLine(provenance, {
      n: pieces.length === 1 ? n : rows.length,
      query,
      figure: `incident.${slug(title)}`,
      exports: {
        name: `incident-${detector}`,
        rows: () => rows,
        figure: () => node.querySelector("svg")
      }
    })
  );
}

/** Returns the pieces of a group of evidence but the strongest, folded; null if there is no other. */
export function otherPieces(
  {key, title: kind, detector, rule, pieces: all}: EvidenceGroup,
  {incident}: ShownIncident,
  provenance: Provenance
): HTMLElement | null {
  const pieces = all.slice(1);
  if (pieces.length === 0) return null;
  const title = `${formatCount(pieces.length)} more ${plural(pieces.length, "piece")} of this kind`;
  const condition = rule ? `rule = ${rule.rule}` : `detector = '${detector}'`;
  return element(
    "details",
    {class: "other-pieces"},
    element("summary", {}, title),
    expandableTable(pieces, {
      shown,
      label: title,
      columns: [
        {name: "time (UTC)", cell: ({since, until}) => formatHours(since, until)},
        {name: "evidence", class: "sentence", cell: ({sentence}) => `${visible(sentence)}.`},
        {name: "rate", cell: ({rate_per_day}) => rateText(rate_per_day)},
        {name: "events", number: true, cell: ({events}) => formatCount(events)}
      ]
    }),
    provenanceLine(provenance, {
      n: pieces.length,
      query: `SELECT * FROM evidence WHERE incident = ${incident} AND ${condition} ORDER BY evidence`,
      figure: `incident.${rule ? "rule-hits" : slug(kind)}`,
      exports: {
        name: `incident-${incident}-${key}`,
        rows: () => pieces.map(exportedPiece),
        json: ["facts"]
      }
    })
  );
}

function exportedPiece({facts, since, until, ...piece}: EvidencePiece): ExportRow {
  return {...piece, since: new Date(since), until: new Date(until), facts: JSON.stringify(facts)};
}
