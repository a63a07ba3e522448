import type {Level} from "../../core/sigma/rule.js";
import {element} from "../kit/element.js";
import {severityMark} from "../kit/severity.js";

/** Returns the level of a rule as the severity of its name, behind a mark of its colour; informational has none. */
export function levelMark(level: Level): HTMLElement {
  return level === "informational" ? element("span", {class: "soft"}, level) : severityMark(level);
}
