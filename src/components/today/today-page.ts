import type {Today} from "../../core/schema/published.js";
import {swimlane} from "../charts/swimlane.js";
import {histogramQuery, queries} from "../database/queries.js";
import {element} from "../kit/element.js";
import {liveFigure} from "../kit/live-figure.js";
import {section} from "../kit/section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {traced} from "../provenance/traced-sentence.js";
import {verdictSection} from "../records/verdict-section.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {todaySentence} from "./today-sentence.js";
import {thresholdControl} from "./threshold-control.js";
import {todayExports} from "./today-exports.js";
import {mostAnomalousEvents, topIncidents} from "./today-lists.js";

/** Shows what is above the threshold, by host, incident and event; all of it follows the threshold as it moves. */
export function todayPage(today: Today, {headline, files}: PageContext): HTMLElement {
  const {provenance} = today;
  const [data, events] = [files["today.json"], files["events.duckdb"]];
  const hosts = liveFigure((width, threshold: number) =>
    swimlane(today.swimlane, {width, threshold})
  );
  const incidents = element("div");
  const table = element("div");
  const draw = (threshold: number) => {
    hosts.draw(threshold);
    incidents.replaceChildren(topIncidents(today, {data: events, threshold}));
    table.replaceChildren(mostAnomalousEvents(today, threshold));
  };
  const control = thresholdControl(today, draw);
  const exports = todayExports(today, events, control.threshold);
  const foot = (n: number, of: keyof typeof exports, query: string) =>
    provenanceLine(provenance, {n, data, query, exports: exports[of]});
  setHeadline(headline, traced(todaySentence(today), "index.headline"));
  draw(control.threshold());
  return element(
    "div",
    {class: "today"},
    section(
      {
        title: "Which hosts, and when",
        about:
          "Each cell is an hour of a host. Colour: its most anomalous connection, at or above the threshold. Grey: connections, all below it.",
        class: "lanes",
        attributes: {id: "hosts"}
      },
      element("figure", {}, hosts.node),
      foot(today.events, "lanes", queries.lanes)
    ),
    section(
      {
        title: "Your threshold",
        about: "Drag it: how many alerts can you triage in a day? Counts by powers of ten.",
        class: "scores"
      },
      element("figure", {}, control.node),
      foot(today.events, "histogram", histogramQuery(today.histogram))
    ),
    section(
      {title: "Incidents, most anomalous first", class: "list", attributes: {id: "incidents"}},
      incidents,
      foot(today.incidents, "incidents", queries.alerts)
    ),
    section(
      {title: "The most anomalous connections", class: "table"},
      table,
      foot(today.topEvents.length, "alerts", queries.mostAnomalous)
    ),
    verdictSection(today)
  );
}
