import type {ModelsPage} from "../../core/schema/models-page.js";
import type {Today} from "../../core/schema/published.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {attacksExport} from "../exports/score-exports.js";
import {comparisonSentence, detectorTable} from "../kit/detector-table.js";
import {element} from "../kit/element.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {plainRow} from "../exports/plain-row.js";
import {evaluationCurve, recallPrecision} from "./recall-precision-curve.js";
import {notCovered} from "./evaluation-sentence.js";
import {attackTable, windowTable} from "./evaluation-tables.js";
import {formatCount, formatShare} from "../kit/format.js";
import {modelExports} from "../models/model-exports.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {responsive} from "../kit/responsive.js";
import {bandMeaning} from "../charts/band-meaning.js";

/** What the page is made of. */
export interface EvaluationPageOptions {
  page: ThresholdPage;
  models: ModelsPage;
  today: Today;

  /** The address of the data of the curves. */
  data: string;
}

/** Shows how good the ranking is, as far as this run can say, and what it cannot. */
export function evaluationPage({page, models, today, data}: EvaluationPageOptions): HTMLElement {
  const {provenance, curves, events} = page;
  const warnings = today.notices.map((text) => element("li", {class: "warning"}, text));
  const attacks = attackTable(page);
  const kinds = page.metrics[1].attacks > 0 ? page.metrics[1] : page.metrics[0];
  return element(
    "div",
    {class: "evaluation"},
    element("ul", {class: "notices"}, ...warnings, element("li", {}, notCovered)),
    element(
      "div",
      {class: "parts"},
      curvePart(page, data),
      part(
        "Measured",
        "The forest of this run. After training: events that no model was fitted on. Average precision: the precision at each attack as the list is read from the strangest, averaged; 1 is perfect, the base rate is chance. AUROC: how often an attack ranks above a benign event.",
        windowTable(page),
        provenanceLine(provenance, {n: events, data, exports: measuredExport(page)})
      ),
      attacks &&
        part(
          "Attacks, one by one",
          "Seen before: the training window holds attacks of the same name, though perhaps not among the rows drawn from it.",
          attacks,
          provenanceLine(provenance, {
            n: kinds.attacks,
            data,
            exports: attacksExport(kinds)
          })
        ),
      part(
        "Every detector, in the same frame",
        comparisonSentence(models.comparison),
        detectorTable(models.comparison),
        provenanceLine(provenance, {n: curves.events, exports: modelExports(models).detectors})
      )
    )
  );
}

/** Returns what was measured by window, one row a window; precision at each cut in a column of its own. */
function measuredExport({metrics}: ThresholdPage): ExportSource {
  return {
    name: "measured",
    rows: () =>
      metrics.map((window) => ({
        ...plainRow(window),
        ...Object.fromEntries(
          window.precisionAt.map(({k, precision}) => [`precision_at_${k}`, precision])
        )
      }))
  };
}

function curvePart(page: ThresholdPage, data: string): HTMLElement {
  const {curves, provenance} = page;
  const {attacks, labelled, seeds} = curves;
  const hasClasses = attacks > 0 && attacks < labelled;
  if (!hasClasses) {
    const at = curves.budgets.findLastIndex(
      (n) => n <= Math.max(1, (page.alerts / page.events) * curves.events)
    );
    const steady = curves.always[at] / curves.budgets[at];
    return part(
      "Precision and recall",
      `Neither can be measured: of ${formatCount(curves.events)} drawn events, ${formatCount(labelled)} have a label and ${formatCount(attacks)} are attacks. What is known: of the ${formatCount(curves.budgets[at])} strangest, ${formatShare(steady)} are so under all ${seeds.length + 1} seeds, which says how much of the order is chance, and not that it is right.`,
      provenanceLine(provenance, {n: curves.events, data})
    );
  }
  const rows = () =>
    recallPrecision(curves).flatMap((curve, f) =>
      curve.map((point): ExportRow => ({seed: f === 0 ? "run" : seeds[f - 1], ...point}))
    );
  const figure = responsive((width) => evaluationCurve(curves, {width}));
  const exports = {name: "precision-recall", rows, figure: () => figure.querySelector("svg")};
  return part(
    "Precision and recall",
    `On ${formatCount(curves.events)} events, ${formatCount(attacks)} of them attacks. ${bandMeaning(curves).replace("Band: the lowest to the highest of", "Faint:")}`,
    element("figure", {}, figure),
    provenanceLine(provenance, {n: curves.events, data, exports})
  );
}

function part(title: string, about: string, ...rest: Node[]): HTMLElement {
  return element(
    "section",
    {class: "part"},
    element("h2", {}, title),
    element("p", {class: "about"}, about),
    ...rest
  );
}
