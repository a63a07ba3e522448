import type {ThresholdPage} from "../core/schema/threshold.js";
import {element} from "./element.js";
import type {ExportRow} from "./export-menu.js";
import {formatCount, formatShare} from "./format.js";
import {provenanceLine} from "./provenance.js";
import {histogramQuery} from "./queries.js";
import {responsive} from "./responsive.js";
import {scoreHistogram, scoreScale} from "./score-histogram.js";
import {changeBetween, changeTable, changeText} from "./threshold-changes.js";
import {baseRateControl, budgetControl} from "./threshold-controls.js";
import type {OnChoice} from "./threshold-controls.js";
import {thresholdCurve} from "./threshold-curves.js";
import type {SeedCurve} from "./threshold-curves.js";
import {thresholdDays} from "./threshold-days.js";
import {draggable} from "./threshold-drag.js";
import {aboveLine, alertsByDay, valueAt} from "./threshold-line.js";
import type {Above} from "./threshold-line.js";
import {changesQuery, daysQuery} from "./threshold-queries.js";
import {bandMeaning, seedsOf} from "./threshold-seeds.js";
import {formatPerDay} from "./threshold-sentence.js";
import type {ThresholdState} from "./threshold-state.js";

/** What the body of the page needs. */
export interface ThresholdBodyOptions {
  data: string;
  onChoice: OnChoice;
  onLine: (line: number, ended: boolean) => void;
  state: () => ThresholdState;
}

/** The parts below the sentence; *draw* shows the state of the moment. */
export interface ThresholdBody {
  node: HTMLElement;
  draw(above: Above): void;
}

/** A figure or table that is drawn anew as the line moves. */
interface Part {
  node: HTMLElement;
  draw(above: Above): void;
}

/** Returns the controls, the figures and the table of alerts gained and lost. */
export function thresholdBody(page: ThresholdPage, options: ThresholdBodyOptions): ThresholdBody {
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

/** Below this base rate, precision is drawn on a logarithmic axis. */
const rare = 0.05;

function section(name: string, title: string, about: string, ...rest: (Node | null)[]) {
  return element(
    "section",
    {class: `part ${name}`},
    element("h2", {}, title),
    element("p", {class: "about"}, about),
    ...rest
  );
}

/** A figure as wide as its place, drawn anew on demand. */
function liveFigure(draw: (width: number, above: Above) => Node) {
  let at = 0;
  let last: Above | undefined;
  const node = responsive((width) => {
    at = width;
    return last ? draw(width, last) : element("span");
  });
  return {
    node,
    width: () => at,
    svg: () => node.querySelector("svg"),
    draw(above: Above) {
      last = above;
      if (at > 0) node.replaceChildren(draw(at, above));
    }
  };
}

function histogramPart(page: ThresholdPage, {data, onLine, state}: ThresholdBodyOptions): Part {
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
    onLine
  });
  const rows = () => histogram.counts.map((n, i): ExportRow => ({from: histogram.from + i * histogram.step, to: histogram.from + (i + 1) * histogram.step, events: n})); // prettier-ignore
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

function daysPart(page: ThresholdPage, {data, state}: ThresholdBodyOptions): Part {
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
    alertsByDay(page, aboveLine(page, state().line).alerts).map((alerts, i): ExportRow => ({
      from: new Date(daily.start + i * daily.step * 86_400_000).toISOString(),
      alerts,
      events: daily.counts[i]
    }));
  const exports = {name: "alerts-by-day", rows, figure: figure.svg};
  const title = daily.step === 1 ? "Alerts by day" : `Alerts by ${daily.step} days`;
  return {
    node: section(
      "days",
      title,
      "Days in UTC; the first and the last may be cut. A day with events and no alert has a mark on the base line.",
      element("figure", {}, figure.node),
      provenanceLine(provenance, {n: events, data, query: daysQuery, exports})
    ),
    draw: figure.draw
  };
}

