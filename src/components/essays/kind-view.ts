import * as Plot from "@observablehq/plot";
import type {DetectionPage} from "../../core/schema/detection.js";
import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {MethodPage} from "../../core/schema/method.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {chart, ink} from "../charts/plot.js";
import type {PublishedDatabase} from "../database/client.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, formatShare, plural, visible} from "../kit/format.js";
import {later} from "../kit/lazy-part.js";
import {longTable} from "../kit/long-table.js";
import {rateText, severityMark} from "../kit/severity.js";
import {pageHref} from "../site/url-state.js";
import {answers} from "../method/card-tables.js";
import {methodFigure} from "../method/method-figure.js";
import {incidentAlertsQuery, kindLanes, kindScoresQuery, missedKind} from "./kind-lanes.js";
import type {KindLane, MissedKind, SilentIncident} from "./kind-lanes.js";

/** What the notebook “What the forest cannot see” is drawn from, with the URLs of its files. */
export interface KindViewOptions {
  detection: DetectionPage;
  method: MethodPage;
  incidents: IncidentsPage;
  threshold: ThresholdPage;
  files: {detection: string; incidents: string};
  events: string;
  database: Promise<PublishedDatabase>;
}

/** The figures of the notebook; null of what a run without labels cannot show. */
export interface KindView {
  answer: string;
  lanes: HTMLElement | null;
  followed: string;
  scores: HTMLElement | null;
  evidence: HTMLElement | null;
  silent: HTMLElement;
}

/** Returns the figures and the sentences of the notebook. */
export function kindView(options: KindViewOptions): KindView {
  const {detection, method, incidents, threshold, files} = options;
  const lanes = kindLanes(detection, method.metrics);
  const missed = missedKind(lanes, threshold, incidents);
  const source = {provenance: detection.provenance, data: files.detection};
  return {
    answer: kindAnswer(lanes),
    lanes:
      lanes.length === 0
        ? null
        : methodFigure(source, {
            id: "figure-kinds",
            picture: element(
              "div",
              {},
              answers(lanes.map((lane) => ({term: [nameElement(lane.name, 30, "plain"), shareBars(lane)], answer: [finderText(lane)]}))) // prettier-ignore
            ),
            caption:
              "By kind of attack: the share of its flows that are alerts of the flow model, and the share that true incidents within the budget cover. Beside it, what finds it, the detector of most attacks first.",
            n: lanes.reduce((sum, {flows}) => sum + flows, 0),
            exports: {name: "kinds-of-attack", rows: () => lanes.map(({finders, ...lane}) => ({...lane, finders: finders.join("; ")}))} // prettier-ignore
          }),
    followed: missed ? followedText(missed, lanes) : "No attack is followed here: without labels, or where the alerts hold most of every attack, there is none that is known to be missed.", // prettier-ignore
    scores: missed && scoresFigure(options, missed),
    evidence: missed && evidenceFigure(options, missed),
    silent: silentFigure(options)
  };
}

/** Returns how many kinds of attack have no flow among the alerts, and how many of these incidents find. */
export function kindAnswer(lanes: readonly KindLane[]): string {
  if (lanes.length === 0)
    return "No attack of the test window has a label, so that nobody can say what the forest misses. What can be counted is which incidents it has no alert in.";
  const silent = lanes.filter(({alertShare}) => alertShare === 0);
  const found = silent.filter(({found}) => found > 0).length;
  return `Of ${formatCount(lanes.length)} ${plural(lanes.length, "kind")} of attack in the test window, ${formatCount(silent.length)} ${plural(silent.length, "has", "have")} not one flow among the alerts of the flow model. Incidents, which look at a host over hours, find ${formatCount(found)} of those.`;
}

function shareBars({alertShare, incidentShare}: KindLane): HTMLElement {
  const bar = (name: string, share: number) =>
    element(
      "span",
      {class: "status"},
      `${name} ${formatShare(share)}`,
      element("span", {class: "track"}, element("span", {class: "share", style: `width: ${(100 * share).toFixed(1)}%`})) // prettier-ignore
    );
  return element("span", {}, bar("alerts", alertShare), bar("incidents", incidentShare));
}

function finderText({flows, attacks, found, finders}: KindLane): string {
  const by = finders.length > 0 ? finders.join(", ") : "nothing but the flow model, or nothing";
  return `${formatCount(flows)} flows; ${formatCount(found)} of ${formatCount(attacks)} ${plural(attacks, "attack")} found. By: ${by}.`;
}

function followedText({attack, events}: MissedKind, lanes: readonly KindLane[]): string {
  const share = lanes.find(({name}) => name === attack)?.alertShare ?? 0;
  return `Follow the attack “${visible(attack).slice(0, 60)}”: ${formatCount(events)} flows of the test window, of which ${formatShare(share)} are alerts. One by one they look like what the network does all day.`;
}

