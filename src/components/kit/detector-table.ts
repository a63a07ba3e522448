import type {ComparedDetector, Comparison} from "../../core/schema/models-page.js";
import {element} from "./element.js";
import {formatBytes, formatCount, formatShare, parameterText, plural} from "./format.js";
import {omitted} from "./omitted.js";
import {table} from "./table.js";
import type {Column} from "./table.js";

/** A column of numbers. */
interface Quantity {
  name: string;
  about: string;
  read: (detector: ComparedDetector) => number | null;
  format: (value: number) => string;
  /** Whether the highest is set strong. */
  compare: boolean;
}

const decimals = (value: number): string => value.toFixed(3);

/** The measures that need labels; precision stands beside the base rate. */
const measuresOf = (baseRate: number | null): Quantity[] => [
  {
    name: `average precision (base rate ${formatShare(baseRate)})`,
    about: "over all thresholds; a random order has the base rate",
    read: ({ap}) => ap,
    format: decimals,
    compare: true
  },
  {
    name: "AUROC",
    about: "random: 0.5; flatters where attacks are rare",
    read: ({auroc}) => auroc,
    format: decimals,
    compare: true
  },
  {
    name: `precision (base rate ${formatShare(baseRate)})`,
    about: "attacks among its alerts",
    read: ({precisionAtBudget}) => precisionAtBudget,
    format: formatShare,
    compare: true
  },
  {
    name: "recall",
    about: "of all attacks, those among its alerts",
    read: ({recallAtBudget}) => recallAtBudget,
    format: formatShare,
    compare: true
  }
];

/** The measures without labels: how far each detector agrees with the first. */
const agreement: Quantity[] = [
  {
    name: "same alerts",
    about: "share of its alerts that the first has, too",
    read: ({overlap}) => overlap,
    format: formatShare,
    compare: false
  },
  {
    name: "rank correlation",
    about: "with the first, over all of these events; Spearman’s",
    read: ({spearman}) => spearman,
    format: (value) => (Math.round(value * 100) / 100 + 0).toFixed(2).replace("-", "−"),
    compare: false
  }
];

/**
 * Returns the events that the detectors were compared on, how many alerts each could raise, and how far to
 * trust a difference; or that they were omitted.
 */
export function comparisonSentence(comparison: Comparison | null): string {
  if (!comparison) return omitted("Other detectors on the same events");
  const {events, of, window, attacks, labelled, baseRate, budget} = comparison;
  const where = window === "test" ? "after training" : "of the log";
  const drawn =
    events === of
      ? `all ${formatCount(of)} events ${where}`
      : `${formatCount(events)} events drawn from the ${formatCount(of)} ${where}`;
  const labels = labelled
    ? `; of the ${formatCount(labelled)} with a label ${formatCount(attacks)} ${plural(attacks, "is an attack", "are attacks")} (${formatShare(baseRate)})`
    : "";
  return `Fitted on the same rows with their usual parameters, none tuned, and set on ${drawn}${labels}. Each may raise ${formatCount(budget)} ${plural(budget, "alert")}: the budget’s share. One draw and one seed: small differences are chance.`;
}

/** Shows what each detector found, the best first; without labels, the most similar to the first. */
export function detectorTable({detectors, attacks, labelled, baseRate}: Comparison): HTMLElement {
  const hasClasses = attacks > 0 && attacks < labelled;
  const quantities = hasClasses ? [...measuresOf(baseRate), ...agreement] : agreement;
  const [key] = quantities;
  const isFirst = (detector: ComparedDetector) => detector === detectors[0];
  return table(
    detectors.toSorted((a, b) => (key.read(b) ?? -1) - (key.read(a) ?? -1)),
    {
      class: "detectors",
      columns: [
        {name: "detector", header: true, cell: (detector) => about(detector, isFirst(detector))},
        ...quantities.map((quantity) => quantityColumn(quantity, detectors))
      ],
      row: (detector) => ({class: isFirst(detector) ? "first" : null})
    }
  );
}

function quantityColumn(
  {name, about, read, format, compare}: Quantity,
  all: readonly ComparedDetector[]
): Column<ComparedDetector> {
  const best = Math.max(...all.map((detector) => read(detector) ?? -Infinity));
  return {
    name,
    number: true,
    title: about,
    cell(detector) {
      const value = read(detector);
      const text = value === null ? "–" : format(value);
      return compare && value === best ? element("b", {}, text) : text;
    }
  };
}

/** Returns the description of a detector, folded behind its name. */
function about(detector: ComparedDetector, isFirst: boolean): HTMLElement {
  const {title, method, score, cost, source, parameters, bytes, sha256} = detector;
  const given = Object.entries(parameters).map(
    ([name, value]) => `${name} ${parameterText(value)}`
  );
  const facts: [string, string][] = [
    ["score", score],
    ["cost", cost],
    ["source", source],
    ["parameters", given.join(", ")],
    ["file", `${formatBytes(bytes)}, sha256 ${sha256}`]
  ];
  return element(
    "details",
    {class: "detector"},
    element(
      "summary",
      {},
      title,
      isFirst && element("span", {class: "faint"}, " whose alerts are published")
    ),
    element("p", {}, method),
    element(
      "dl",
      {},
      ...facts.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])
    )
  );
}
