import type {EventRow, Incident, Today} from "../../core/schema/published.js";
import {suppressionMatcher} from "../../core/suppressions/suppression.js";
import {histogramQuery, queries} from "../database/queries.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {eventTable} from "../kit/event-table.js";
import {formatCount, formatHours, formatScore, plural} from "../kit/format.js";
import {scoreBar} from "../kit/score-color.js";
import {section} from "../kit/section.js";
import {expandableTable} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {suppressedList} from "../records/suppressed-list.js";
import {verdictMark} from "../records/verdict-mark.js";
import {suppressibleEvent} from "../records/suppression-store.js";
import {alertHref, pageHref} from "../site/url-state.js";
import type {ThresholdControl} from "./threshold-control.js";
import type {TodayExports} from "./today-exports.js";

/** What the part is drawn from. */
export interface FlowModelOptions {
  /** The URL of today.json. */
  data: string;
  exports: TodayExports;
  control: ThresholdControl;
}

/** The alerts of the flow model, folded: single flows, which are evidence, not incidents. */
export interface FlowModelPart {
  node: HTMLElement;

  /** Shows the alerts at *threshold*. */
  draw(threshold: number): void;
}

/** Returns the part of the flow model: its threshold, its alerts by source, and the most anomalous connections. */
export function flowModelPart(
  today: Today,
  {data, exports, control}: FlowModelOptions
): FlowModelPart {
  const {provenance, topIncidents, topEvents, incidents} = today;
  const groups = element("div");
  const table = element("div");
  const foot = (n: number, of: keyof TodayExports, query: string, rows?: number) =>
    provenanceLine(provenance, {n, rows, data, query, exports: exports[of]});
  const summary = `By flow model: ${formatCount(today.alerts)} of ${formatCount(today.events)} ${plural(today.events, "connection")} are alerts`;
  const node = element(
    "details",
    {class: "flow-model", id: "flow-model", open: isAskedFor()},
    element("summary", {}, summary),
    element(
      "p",
      {class: "about"},
      "It scores each connection by itself, and sees neither what a host does over hours nor what is usual for it: its alerts are leads, and evidence beside that of behaviour."
    ),
    section(
      {
        title: "Your threshold",
        about: "Drag it: how many alerts can you triage in a day? Counts by powers of ten.",
        class: "scores"
      },
      element("figure", {}, control.node),
      foot(
        today.events,
        "histogram",
        histogramQuery(today.histogram),
        today.histogram.counts.length
      )
    ),
    section(
      {
        title: "Alerts by source",
        about:
          topIncidents.length < incidents
            ? `The ${formatCount(topIncidents.length)} most anomalous of ${formatCount(incidents)} groups, at the run’s threshold.`
            : "At the run’s threshold, in hours that follow on one another.",
        class: "groups"
      },
      groups,
      foot(topIncidents.length, "groups", queries.alerts)
    ),
    section(
      {title: "The most anomalous connections", class: "table"},
      table,
      foot(topEvents.length, "alerts", queries.mostAnomalous)
    )
  );
  return {
    node,
    draw(threshold) {
      groups.replaceChildren(groupTable(topIncidents, threshold));
      table.replaceChildren(mostAnomalousEvents(today, threshold));
    }
  };
}

/** Returns whether the URL names the threshold of the flow model, or this part. */
function isAskedFor(): boolean {
  const {hash, search} = location;
  return hash === "#flow-model" || new URLSearchParams(search).has("threshold");
}

function groupTable(groups: readonly Incident[], threshold: number): HTMLElement {
  const max = groups[0]?.score ?? 1;
  return expandableTable(
    groups.filter(({score}) => score >= threshold),
    {
      label: "Alerts by source",
      shown: 8,
      empty: "No event reaches the threshold; lower it to see more.",
      columns: [
        {
          name: "hours (UTC)",
          cell: ({from, until, identity}) => [
            element("a", {href: alertHref(identity)}, formatHours(from, until)),
            verdictMark(identity)
          ]
        },
        {
          name: "source",
          class: "address",
          cell: ({entity}) =>
            element(
              "a",
              {href: pageHref("entity", {entity}), class: "host"},
              nameElement(entity, 28)
            )
        },
        {name: "alerts", number: true, cell: ({alerts}) => formatCount(alerts)},
        {name: "the most anomalous", cell: ({reason}) => reason},
        {
          name: "score",
          number: true,
          class: "score",
          cell: ({score}) => [formatScore(score), scoreBar(score, threshold, max)]
        }
      ]
    }
  );
}

/** Shows the most anomalous events without those that suppressions of this browser hide; coloured from *threshold* up. */
function mostAnomalousEvents({topEvents, threshold: own}: Today, threshold: number): HTMLElement {
  const max = topEvents[0]?.score ?? own;
  return suppressedList<EventRow>({
    rows: topEvents,
    noun: "event",
    hides: (held) => {
      const matches = suppressionMatcher(held);
      return new Set(topEvents.filter((event) => matches(suppressibleEvent(event))));
    },
    draw: (rows) => eventTable(rows, {threshold, max, caption: "The most anomalous connections"})
  });
}
