import type {Severity} from "../../core/schema/incidents.js";
import {element} from "./element.js";
import {ramp} from "./score-color.js";

/** Where each severity lies on the ramp of scores, in [0, 1]. */
const places: Record<Severity, number> = {critical: 1, high: 0.72, medium: 0.4, low: 0.08};

/** Returns the CSS colour of a severity, a `light-dark()` of both themes, from the ramp that scores have. */
export function severityColor(severity: Severity): string {
  return `light-dark(${ramp(places[severity], "light")}, ${ramp(places[severity], "dark")})`;
}

/** Returns the name of a severity behind a mark of its colour: the colour never stands alone. */
export function severityMark(severity: Severity): HTMLElement {
  const mark = element("i", {class: "severity-mark", "aria-hidden": "true"});
  mark.style.background = severityColor(severity);
  return element("b", {class: "severity"}, mark, severity);
}

/** Returns how often a rate a day is, in words; e.g., `about once in 28 days here`. */
export function rateText(ratePerDay: number): string {
  if (ratePerDay > 2 / 3) {
    const times = Math.round(ratePerDay);
    return times <= 1 ? "about once a day here" : `about ${times} times a day here`;
  }
  const days = Math.round(1 / ratePerDay);
  if (days > 3_650) return "less than once in ten years here";
  return `about once in ${days.toLocaleString("en-US")} days here`;
}
