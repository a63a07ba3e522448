import {parseThresholdRule} from "../../core/schema/threshold-rule.js";
import type {ThresholdRule} from "../../core/schema/threshold-rule.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {element} from "../kit/element.js";
import {formatShare} from "../kit/format.js";
import type {Control, OnChoice} from "./budget-controls.js";
import {roundedThreshold} from "./threshold-counts.js";
import {thresholdByRule} from "./threshold-by-rule.js";

/** The rules in the order of the list, with what their value is and where it starts. */
const choices = {
  budget: {label: "Alert budget", unit: null, value: null},
  auto: {label: "Score of an average path (auto)", unit: null, value: null},
  quantile: {label: "Quantile of the scores", unit: "of events below", value: "0.999"},
  incidents: {label: "Incidents of alerts", unit: "a day", value: "5"},
  certified: {label: "Certified share of false alerts", unit: "false at most", value: null}
} as const;

type RuleName = keyof typeof choices;

/** Returns the list of rules that choose a threshold, with the value of the chosen one and what it means. */
export function ruleControl(page: ThresholdPage, onChoice: OnChoice): Control {
  const own = parseThresholdRule(page.rule);
  const select = element(
    "select",
    {id: "threshold-rule"},
    element("option", {value: ""}, "by hand"),
    ...Object.entries(choices).map(([name, {label}]) =>
      element("option", {value: name}, name === own.name ? `${label}: the run’s` : label)
    )
  );
  const field = element("input", {type: "text", inputmode: "decimal", "aria-label": "Value"});
  const levels = levelList(page);
  const unit = element("span", {class: "unit"});
  const status = element("span", {class: "status", "aria-live": "polite"});
  const rounded = (threshold: number) => roundedThreshold(page, threshold);
  let chosen: number | null = page.threshold;
  const showValue = () => {
    const name = select.value as RuleName | "";
    field.hidden = name !== "quantile" && name !== "incidents";
    levels.hidden = name !== "certified" || levels.options.length === 0;
    unit.textContent = (field.hidden && levels.hidden) || !name ? "" : choices[name].unit;
  };
  const apply = () => {
    showValue();
    const rule = readRule(select.value as RuleName | "", field.value, levels.value);
    if (rule === null) return void (status.textContent = "");
    if (rule instanceof RangeError) return void (status.textContent = `Invalid: ${rule.message}`);
    const {threshold, status: text} = thresholdByRule(page, rule);
    status.textContent = text;
    chosen = threshold;
    if (threshold !== null) onChoice({threshold}, true);
  };
  select.addEventListener("change", () => {
    const name = select.value as RuleName | "";
    if (name) field.value = choices[name].value ?? "";
    apply();
  });
  field.addEventListener("change", apply);
  levels.addEventListener("change", apply);
  select.value = own.name;
  if ("value" in own) field.value = levels.value = String(own.value);
  showValue();
  return {
    node: element(
      "div",
      {class: "threshold-rule"},
      element("label", {for: "threshold-rule"}, "Threshold by"),
      ...[select, field, levels, unit, status]
    ),
    show(_, {threshold}) {
      if (chosen === null || rounded(threshold) === rounded(chosen)) return;
      [select.value, status.textContent, chosen] = ["", "", threshold];
      showValue();
    }
  };
}

function levelList({certificate}: ThresholdPage): HTMLSelectElement {
  return element(
    "select",
    {"aria-label": "Share of false alerts"},
    ...(certificate?.levels ?? []).map(({alpha}) =>
      element("option", {value: String(alpha)}, formatShare(alpha))
    )
  );
}

/** Returns the rule of the list with its value; null of none, the error of an invalid value. */
function readRule(name: RuleName | "", value: string, level: string): ThresholdRule | RangeError | null {
  if (name === "") return null;
  const text = {quantile: `:${value}`, incidents: `:${value}`, certified: `:${level}`};
  try {
    return parseThresholdRule(`${name}${text[name as keyof typeof text] ?? ""}`);
  } catch (error) {
    return error as RangeError;
  }
} // prettier-ignore
