import type {Metrics} from "../../core/schema/published.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatPrecision, formatScore, formatShare} from "../kit/format.js";
import {table} from "../kit/table.js";

/** Shows what was measured over all events and after the training window; AUROC last, never alone. */
export function windowTable({metrics: [all, test]}: ThresholdPage): HTMLElement {
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
  return table(rows, {
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

/** Shows each kind of attack after the training window: how many, how many found, and whether that window held it too. */
export function attackTable(page: ThresholdPage): HTMLElement | null {
  const [all, test] = page.metrics;
  const {byAttack, window} = test.attacks > 0 ? test : all;
  if (byAttack.length === 0) return null;
  const seen = new Set(page.seenAttacks);
  const training = (attack: string) => (seen.has(attack) ? "seen before" : "novel");
  return table(byAttack, {
    label: "Attacks, one by one",
    columns: [
      {name: "attack", header: true, cell: ({attack}) => nameElement(attack, 30, "plain")},
      {
        name: "technique",
        cell: ({technique}) => (technique === null ? "–" : nameElement(technique, 12, "plain"))
      },
      {name: "in training", cell: ({attack}) => (window === "test" ? training(attack) : "–")},
      {name: "events", number: true, cell: ({events}) => formatCount(events)},
      {name: "alerts", number: true, cell: ({alerts}) => formatCount(alerts)},
      {name: "recall", number: true, cell: ({events, alerts}) => formatShare(alerts / events)}
    ]
  });
}
