import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {Today} from "../../core/schema/published.js";
import {swimlane} from "../charts/swimlane.js";
import {queries} from "../database/queries.js";
import {incidentsQuery} from "../exports/incident-rows.js";
import {element} from "../kit/element.js";
import {formatCount, plural} from "../kit/format.js";
import {liveFigure} from "../kit/live-figure.js";
import {section} from "../kit/section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {incidentsCommand} from "../provenance/reproduce-command.js";
import {traced} from "../provenance/traced-sentence.js";
import {followHidden} from "../records/hidden-incidents.js";
import {verdictSection} from "../records/verdict-section.js";
import {maybeIncidentBudget} from "../site/incident-budget-url.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {exposurePart} from "./exposure-part.js";
import {flowModelPart} from "./flow-model-part.js";
import {incidentList} from "./incident-list.js";
import {incidentView, totalOf} from "./incident-view.js";
import type {IncidentView} from "./incident-view.js";
import {thresholdControl} from "./threshold-control.js";
import {laneCount, todayExports} from "./today-exports.js";
import type {TodayExports} from "./today-exports.js";
import {todaySentence} from "./today-sentence.js";
import {unseenPart} from "./unseen-part.js";

/**
 * Shows what happened, on which hosts, and how bad it is: the incidents of the test window by severity, the hosts by hour, what is
 * exposed, what the method cannot see; and, folded, the alerts of the flow model. Suppressions of this browser
 * change all of it.
 */
export function todayPage(
  today: Today,
  page: IncidentsPage,
  {headline, files}: PageContext
): HTMLElement {
  const budget = maybeIncidentBudget(location.search);
  let view = incidentView(page, {budget});
  const data = files["today.json"];
  const lanes = liveFigure((width, {hidden}: IncidentView) =>
    swimlane(today.swimlane, {
      ...{width, incidents: page.incidents, hidden},
      testFrom: page.calibration.trainedUntil
    })
  );
  const list = element("div");
  const control = thresholdControl(today, (threshold) => flows.draw(threshold));
  const exports = todayExports(today, page, {
    files,
    threshold: control.threshold,
    hidden: () => view.hidden
  });
  const flows = flowModelPart(today, {data, exports, control});
  const draw = (note: HTMLElement | null) => {
    setHeadline(headline, traced(todaySentence(page, view), "index.headline"));
    const foot = incidentsFoot(page, view, files["incidents.json"], exports);
    list.replaceChildren(...listNodes(page, view, note), foot);
    lanes.draw(view);
  };
  const root = element(
    "div",
    {class: "today"},
    listPart(list),
    lanesPart(today, lanes.node, exports, data),
    element(
      "div",
      {class: "side"},
      exposurePart(page, {data: files["incidents.json"], exports}),
      unseenPart(page)
    ),
    flows.node,
    verdictSection(today)
  );
  flows.draw(control.threshold());
  draw(null);
  followHidden(root, files["events.duckdb"], (hidden, note) => {
    view = incidentView(page, {hidden: hidden.incidents, budget});
    draw(note);
  });
  return root;
}

function listPart(list: Node): HTMLElement {
  return section(
    {
      title: "Incidents, most severe first",
      about:
        "What a host did, or what was done to it, in hours that follow on one another. The rate says about how often evidence this strong occurs on this network. Where rules found it, alone or with the models, it says so.",
      class: "list",
      attributes: {id: "incidents"}
    },
    list
  );
}

function incidentsFoot(
  {provenance, of}: IncidentsPage,
  {hidden}: IncidentView,
  data: string,
  {incidents: exports}: TodayExports
): HTMLElement {
  return provenanceLine(provenance, {
    ...{n: of - hidden.size, data, query: incidentsQuery, exports},
    command: incidentsCommand,
    figure: "index.incidents-most-severe-first"
  });
}

function listNodes(
  page: IncidentsPage,
  {test, training, counts, beyond}: IncidentView,
  note: HTMLElement | null
): HTMLElement[] {
  const nodes = [incidentList(test)];
  if (note) nodes.unshift(note);
  if (beyond > 0)
    nodes.push(
      element(
        "p",
        {class: "about"},
        `${formatCount(beyond)} more ${plural(beyond, "incident")} of the test window are beyond your budget. `,
        element("a", {href: "./"}, "Show all")
      )
    );
  if (totalOf(counts) > test.length)
    nodes.push(
      element(
        "p",
        {class: "about"},
        `The ${formatCount(page.incidents.length)} most severe of ${formatCount(page.of)} incidents are listed; the export holds all.`
      )
    );
  if (training.length > 0)
    nodes.push(
      element(
        "details",
        {class: "before"},
        element(
          "summary",
          {},
          `${formatCount(training.length)} ${plural(training.length, "incident")} of the training window, which the rates were measured on`
        ),
        incidentList(training)
      )
    );
  return nodes;
}

function lanesPart(
  {swimlane: lanes, provenance}: Today,
  figure: Node,
  {lanes: exports}: TodayExports,
  data: string
): HTMLElement {
  const first =
    lanes.lanes.length < lanes.of
      ? ` The first ${formatCount(lanes.lanes.length)} of ${formatCount(lanes.of)}.`
      : "";
  return section(
    {
      title: "Which hosts, and when",
      about: `Each cell is an hour of a host as source or as target. Colour: the severity of its evidence. Grey: connections, none of them unusual. At the end: incidents.${first}`,
      class: "lanes",
      attributes: {id: "hosts"}
    },
    lanes.lanes.length
      ? element("figure", {}, figure)
      : element("p", {class: "about"}, "No host has an incident."),
    provenanceLine(provenance, {n: laneCount(lanes), data, query: queries.lanes, exports})
  );
}