function scoresFigure(
  {method, events, database}: KindViewOptions,
  {attack}: MissedKind
): HTMLElement {
  const all = (method.histograms.find(({name}) => name === "benign") ?? method.histograms[0])
    .histogram;
  return later(async () => {
    const {query} = await database;
    const found = await query<{bin: number; events: number}>(kindScoresQuery, [all.step, attack]);
    const total = found.reduce((sum, one) => sum + one.events, 0);
    const benign = all.counts.reduce((sum, n) => sum + n, 0);
    const rows = [
      ...all.counts.map((n, i) => ({score: all.from + i * all.step, share: n / Math.max(1, benign), name: "benign"})), // prettier-ignore
      ...found.map((one) => ({score: one.bin * all.step, share: -one.events / Math.max(1, total), name: "attack"})) // prettier-ignore
    ].filter(({share}) => share !== 0);
    return methodFigure(
      {provenance: method.provenance, data: events},
      {
        id: "figure-missed-scores",
        picture: (width) => mirrored(rows, {width, step: all.step, threshold: method.threshold}),
        caption: `Scores: benign events above, the ${formatCount(total)} flows of the attack in the complete log below, each as shares of their own number. The rule is the threshold of the run.`,
        n: total,
        query: kindScoresQuery,
        exports: {name: "scores-of-a-missed-attack", rows: () => rows, figure: () => document.querySelector<SVGSVGElement>("#figure-missed-scores svg")} // prettier-ignore
      }
    );
  }, "260px");
}

function mirrored(
  rows: readonly {score: number; share: number; name: string}[],
  {width, step, threshold}: {width: number; step: number; threshold: number}
): SVGSVGElement {
  const bar = {x1: "score", x2: ({score}: {score: number}) => score + step, y1: 0, y2: "share"};
  return chart({
    width,
    height: 240,
    marginLeft: 10,
    marginTop: 24,
    ariaLabel: "Scores of benign events and of a missed attack",
    x: {ticks: Math.max(3, width / 110)},
    y: {axis: null},
    marks: [
      Plot.rect(rows.filter(({share}) => share > 0), {...bar, fill: ink.quiet}), // prettier-ignore
      Plot.rect(rows.filter(({share}) => share < 0), {...bar, fill: ink.soft}), // prettier-ignore
      Plot.ruleY([0], {className: "hairline"}),
      Plot.ruleX([threshold], {className: "line"}),
      Plot.text([`threshold ${formatScore(threshold)}`], {x: threshold, frameAnchor: "top", dy: -12, className: "accent"}), // prettier-ignore
      Plot.text(["benign"], {frameAnchor: "top-left", textAnchor: "start"}),
      Plot.text(["the attack"], {frameAnchor: "bottom-left", textAnchor: "start"})
    ]
  });
}

function evidenceFigure({incidents, files}: KindViewOptions, {incident}: MissedKind): HTMLElement {
  const {evidence, id} = incident;
  return methodFigure(
    {provenance: incidents.provenance, data: files.incidents},
    {
      picture: element(
        "div",
        {},
        element("p", {}, element("a", {href: `.${pageHref("incident", {id})}`}, visible(incident.name).slice(0, 120))), // prettier-ignore
        answers(
          evidence.map(({detector, rate_per_day, sentence}) => ({
            term: [detector, element("span", {class: "status"}, rateText(rate_per_day))],
            answer: [visible(sentence).slice(0, 400)]
          }))
        )
      ),
      n: evidence.length,
      exports: {
        name: "evidence",
        rows: () => evidence.map(({detector, rate_per_day, sentence, events}) => ({detector, rate_per_day, sentence, events})) // prettier-ignore
      }
    }
  );
}

function silentFigure({incidents, events, database}: KindViewOptions): HTMLElement {
  return later(async () => {
    const {query} = await database;
    const found = await query<SilentIncident>(incidentAlertsQuery);
    const silent = found.filter(({alerts}) => alerts === 0);
    const known = new Map(incidents.incidents.map((one) => [one.incident, one]));
    const rows = silent.flatMap((one) => {
      const incident = known.get(one.incident);
      return incident ? [{...one, ...incident, flows: one.flows}] : [];
    });
    const sentence = `Of ${formatCount(found.length)} incidents of the test window with flows, ${formatCount(silent.length)} ${plural(silent.length, "has", "have")} no alert of the flow model among them.`;
    const picture = longTable(rows, {
      shown: 8,
      label: "incidents without an alert",
      empty: "There is none.",
      columns: [
        {
          name: "incident",
          class: "wrap",
          cell: ({id, name, entity}) => [
            element("a", {href: `.${pageHref("incident", {id})}`}, visible(name).slice(0, 80)), // prettier-ignore
            element("span", {class: "soft note"}, visible(entity).slice(0, 60))
          ]
        },
        {name: "severity", cell: ({severity}) => severityMark(severity)},
        {name: "highest score", number: true, cell: ({highest}) => formatScore(highest)}
      ]
    });
    return methodFigure(
      {provenance: incidents.provenance, data: events},
      {
        picture: element("div", {}, element("p", {}, sentence), picture),
        n: found.length,
        query: incidentAlertsQuery,
        exports: {name: "incidents-and-alerts", rows: () => found.map((one) => ({...one}))}
      }
    );
  }, "260px");
}
