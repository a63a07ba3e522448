import * as Plot from "@observablehq/plot";
import type {RulesPage} from "../../core/schema/rules.js";
import {chart, ink} from "../charts/plot.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import type {RulesContext} from "./overlap-section.js";

const query = `SELECT least(9, (rank - 1) * 10 // (SELECT count(*) FROM events)) AS decile, count(*) AS events,
  count(*) FILTER (event_id IN (SELECT event_id FROM rule_flows)) AS hits
FROM events GROUP BY ALL ORDER BY decile`;

/** Draws the share of events with a hit in each tenth of the ranks, the most anomalous first. */
export function decileSection({page, data}: RulesContext): HTMLElement {
  const {deciles} = page;
  const events = deciles.reduce((sum, decile) => sum + decile.events, 0);
  const hits = deciles.reduce((sum, decile) => sum + decile.hits, 0);
  const figure = responsive((width) => decileFigure(deciles, width));
  return section(
    {
      title: "By decile of the score",
      about: `Share of events that a rule hits, in each tenth of the events by score; left, the most anomalous. Were rules and model unrelated, each would be ${formatShare(events ? hits / events : null)}. In each tenth about ${formatCount(events / 10)} events.`
    },
    element("figure", {}, figure),
    provenanceLine(page.provenance, {
      n: events,
      data,
      query,
      exports: {
        name: "hits-by-decile",
        rows: () => deciles.map((decile, i) => ({decile: i + 1, ...decile})),
        figure: () => figure.querySelector("svg")
      }
    })
  );
}

function decileFigure(deciles: RulesPage["deciles"], width: number): SVGElement {
  const bars = deciles.map(({events, hits}, i) => ({
    decile: i + 1,
    share: events > 0 ? hits / events : 0,
    hits,
    events
  }));
  const max = Math.max(0.001, ...bars.map(({share}) => share));
  const narrow = width < 480;
  return chart({
    width,
    height: 150,
    marginLeft: 4,
    marginRight: 4,
    marginTop: 20,
    ariaLabel: `Share of events with a hit by decile of the score: ${bars.map(({share}) => formatShare(share)).join(", ")}`,
    x: {type: "band", domain: bars.map(({decile}) => decile), padding: 0.2, tickFormat: (decile: number) => (decile === 1 ? (narrow ? "1" : "1 most anomalous") : String(decile))}, // prettier-ignore
    y: {domain: [0, max], axis: null},
    marks: [
      Plot.ruleY([0], {stroke: ink.rule}),
      Plot.barY(bars, {x: "decile", y: "share", fill: ink.strong, title: ({decile, hits, events}: (typeof bars)[number]) => `tenth ${decile}: ${formatCount(hits)} of ${formatCount(events)} events have a hit`, tip: true}), // prettier-ignore
      Plot.text(bars, {x: "decile", y: "share", dy: -8, text: ({share}: (typeof bars)[number]) => formatShare(narrow ? Math.round(share * 100) / 100 : share)}) // prettier-ignore
    ]
  });
}
