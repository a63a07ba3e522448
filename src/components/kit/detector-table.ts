import type {ComparedDetector, Comparison} from "../../core/schema/models-page.js";
import {element} from "./element.js";
import {formatBytes, formatCount, formatShare, parameterText, plural} from "./format.js";

/** One column of numbers: what it is called, how it is read, and how it is written. */
interface Quantity {
  name: string;
  about: string;
  read: (detector: ComparedDetector) => number | null;
  format: (value: number) => string;
  /** Whether the highest is set strong. */
  compare: boolean;
}

const decimals = (value: number): string => value.toFixed(3);

/** What labels allow to say. */
const found: Quantity[] = [
  {
    name: "average precision",
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
    name: "precision",
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

/** What can be said without them: how far each agrees with the first. */
const agreement: Quantity[] = [
  {
    name: "same alerts",
    about: "share of its strangest that the first has, too",
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
 * Returns in one sentence which events the detectors were compared on, how many alerts each could
 * raise, and how far to trust a difference.
 */
export function comparisonSentence(comparison: Comparison): string {
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

/** Shows what each detector found, the best first; without labels, the most alike to the first. */
export function detectorTable(comparison: Comparison): HTMLElement {
  const {detectors, attacks, labelled} = comparison;
  const hasClasses = attacks > 0 && attacks < labelled;
  const quantities = hasClasses ? [...found, ...agreement] : agreement;
  const [key] = quantities;
  const ordered = detectors.toSorted((a, b) => (key.read(b) ?? -1) - (key.read(a) ?? -1));
  return element(
    "div",
    {class: "scroll"},
    element(
      "table",
      {class: "detectors"},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("th", {scope: "col"}, "detector"),
          ...quantities.map(({name, about}) =>
            element("th", {scope: "col", class: "number", title: about}, name)
          )
        )
      ),
      element(
        "tbody",
        {},
        ...ordered.map((detector) => detectorLine(detector, quantities, detectors))
      )
    )
  );
}

function detectorLine(
  detector: ComparedDetector,
  quantities: readonly Quantity[],
  all: readonly ComparedDetector[]
): HTMLElement {
  const isFirst = detector === all[0];
  return element(
    "tr",
    {class: isFirst ? "first" : null},
    element("th", {scope: "row"}, about(detector, isFirst)),
    ...quantities.map(({read, format, compare}) => {
      const value = read(detector);
      const text = value === null ? "–" : format(value);
      const best = Math.max(...all.map((other) => read(other) ?? -Infinity));
      const isBest = compare && value === best;
      return element("td", {class: "number"}, isBest ? element("b", {}, text) : text);
    })
  );
}

/** What a detector is, folded behind its name. */
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
      isFirst && element("span", {class: "faint"}, " whose alerts are read")
    ),
    element("p", {}, method),
    element(
      "dl",
      {},
      ...facts.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])
    )
  );
}
