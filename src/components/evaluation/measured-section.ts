import type {Metrics} from "../../core/schema/published.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import type {ExportSource} from "../exports/export-menu.js";
import {plainRow} from "../exports/plain-row.js";
import {element} from "../kit/element.js";
import {formatCount, formatPrecision, formatScore, formatShare} from "../kit/format.js";
import {table} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {answeredSection} from "../kit/answered-section.js";
import {modelTitle} from "./evaluation-data.js";
import type {SectionContext} from "./evaluation-data.js";

/** Shows what was measured of the run’s model, over all events and after the training window. */
export function measuredSection(context: SectionContext): HTMLElement {
  const {page, files} = context;
  const [all, test] = page.metrics;
  const {scoreMean, scoreStd, alerts, events} = test.events > 0 ? test : all;
  return answeredSection(
    {
      title: "Measured",
      answer: `${modelTitle(context)} raises ${formatCount(alerts)} alerts of ${formatCount(events)} events; scores are ${formatScore(scoreMean)} on average, with deviation ${formatScore(scoreStd)}.`,
      about:
        "The model of this run, one seed. After training: events that it was not fitted on. Average precision: the precision at each attack, from the highest score to the lowest, averaged; 1 is perfect, the base rate is chance. AUROC: how often an attack ranks above a benign event."
    },
    windowTable(page),
    provenanceLine(page.provenance, {
      ...{n: page.events, data: files["threshold.json"]},
      exports: measuredExport(page)
    })
  );
}

/** Shows what was measured over all events and after the training window; AUROC last, never alone. */
function windowTable({metrics: [all, test]}: ThresholdPage): HTMLElement {
  const ranks = [...new Set([all, test].flatMap((m) => m.precisionAt.map(({k}) => k)))];
  const precisionAt = (k: number) => (m: Metrics) =>
    formatPrecision(m.precisionAt.find((at) => at.k === k)?.precision, m.baseRate);
  const rows: [string, (m: Metrics) => string][] = [
    ["events", (m) => formatCount(m.events)],
    ["with a label", (m) => formatCount(m.labelled)],
    ["attacks", (m) => (m.labelled > 0 ? formatCount(m.attacks) : "–")],
    ["base rate", (m) => formatShare(m.baseRate)],
    ["average precision", (m) => formatScore(m.ap)],
    ...ranks.map((k): [string, (m: Metrics) => string] => [
      `precision at ${formatCount(k)}`,
      precisionAt(k)
    ]),
    ["alerts", (m) => formatCount(m.alerts)],
    ["recall at the budget", (m) => formatShare(m.recallAtBudget)],
    ["precision at the budget", (m) => formatPrecision(m.precisionAtBudget, m.baseRate)],
    ["AUROC", (m) => formatScore(m.auroc)],
    ["mean score", (m) => formatScore(m.scoreMean)],
    ["deviation of scores", (m) => formatScore(m.scoreStd)]
  ];
  const defined = rows.filter(([, read]) => [all, test].some((m) => read(m) !== "–"));
  return table(defined, {
    label: "What was measured, by window",
    columns: [
      {
        name: element("span", {class: "unseen"}, "quantity"),
        header: true,
        cell: ([name]) => name
      },
      {name: "all events", number: true, cell: ([, read]) => read(all)},
      {
        name: "after training",
        number: true,
        cell: ([, read]) => (test.events > 0 ? read(test) : "–")
      }
    ]
  });
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
