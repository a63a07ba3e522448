import type {Metrics} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare, plural} from "../kit/format.js";
import {table} from "../kit/table.js";
import type {Models} from "./model-sentence.js";

/** A row of the table: a quantity, and how it is read from the metrics. */
interface Quantity {
  name: string;
  about: string;
  read: (metrics: Metrics) => number | null;
  format: (value: number) => string;
  /** Whether the highest is set strong. */
  compare: boolean;
  /** Whether it is a precision, which is read beside the base rate. */
  isPrecision?: boolean;
}

const decimals = (value: number): string => value.toFixed(3);

/** The quantities that need no labels. */
const budget: Quantity[] = [
  {
    name: "alerts",
    about: "events at or above the threshold of the budget",
    read: (m) => m.alerts,
    format: formatCount,
    compare: false
  },
  {
    name: "threshold",
    about: "the score at which the budget is spent",
    read: (m) => m.threshold,
    format: decimals,
    compare: false
  }
];

/** The quantities that labels add. */
const detection: Quantity[] = [
  {
    name: "recall at budget",
    about: "attacks among the alerts, of all attacks",
    read: (m) => m.recallAtBudget,
    format: formatShare,
    compare: true
  },
  {
    name: "precision at budget",
    about: "attacks among the alerts, of all alerts",
    read: (m) => m.precisionAtBudget,
    format: formatShare,
    compare: true,
    isPrecision: true
  }
];

/**
 * Shows the metrics of all models side by side, for all events and for those after training; the
 * better of a row is set strong. Without labels it says so, and shows what there is.
 */
export function metricsTable(models: Models): HTMLElement {
  const windows = (["test", "all"] as const).filter((w) =>
    models.some(({metrics}) => metrics.some((m) => m.window === w && m.events > 0))
  );
  const labelled = models.some(({metrics}) => metrics.some(({labelled}) => labelled > 0));
  const tables = windows.map((window) => windowTable(models, window));
  const unlabelled = element(
    "p",
    {class: "about"},
    "These events have no labels. The number of attacks that a model finds is unknown; the number of its alerts is not."
  );
  return element(
    "div",
    {class: "metrics", "data-export": "models-found"},
    !labelled && unlabelled,
    ...tables
  );
}

function windowTable(models: Models, window: Metrics["window"]): HTMLElement {
  const metrics = models.map((model) => model.metrics.find((m) => m.window === window));
  const first = metrics.find((m) => m !== undefined)!;
  const title = window === "test" ? "after training" : "all events, those of training included";
  const about = first.labelled
    ? `${formatCount(first.attacks)} ${plural(first.attacks, "attack")} among ${formatCount(first.labelled)} labelled of ${formatCount(first.events)}`
    : `${formatCount(first.events)} events`;
  return table(quantities(first), {
    label: `what was measured, ${title}`,
    caption: element("span", {}, element("b", {}, title), ` · ${about}`),
    columns: [
      {
        name: element("span", {class: "unseen"}, "quantity"),
        header: true,
        cell: ({name, about}) => [name, element("span", {class: "faint"}, ` ${about}`)]
      },
      ...models.map(({name}, i) => ({
        name,
        number: true,
        cell: (quantity: Quantity) => valueOf(quantity, metrics, i)
      }))
    ]
  });
}

function quantities({baseRate, labelled}: Metrics): Quantity[] {
  if (labelled === 0) return budget;
  const base = baseRate === null ? "" : ` (base rate ${formatShare(baseRate)})`;
  return [
    {
      name: "average precision",
      about: `random: ${baseRate === null ? "not defined" : baseRate.toPrecision(2)}`,
      read: (m) => m.ap,
      format: decimals,
      compare: true
    },
    ...detection.map((quantity) =>
      quantity.isPrecision ? {...quantity, about: `${quantity.about}${base}`} : quantity
    ),
    ...budget
  ];
}

/** Returns the value of model *i*, strong where it is the best and the others differ. */
function valueOf(
  {read, format, compare}: Quantity,
  metrics: readonly (Metrics | undefined)[],
  i: number
): HTMLElement | string {
  const values = metrics.map((of) => (of ? read(of) : null));
  const texts = values.map((value) => (value === null ? "–" : format(value)));
  const best = Math.max(...values.map((value) => value ?? -Infinity));
  const strong = compare && values[i] === best && new Set(texts).size > 1;
  return strong ? element("b", {}, texts[i]) : texts[i];
}
