import type {Metrics} from "../../core/schema/published.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, formatShare} from "../kit/format.js";

/** Shows what was measured over all events and after the training window; AUROC last, never alone. */
export function windowTable({metrics: [all, test]}: ThresholdPage): HTMLElement {
  const cuts = [...new Set([all, test].flatMap((m) => m.precisionAt.map(({k}) => k)))];
  const atCut = (k: number) => (m: Metrics) =>
    formatShare(m.precisionAt.find((cut) => cut.k === k)?.precision);
  const rows: [string, (m: Metrics) => string][] = [
    ["events", (m) => formatCount(m.events)],
    ["with a label", (m) => formatCount(m.labelled)],
    ["attacks", (m) => (m.labelled > 0 ? formatCount(m.attacks) : "–")],
    ["base rate", (m) => formatShare(m.baseRate)],
    ["average precision", (m) => formatScore(m.ap)],
    ...cuts.map((k): [string, (m: Metrics) => string] => [
      `precision at ${formatCount(k)}`,
      atCut(k)
    ]),
    ["alerts", (m) => formatCount(m.alerts)],
    ["recall at the budget", (m) => formatShare(m.recallAtBudget)],
    ["precision at the budget", (m) => formatShare(m.precisionAtBudget)],
    ["AUROC", (m) => formatScore(m.auroc)],
    ["mean score", (m) => formatScore(m.scoreMean)],
    ["deviation of scores", (m) => formatScore(m.scoreStd)]
  ];
  return table(
    "What was measured, by window",
    ["", "all events", "after training"],
    rows.map(([name, read]) => [name, read(all), test.events > 0 ? read(test) : "–"])
  );
}

/** Shows each kind of attack after the training window: how many, how many found, and whether that window held it too. */
export function attackTable(page: ThresholdPage): HTMLElement | null {
  const [all, test] = page.metrics;
  const {byAttack, window} = test.attacks > 0 ? test : all;
  if (byAttack.length === 0) return null;
  const seen = new Set(page.seenAttacks);
  return table(
    "Attacks, one by one",
    ["attack", "technique", "in training", "events", "alerts", "recall"],
    byAttack.map(({attack, technique, events, alerts}) => [
      nameElement(attack, 30, "plain"),
      technique === null ? "–" : nameElement(technique, 12, "plain"),
      window === "test" ? (seen.has(attack) ? "seen before" : "novel") : "–",
      formatCount(events),
      formatCount(alerts),
      formatShare(alerts / events)
    ]),
    3
  );
}

function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | Node)[])[],
  texts = 1
): HTMLElement {
  const kind = (i: number) => (i >= texts ? "number" : null);
  const head = (name: string, i: number) =>
    element(
      "th",
      {scope: "col", class: kind(i)},
      name || element("span", {class: "unseen"}, "quantity")
    );
  const line = ([first, ...rest]: readonly (string | Node)[]) =>
    element(
      "tr",
      {},
      element("th", {scope: "row"}, first),
      ...rest.map((cell, i) => element("td", {class: kind(i + 1)}, cell))
    );
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": caption},
    element(
      "table",
      {},
      element("caption", {class: "unseen"}, caption),
      element("thead", {}, element("tr", {}, ...heads.map(head))),
      element("tbody", {}, ...rows.map(line))
    )
  );
}
