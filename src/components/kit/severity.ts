import type {FoundBy, Severity} from "../../core/schema/incidents.js";
import type {Level} from "../../core/sigma/rule.js";
import {element} from "./element.js";
import {ramp} from "./score-color.js";

/** Where each severity lies on the ramp of scores, in [0, 1]. */
const places: Record<Severity, number> = {critical: 1, high: 0.72, medium: 0.4, low: 0.08};

/** Returns the CSS colour of a severity, a `light-dark()` of both themes, from the ramp that scores have. */
export function severityColor(severity: Severity): string {
  return `light-dark(${ramp(places[severity], "light")}, ${ramp(places[severity], "dark")})`;
}

/**
 * Returns the name of a severity, or of the level of a rule, behind a mark of its colour: the colour never stands alone.
 * What is informational is no severity, and its mark has none.
 */
export function severityMark(level: Level): HTMLElement {
  const mark = element("i", {class: "severity-mark", "aria-hidden": "true"});
  if (level !== "informational") mark.style.background = severityColor(level);
  return element("b", {class: "severity"}, mark, level);
}

/** What finds an incident, in words. */
export const foundByNames: Readonly<Record<FoundBy, string>> = {
  models: "models",
  rules: "rules alone",
  both: "rules and models"
};

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
