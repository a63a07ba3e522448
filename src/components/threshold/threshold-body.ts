import type {ThresholdPage} from "../../core/schema/threshold.js";
import {scoreHistogram, scoreScale} from "../charts/score-histogram.js";
import {histogramQuery} from "../database/queries.js";
import {queryRows} from "../exports/alert-rows.js";
import type {ExportRow} from "../exports/export-menu.js";
import {scoresExport} from "../exports/histogram-export.js";
import {element} from "../kit/element.js";
import {formatPerDay} from "../kit/format.js";
import {liveFigure} from "../kit/live-figure.js";
import {section} from "../kit/section.js";
import {thresholdSlider} from "../kit/threshold-slider.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {changeBetween, changeTable, changeText} from "./alert-changes.js";
import {alertsByDayFigure} from "./alerts-by-day.js";
import {budgetControl} from "./budget-controls.js";
import {certificateParts} from "./certificate-part.js";
import {ruleControl} from "./rule-control.js";
import {seedParts} from "./recall-by-seed.js";
import {alertsByDay, countsAtThreshold} from "./threshold-counts.js";
import type {Above} from "./threshold-counts.js";
import type {Part, PartOptions} from "./threshold-part.js";
import {changesQuery, daysQuery} from "./threshold-queries.js";

/** The parts below the sentence; *draw* shows the current state. */
export interface ThresholdBody {
  node: HTMLElement;
  draw(above: Above): void;
}

/** Returns the controls, the figures and the table of alerts gained and lost. */
export function thresholdBody(page: ThresholdPage, options: PartOptions): ThresholdBody {
  const controls = [budgetControl(page, options.onChoice), ruleControl(page, options.onChoice)];
  const parts = [
    histogramPart(page, options),
    daysPart(page, options),
    ...seedParts(page, options),
    ...certificateParts(page, options),
    changesPart(page, options)
  ];
  return {
    node: element("div", {class: "parts"}, ...[...controls, ...parts].map(({node}) => node)),
    draw(above) {
      for (const control of controls) control.show(options.state(), above);
      for (const part of parts) part.draw(above);
    }
  };
}

function histogramPart(page: ThresholdPage, {data, onThreshold, state}: PartOptions): Part {
  const {histogram, threshold, tail, provenance, events} = page;
  const scale = (width: number) => scoreScale(histogram, {width, threshold});
  const figure = liveFigure((width, {threshold: at, perDay, more}: Above) =>
    scoreHistogram(histogram, {
      width,
      height: 190,
      threshold: at,
      x: scale(width),
      max: tail.score[0] ?? 1,
      label: `${more ? "over " : ""}${formatPerDay(perDay)} a day`
    })
  );
  const slider = thresholdSlider(figure.node, {
    threshold: () => state().threshold,
    home: threshold,
    scoreAt: (x) => scale(figure.width()).invert(x),
    onThreshold
  });
  const exports = scoresExport(histogram, figure.svg);
  return {
    node: section(
      {
        title: "Scores",
        about:
          "Every event by its score, counts by powers of ten. Drag the threshold, here or above.",
        class: "scores"
      },
      element("figure", {}, slider),
      provenanceLine(provenance, {n: events, data, query: histogramQuery(histogram), exports})
    ),
    draw(above) {
      slider.setAttribute("aria-valuenow", above.threshold.toFixed(4));
      slider.setAttribute(
        "aria-valuetext",
        `${above.threshold.toFixed(3)}: ${formatPerDay(above.perDay)} a day`
      );
      figure.draw(above);
    }
  };
}

function daysPart(page: ThresholdPage, {data, state}: PartOptions): Part {
  const {daily, provenance, events} = page;
  const figure = liveFigure((width, {alerts, perDay, more}: Above) =>
    alertsByDayFigure(daily, {
      width,
      alerts: alertsByDay(page, alerts),
      mean: perDay,
      meanText: `${more ? "over " : ""}${formatPerDay(perDay)} a day`
    })
  );
  const rows = () =>
    alertsByDay(page, countsAtThreshold(page, state().threshold).alerts).map(
      (alerts, i): ExportRow => ({
        from: new Date(daily.start + i * daily.step * 86_400_000).toISOString(),
        alerts,
        events: daily.counts[i]
      })
    );
  const exports = {name: "alerts-by-day", rows, figure: figure.svg};
  const foot = thresholdFoot((threshold) =>
    provenanceLine(provenance, {n: events, data, query: daysQuery(threshold), exports})
  );
  const title = daily.step === 1 ? "Alerts by day" : `Alerts by ${daily.step} days`;
  return {
    node: section(
      {
        title,
        about:
          "Days in UTC; the first and the last may be partial. A day with events and no alert has a mark on the base line.",
        class: "days"
      },
      element("figure", {}, figure.node),
      foot.node
    ),
    draw(above) {
      figure.draw(above);
      foot.show(above.threshold);
    }
  };
}

/** Returns the line under a figure, made anew only as the threshold moves: what is open stays open. */
function thresholdFoot(make: (threshold: number) => Node) {
  const node = element("div", {});
  let last: number | undefined;
  return {
    node,
    show(threshold: number) {
      if (threshold !== last) node.replaceChildren(make(threshold));
      last = threshold;
    }
  };
}

function changesPart(page: ThresholdPage, {data, events, state}: PartOptions): Part {
  const status = element("p", {class: "about", "aria-live": "polite"});
  const place = element("div", {class: "changes"});
  const foot = element("div", {});
  const node = section(
    {title: "Alerts gained and lost", class: "gained-and-lost"},
    status,
    place,
    foot
  );
  return {
    node,
    draw(above) {
      const pinned = countsAtThreshold(page, state().pin);
      const change = changeBetween(page, above, pinned);
      status.textContent = changeText(page, change, pinned);
      node.dataset.gained = String(change.gained);
      node.dataset.lost = String(change.lost);
      const threshold = Math.min(above.threshold, pinned.threshold);
      place.replaceChildren(
        ...(change.to > change.from ? [changeTable(page, change, threshold)] : [])
      );
      const query = changesQuery(above.threshold, pinned.threshold);
      const name = change.gained ? "alerts-gained" : "alerts-lost";
      const rows = () => queryRows(events, query);
      const exports = {name, alerts: true, threshold, rows};
      const n = change.to - change.from;
      foot.replaceChildren(provenanceLine(page.provenance, {n, data, query, exports}));
    }
  };
}
