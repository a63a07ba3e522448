import type {ThresholdPage} from "../../core/schema/threshold.js";
import {element} from "../kit/element.js";
import {formatCount, formatPerDay, formatScore, formatShare} from "../kit/format.js";
import {runBudget} from "./threshold-by-rule.js";
import {maxPerDay} from "./threshold-counts.js";
import type {Above} from "./threshold-counts.js";
import type {ThresholdState} from "./threshold-state.js";

/** The lowest and the highest base rate on the slider, as powers of ten. */
const rates = [-6, Math.log10(0.5)] as const;

/** Called with the choice of a control, and whether the gesture has ended. */
export type OnChoice = (choice: Choice, ended: boolean) => void;

/** Alerts a day, a threshold, a base rate, or the threshold to compare with: the reader’s or the run’s. */
export type Choice =
  {perDay: number} | {threshold: number} | {baseRate: number} | {pin: "here" | "run"};

/** A control that shows a state. */
export interface Control {
  node: HTMLElement;
  show(state: ThresholdState, above: Above): void;
}

/** Returns the slider and the field for the alerts a day, and the buttons that pin a threshold. */
export function budgetControl(page: ThresholdPage, onChoice: OnChoice): Control {
  const max = maxPerDay(page);
  const range = element("input", {type: "range", id: "alerts-a-day", min: 1, max, step: 1});
  const field = element("input", {
    type: "number",
    min: 1,
    max,
    step: 1,
    "aria-label": "Alerts a day, as a number"
  });
  const ask = (input: HTMLInputElement, ended: boolean) => {
    const perDay = input.valueAsNumber;
    if (perDay >= 1) onChoice({perDay: Math.min(max, perDay)}, ended);
  };
  for (const input of [range, field]) {
    input.addEventListener("input", () => ask(input, false));
    input.addEventListener("change", () => ask(input, true));
  }
  const button = (text: string, choice: Choice) => {
    const node = element("button", {type: "button", class: "plain"}, text);
    node.addEventListener("click", () => onChoice(choice, true));
    return node;
  };
  const budget = runBudget(page);
  const back = button(
    budget === null ? "Back to the run’s threshold" : `Back to ${formatCount(budget)} a day`,
    {threshold: page.threshold}
  );
  const pin = button("Compare with this threshold", {pin: "here"});
  const unpin = button("Compare with the run’s threshold", {pin: "run"});
  const node = element(
    "div",
    {class: "threshold-budget"},
    element("label", {for: "alerts-a-day"}, "Alert budget: alerts a day"),
    element("span", {class: "range"}, range, scaleEnds("1", formatCount(max))),
    field,
    element("span", {class: "buttons"}, back, pin, unpin)
  );
  return {
    node,
    show({budget, pin: pinned}, above) {
      const shown = budget ?? above.perDay;
      range.value = String(Math.round(shown));
      range.setAttribute(
        "aria-valuetext",
        `${formatPerDay(shown)} alerts a day, threshold ${formatScore(above.threshold)}`
      );
      if (document.activeElement !== field || field.valueAsNumber !== shown)
        field.value = String(Number(shown.toPrecision(3)));
      unpin.hidden = pinned === page.threshold;
    }
  };
}

/** Returns the slider and the field for the base rate at which precision is given. */
export function baseRateControl(onChoice: OnChoice): Control {
  const [min, max] = rates;
  const range = element("input", {type: "range", id: "base-rate", min, max, step: 0.01});
  const field = element("input", {
    type: "number",
    min: 0.1,
    max: 50_000,
    step: "any",
    "aria-label": "Attacks in 100,000 events"
  });
  const status = element("span", {class: "status"});
  const ask = (baseRate: number, ended: boolean) => {
    if (baseRate > 0 && baseRate < 1) onChoice({baseRate}, ended);
  };
  const rate = () => Number((10 ** range.valueAsNumber).toPrecision(3));
  range.addEventListener("input", () => ask(rate(), false));
  range.addEventListener("change", () => ask(rate(), true));
  field.addEventListener("input", () => ask(field.valueAsNumber / 1e5, false));
  field.addEventListener("change", () => ask(field.valueAsNumber / 1e5, true));
  const node = element(
    "div",
    {class: "threshold-base"},
    element("label", {for: "base-rate"}, "Attacks in 100,000 events"),
    element("span", {class: "range"}, range),
    field,
    status
  );
  return {
    node,
    show({baseRate}) {
      range.value = String(Math.log10(baseRate));
      range.setAttribute("aria-valuetext", oneIn(baseRate));
      if (document.activeElement !== field)
        field.value = String(Number((baseRate * 1e5).toPrecision(3)));
      status.textContent = `${formatShare(baseRate)}, ${oneIn(baseRate)}`;
    }
  };
}

function oneIn(baseRate: number): string {
  return `one in ${formatCount(1 / baseRate)}`;
}

function scaleEnds(low: string, high: string): HTMLElement {
  return element(
    "span",
    {class: "ends", "aria-hidden": "true"},
    element("span", {}, low),
    element("span", {}, high)
  );
}
