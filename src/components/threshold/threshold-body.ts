import type {ThresholdPage} from "../../core/schema/threshold.js";
import {element} from "../kit/element.js";
import {queryRows} from "../exports/alert-rows.js";
import type {ExportRow} from "../exports/export-menu.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {histogramQuery} from "../database/queries.js";
import {scoreHistogram, scoreScale} from "../charts/score-histogram.js";
import {changeBetween, changeTable, changeText} from "./alert-changes.js";
import {budgetControl} from "./budget-controls.js";
import {thresholdDays} from "./alerts-by-day.js";
import {draggable} from "../kit/threshold-slider.js";
import {countsAtThreshold, alertsByDay} from "./threshold-counts.js";
import type {Above} from "./threshold-counts.js";
import {liveFigure, section} from "./live-section.js";
import type {Part, PartOptions} from "./live-section.js";
import {changesQuery, daysQuery} from "./threshold-queries.js";
import {formatPerDay} from "./threshold-sentence.js";
import {seedParts} from "./recall-by-seed.js";

/** The parts below the sentence; *draw* shows the state of the moment. */
export interface ThresholdBody {
  node: HTMLElement;
  draw(above: Above): void;
}

/** Returns the controls, the figures and the table of alerts gained and lost. */
export function thresholdBody(page: ThresholdPage, options: PartOptions): ThresholdBody {
  const control = budgetControl(page, options.onChoice);
  const parts = [
    histogramPart(page, options),
    daysPart(page, options),
    ...seedParts(page, options),
    changesPart(page, options)
  ];
  return {
    node: element("div", {class: "parts"}, control.node, ...parts.map(({node}) => node)),
    draw(above) {
      control.show(options.state(), above);
      for (const part of parts) part.draw(above);
    }
  };
}

function histogramPart(page: ThresholdPage, {data, onThreshold, state}: PartOptions): Part {
  const {histogram, threshold, tail, provenance, events} = page;
  const scale = (width: number) => scoreScale(histogram, {width, threshold});
  const figure = liveFigure((width, {line, perDay, more}) =>
    scoreHistogram(histogram, {
      width,
      height: 190,
      threshold: line,
      x: scale(width),
      max: tail.score[0] ?? 1,
      label: `${more ? "over " : ""}${formatPerDay(perDay)} a day`
    })
  );
  const slider = draggable(figure.node, {
    line: () => state().line,
    home: threshold,
    scoreAt: (x) => scale(figure.width()).invert(x),
    onThreshold
  });
  const rows = () =>
    histogram.counts.map((n, i): ExportRow => ({
      from: histogram.from + i * histogram.step,
      to: histogram.from + (i + 1) * histogram.step,
      events: n
    }));
  const exports = {name: "scores", rows, figure: figure.svg};
  return {
    node: section(
      "scores",
      "Scores",
      "Every event by its score, counts by powers of ten. Drag the line, here or above.",
      element("figure", {}, slider),
      provenanceLine(provenance, {n: events, data, query: histogramQuery(histogram), exports})
    ),
    draw(above) {
      slider.setAttribute("aria-valuenow", above.line.toFixed(4));
      slider.setAttribute(
        "aria-valuetext",
        `${above.line.toFixed(3)}: ${formatPerDay(above.perDay)} a day`
      );
      figure.draw(above);
    }
  };
}

function daysPart(page: ThresholdPage, {data, state}: PartOptions): Part {
  const {daily, provenance, events} = page;
  const figure = liveFigure((width, {alerts, perDay, more}) =>
    thresholdDays(daily, {
      width,
      alerts: alertsByDay(page, alerts),
      mean: perDay,
      meanText: `${more ? "over " : ""}${formatPerDay(perDay)} a day`
    })
  );
  const rows = () =>
    alertsByDay(page, countsAtThreshold(page, state().line).alerts).map((alerts, i): ExportRow => ({
      from: new Date(daily.start + i * daily.step * 86_400_000).toISOString(),
      alerts,
      events: daily.counts[i]
    }));
  const exports = {name: "alerts-by-day", rows, figure: figure.svg};
  const foot = lineFoot((line) =>
    provenanceLine(provenance, {n: events, data, query: daysQuery(line), exports})
  );
  const title = daily.step === 1 ? "Alerts by day" : `Alerts by ${daily.step} days`;
  return {
    node: section(
      "days",
      title,
      "Days in UTC; the first and the last may be cut. A day with events and no alert has a mark on the base line.",
      element("figure", {}, figure.node),
      foot.node
    ),
    draw(above) {
      figure.draw(above);
      foot.show(above.line);
    }
  };
}

/** Returns what stands under a figure, made anew only as the line moves: what is open stays open. */
function lineFoot(make: (line: number) => Node): {node: HTMLElement; show(line: number): void} {
  const node = element("div", {});
  let last: number | undefined;
  return {
    node,
    show(line) {
      if (line !== last) node.replaceChildren(make(line));
      last = line;
    }
  };
}

function changesPart(page: ThresholdPage, {data, events, state}: PartOptions): Part {
  const said = element("p", {class: "about", "aria-live": "polite"});
  const place = element("div", {class: "changes"});
  const foot = element("div", {});
  const node = element(
    "section",
    {class: "part gained-and-lost"},
    element("h2", {}, "Alerts gained and lost"),
    said,
    place,
    foot
  );
  return {
    node,
    draw(above) {
      const pinned = countsAtThreshold(page, state().pin);
      const change = changeBetween(page, above, pinned);
      said.textContent = changeText(page, change, pinned);
      node.dataset.gained = String(change.gained);
      node.dataset.lost = String(change.lost);
      const line = Math.min(above.line, pinned.line);
      place.replaceChildren(...(change.to > change.from ? [changeTable(page, change, line)] : []));
      const query = changesQuery(above.line, pinned.line);
      const name = change.gained ? "alerts-gained" : "alerts-lost";
      const rows = () => queryRows(events, query);
      const exports = {name, alerts: true, threshold: line, rows};
      const n = change.to - change.from;
      foot.replaceChildren(provenanceLine(page.provenance, {n, data, query, exports}));
    }
  };
}
