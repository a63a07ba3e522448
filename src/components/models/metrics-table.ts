import type {Metrics} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare, plural} from "../kit/format.js";
import type {Models} from "./model-sentence.js";

/** One line of the table: a quantity, and how to read it from the metrics. */
interface Quantity {
  name: string;
  about: string;
  read: (metrics: Metrics) => number | null;
  format: (value: number) => string;
  /** Whether more is better; where null, neither is. */
  compare: boolean;
}

const decimals = (value: number): string => value.toFixed(3);
const share = (value: number): string => formatShare(value);

/** What can be said without labels. */
const budget: Quantity[] = [
  {
    name: "alerts",
    about: "events at or above the line of the budget",
    read: (m) => m.alerts,
    format: formatCount,
    compare: false
  },
  {
    name: "line",
    about: "the score at which the budget is spent",
    read: (m) => m.threshold,
    format: decimals,
    compare: false
  }
];

/** What labels add, whatever they are. */
const detection: Quantity[] = [
  {
    name: "recall at budget",
    about: "attacks among the alerts, of all attacks",
    read: (m) => m.recallAtBudget,
    format: share,
    compare: true
  },
  {
    name: "precision at budget",
    about: "attacks among the alerts, of all alerts",
    read: (m) => m.precisionAtBudget,
    format: share,
    compare: true
  },
  {
    name: "AUROC",
    about: "random: 0.5; flatters where attacks are rare",
    read: (m) => m.auroc,
    format: decimals,
    compare: true
  }
];

/**
 * Shows the metrics of all models side by side, for all events and for those after training; the
 * better of a line is set strong. Without labels it says so, and shows what there is.
 */
export function metricsTable(models: Models): HTMLElement {
  const windows = (["test", "all"] as const).filter((w) =>
    models.some(({metrics}) => metrics.some((m) => m.window === w && m.events > 0))
  );
  const labelled = models.some(({metrics}) => metrics.some(({labelled}) => labelled > 0));
  const tables = windows.map((window) => windowTable(models, window));
  const apology = element(
    "p",
    {class: "about"},
    "These events have no labels. How many attacks a model finds cannot be said; how many events it puts above its line can."
  );
  return element(
    "div",
    {class: "metrics", "data-export": "models-found"},
    !labelled && apology,
    ...tables
  );
}

function windowTable(models: Models, window: Metrics["window"]): HTMLElement {
  const columns = models.map(({metrics}) => metrics.find((m) => m.window === window));
  const first = columns.find((m) => m !== undefined)!;
  const title = window === "test" ? "after training" : "all events, those of training included";
  const about = first.labelled
    ? `${formatCount(first.attacks)} ${plural(first.attacks, "attack")} among ${formatCount(first.labelled)} labelled of ${formatCount(first.events)}`
    : `${formatCount(first.events)} events`;
  const lines = quantities(first).map((quantity) => metricLine(quantity, columns));
  return element(
    "div",
    {class: "scroll"},
    element(
      "table",
      {},
      element("caption", {}, element("b", {}, title), ` · ${about}`),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("th", {scope: "col"}, element("span", {class: "unseen"}, "quantity")),
          ...models.map(({name}) => element("th", {scope: "col", class: "number"}, name))
        )
      ),
      element("tbody", {}, ...lines)
    )
  );
}

function quantities({precisionAt, baseRate, labelled}: Metrics): Quantity[] {
  if (labelled === 0) return budget;
  return [
    {
      name: "average precision",
      about: `random: ${baseRate === null ? "not defined" : baseRate.toPrecision(2)}`,
      read: (m) => m.ap,
      format: decimals,
      compare: true
    },
    ...precisionAt.map(({k}) => ({
      name: `precision at ${formatCount(k)}`,
      about: "attacks among the strangest",
      read: (m: Metrics) => m.precisionAt.find((p) => p.k === k)?.precision ?? null,
      format: share,
      compare: true
    })),
    ...detection,
    ...budget
  ];
}

function metricLine(
  {name, about, read, format, compare}: Quantity,
  columns: readonly (Metrics | undefined)[]
): HTMLElement {
  const values = columns.map((metrics) => (metrics ? read(metrics) : null));
  const texts = values.map((value) => (value === null ? "–" : format(value)));
  const best = Math.max(...values.map((value) => value ?? -Infinity));
  const strong = (i: number) => compare && values[i] === best && new Set(texts).size > 1;
  return element(
    "tr",
    {},
    element("th", {scope: "row"}, name, element("span", {class: "faint"}, ` ${about}`)),
    ...texts.map((text, i) =>
      element("td", {class: "number"}, strong(i) ? element("b", {}, text) : text)
    )
  );
}
