import {defaultIncidentsPerDay, maxIncidentsPerDay} from "../../../core/incidents/budget.js";
import type {IncidentBudget} from "../../../core/incidents/budget.js";
import {element} from "../../kit/element.js";

/** The most incidents a day on the slider; the field takes more. */
const maxOnSlider = 30;

/** A control that shows a budget. */
export interface IncidentBudgetControl {
  node: HTMLElement;
  show(budget: IncidentBudget, text: string): void;
}

/** Returns the slider and the field for incidents a day, and whether the budget is for each day or on average. */
export function incidentBudgetControl(
  onBudget: (budget: IncidentBudget, ended: boolean) => void
): IncidentBudgetControl {
  let budget: IncidentBudget = {perDay: defaultIncidentsPerDay, each: false};
  const range = element("input", {type: "range", id: "incidents-a-day", min: 1, max: maxOnSlider, step: 1}); // prettier-ignore
  const field = element("input", {
    type: "number",
    min: 0.1,
    max: maxIncidentsPerDay,
    step: "any",
    "aria-label": "Incidents a day, as a number"
  });
  for (const input of [range, field]) {
    const ask = (ended: boolean) => {
      const perDay = input.valueAsNumber;
      if (perDay > 0 && perDay <= maxIncidentsPerDay) onBudget({...budget, perDay}, ended);
    };
    input.addEventListener("input", () => ask(false));
    input.addEventListener("change", () => ask(true));
  }
  const each = element("input", {type: "checkbox"});
  each.addEventListener("change", () => onBudget({...budget, each: each.checked}, true));
  const node = element(
    "div",
    {class: "threshold-budget"},
    element("label", {for: "incidents-a-day"}, "Incidents a day"),
    element("span", {class: "range"}, range),
    field,
    element("label", {class: "each-day"}, each, " for each day by itself, not on average")
  );
  return {
    node,
    show(next, text) {
      budget = next;
      range.value = String(Math.min(maxOnSlider, Math.round(next.perDay)));
      range.setAttribute("aria-valuetext", text);
      each.checked = next.each;
      if (document.activeElement !== field)
        field.value = String(Number(next.perDay.toPrecision(3)));
    }
  };
}