/** Recall and precision where there are labels; else how steady the alerts are. */
function seedParts(page: ThresholdPage, options: ThresholdBodyOptions): Part[] {
  const {curves} = page;
  const seeds = seedsOf(page);
  const drawn = `${formatCount(curves.events)} events${curves.window === "test" ? " after the training window" : ""}`;
  const steady = curvePart(page, options, {
    name: "steady",
    said: "under all seeds",
    others: "under one other",
    title: "How steady the alerts are",
    about: `Of as many strangest of ${drawn}: the share that is among as many strangest under all ${curves.seeds.length + 1} seeds at once (line), and under one other seed (band). Agreement is not correctness.`,
    curve: () => seeds.steady
  });
  if (!seeds.recall || !seeds.precisionAt(0.5)) {
    const why = seeds.recall
      ? "every labelled event among them is an attack"
      : curves.labelled === 0
        ? "no event has a label"
        : "none of the labelled events among them is an attack";
    const about = `Recall and precision are not drawn: of ${drawn}, ${why}. What can be said without: ${lowerFirst(steady.about)}`;
    steady.paragraph.textContent = about;
    return [steady];
  }
  const base = baseRateControl(options.onChoice);
  const recall = curvePart(page, options, {
    name: "recall",
    title: "Recall",
    about: `The share of ${formatCount(curves.attacks)} attacks that are alerts, on ${drawn}.`,
    curve: () => seeds.recall!
  });
  const precision = curvePart(page, options, {
    name: "precision",
    title: "Precision at a base rate",
    about:
      "The share of alerts that are attacks, if this share of all events were attacks and they scored as these do.",
    curve: ({baseRate}) => seeds.precisionAt(baseRate)!,
    reference: ({baseRate}) => ({share: baseRate, text: `random: ${formatShare(baseRate)}`}),
    control: base.node
  });
  const note = {
    node: element("p", {class: "about band-note"}, bandMeaning(curves)),
    draw: () => {}
  };
  const show = {
    ...precision,
    draw(above: Above) {
      base.show(options.state(), above);
      precision.draw(above);
    }
  };
  return [recall, show, note, steady];
}

interface CurvePartOptions {
  name: string;
  title: string;
  about: string;

  /** What the value and the band are called at the line; by default the name, and `other seeds`. */
  said?: string;
  others?: string;
  curve: (state: ThresholdState) => SeedCurve;
  reference?: (state: ThresholdState) => {share: number; text: string};
  control?: HTMLElement;
}

function curvePart(
  page: ThresholdPage,
  {data, state}: ThresholdBodyOptions,
  {name, title, about, said = name, others, curve, reference, control}: CurvePartOptions
): Part & {about: string; paragraph: HTMLElement} {
  const figure = liveFigure((width, {perDay}) => {
    const drawn = curve(state());
    const at = (values: readonly (number | null)[]) => valueAt(drawn.perDay, values, perDay);
    const compared = reference?.(state());
    return thresholdCurve(drawn, {
      width,
      name: said,
      others,
      from: compared && compared.share < rare ? compared.share / 2 : null,
      at: perDay,
      value: at(drawn.own),
      low: at(drawn.band.low),
      high: at(drawn.band.high),
      reference: compared
    });
  });
  const rows = () => {
    const {perDay, own, band} = curve(state());
    return perDay.map((n, i): ExportRow => ({alertsADay: n, run: own[i], lowest: band.low[i], highest: band.high[i]})); // prettier-ignore
  };
  const exports = {name: `${name}-by-budget`, rows, figure: figure.svg};
  const node = section(
    name,
    title,
    about,
    control ?? null,
    element("figure", {}, figure.node),
    provenanceLine(page.provenance, {n: page.curves.events, data, exports})
  );
  return {node, about, paragraph: node.querySelector("p")!, draw: figure.draw};
}

function changesPart(page: ThresholdPage, {data, state}: ThresholdBodyOptions): Part {
  const said = element("p", {class: "about", "aria-live": "polite"});
  const place = element("div", {class: "changes"});
  const foot = element("div", {});
  const node = element("section", {class: "part gained-and-lost"}, element("h2", {}, "Alerts gained and lost"), said, place, foot); // prettier-ignore
  return {
    node,
    draw(above) {
      const pinned = aboveLine(page, state().pin);
      const change = changeBetween(page, above, pinned);
      said.textContent = changeText(page, change, pinned);
      node.dataset.gained = String(change.gained);
      node.dataset.lost = String(change.lost);
      const line = Math.min(above.line, pinned.line);
      place.replaceChildren(...(change.to > change.from ? [changeTable(page, change, line)] : []));
      foot.replaceChildren(
        provenanceLine(page.provenance, {
          n: change.to - change.from,
          data,
          query: changesQuery(above.line, pinned.line)
        })
      );
    }
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
