import type {DetectionPage} from "../../core/schema/detection.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import type {Today} from "../../core/schema/published.js";
import type {SeedCurves, ThresholdPage} from "../../core/schema/threshold.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {plainRow} from "../exports/plain-row.js";
import {attacksExport, detectorsExport} from "../exports/score-exports.js";
import {bandMeaning} from "../charts/band-meaning.js";
import {comparisonSentence, detectorTable} from "../kit/detector-table.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare} from "../kit/format.js";
import {omitted} from "../kit/omitted.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";

import {provenanceLine} from "../provenance/provenance-line.js";
import type {PageContext} from "../site/page-context.js";
import {detectionSection} from "./detection-section.js";
import {notCovered} from "./evaluation-sentence.js";
import {attackTable, windowTable} from "./evaluation-tables.js";
import {recallPrecision, recallPrecisionCurve} from "./recall-precision-curve.js";

/** The data of the page Evaluation. */
export interface EvaluationPageData {
  page: ThresholdPage;

  /** The detectors that were compared. */
  models: Pick<ModelsPage, "comparison">;

  /** How many attacks the incidents find. */
  detection: DetectionPage;

  /** The run, for its warnings. */
  today: Pick<Today, "warnings">;
}

/** Shows how good the ranking is, as far as this run can tell, and what it does not measure. */
export function evaluationPage(
  {page, models: {comparison}, detection, today}: EvaluationPageData,
  {files}: PageContext
): HTMLElement {
  const {provenance} = page;
  const data = files["threshold.json"];
  const warnings = today.warnings.map(({message}) => element("li", {class: "warning"}, message));
  return element(
    "div",
    {class: "evaluation"},
    element("ul", {class: "notices"}, ...warnings, element("li", {}, notCovered)),
    element(
      "div",
      {class: "parts"},
      detectionSection(detection, files["detection.json"]),
      curveSection(page, data),
      section(
        {
          title: "Measured",
          about:
            "The forest of this run. After training: events that no model was fitted on. Average precision: the precision at each attack, from the highest score to the lowest, averaged; 1 is perfect, the base rate is chance. AUROC: how often an attack ranks above a benign event."
        },
        windowTable(page),
        provenanceLine(provenance, {n: page.events, data, exports: measuredExport(page)})
      ),
      attackSection(page, data),
      section(
        {title: "Every detector, in the same frame", about: comparisonSentence(comparison)},
        comparison && detectorTable(comparison),
        comparison &&
          provenanceLine(provenance, {n: comparison.events, exports: detectorsExport(comparison)})
      )
    )
  );
}

/** Returns what was measured by window, one row a window; precision at each rank in a column of its own. */
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

function attackSection(page: ThresholdPage, data: string): HTMLElement | null {
  const attacks = attackTable(page);
  const [all, test] = page.metrics;
  const kinds = test.attacks > 0 ? test : all;
  return (
    attacks &&
    section(
      {
        title: "Attacks, one by one",
        about:
          "Seen before: the training window holds attacks of the same name, though perhaps not among the rows drawn from it."
      },
      attacks,
      provenanceLine(page.provenance, {n: kinds.attacks, data, exports: attacksExport(kinds)})
    )
  );
}

function curveSection(page: ThresholdPage, data: string): HTMLElement {
  const {curves, provenance} = page;
  const title = "Precision and recall";
  if (!curves)
    return section({title, about: omitted("Precision and recall of this and other seeds")});
  const {attacks, labelled, seeds} = curves;
  const hasClasses = attacks > 0 && attacks < labelled;
  if (!hasClasses) {
    const about = withoutClasses(page, curves);
    return section({title, about}, provenanceLine(provenance, {n: curves.events, data}));
  }
  const rows = () =>
    recallPrecision(curves).flatMap((curve, f) =>
      curve.map((point): ExportRow => ({
        seed: f === 0 ? "run" : seeds[f - 1],
        ...point,
        base_rate: attacks / labelled
      }))
    );
  const figure = responsive((width) => recallPrecisionCurve(curves, {width}));
  const exports = {name: "precision-recall", rows, figure: () => figure.querySelector("svg")};
  const about = `On ${formatCount(curves.events)} events, ${formatCount(attacks)} of them attacks. ${bandMeaning(curves).replace("Band: the lowest to the highest of", "Faint:")}`;
  return section(
    {title, about},
    element("figure", {}, figure),
    provenanceLine(provenance, {n: curves.events, data, exports})
  );
}

/** Returns why precision and recall cannot be measured, and what is known without them. */
function withoutClasses({alerts, events}: ThresholdPage, curves: SeedCurves): string {
  const {attacks, labelled, seeds, budgets, always} = curves;
  const unmeasured = `Neither can be measured: of ${formatCount(curves.events)} drawn events, ${formatCount(labelled)} have a label and ${formatCount(attacks)} are attacks.`;
  if (seeds.length === 0) return unmeasured;
  const at = budgets.findLastIndex((n) => n <= Math.max(1, (alerts / events) * curves.events));
  const steady = formatShare(always[at] / budgets[at]);
  return `${unmeasured} What is known: of the ${formatCount(budgets[at])} most anomalous, ${steady} are so under all ${seeds.length + 1} seeds, which tells how much of the order is chance, and not that it is right.`;
}
