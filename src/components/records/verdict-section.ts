import type {Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {verdictSentence} from "./verdict-sentence.js";
import {suppressionPanel} from "./suppression-panel.js";
import {verdictPanel} from "./verdict-panel.js";

/** Lists the verdicts and suppressions of this browser, and says what those that were taken in say of this run. */
export function verdictSection({judged, provenance}: Today): HTMLElement {
  return element(
    "section",
    {class: "part", id: "verdicts"},
    element("h2", {}, "Your verdicts"),
    verdictPanel({evaluation: provenance.artifacts.evaluation}),
    judged && element("p", {class: "about judged"}, verdictSentence(judged)),
    element("h2", {}, "Your suppressions"),
    suppressionPanel()
  );
}
