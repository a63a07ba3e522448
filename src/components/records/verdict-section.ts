import type {Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {section} from "../kit/section.js";
import {verdictSentence} from "./verdict-sentence.js";
import {suppressionPanel} from "./suppression-panel.js";
import {verdictPanel} from "./verdict-panel.js";

/** Lists the verdicts and suppressions of this browser, and measures this run against the imported verdicts. */
export function verdictSection({verdictSummary, provenance}: Today): HTMLElement {
  return section(
    {title: "Your verdicts", attributes: {id: "verdicts"}},
    verdictPanel({evaluation: provenance.artifacts.evaluation}),
    verdictSummary && element("p", {class: "about measured"}, verdictSentence(verdictSummary)),
    element("h2", {}, "Your suppressions"),
    suppressionPanel()
  );
}
