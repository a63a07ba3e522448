import type {EvidenceRule} from "../../core/schema/rules.js";
import {pageHref} from "../site/url-state.js";
import {element} from "./element.js";
import {visible} from "./format.js";
import {lines} from "./sql-panel.js";

/** How many characters of a title, a note and a document are shown: rules may come from anyone. */
const [maxTitle, maxNote, maxText] = [160, 300, 20_000];

/** How many notes are listed. */
const maxNotes = 12;

/** Returns the title of a rule as text to show. */
export function ruleTitle({title}: Pick<EvidenceRule, "title">): string {
  const shown = visible(title.replace(/\s+/g, " "));
  return shown.length > maxTitle ? `${shown.slice(0, maxTitle - 1)}…` : shown;
}

/** Returns the link to the *rule*-th rule of the run on Rules × model. */
export function ruleHref(rule: number): string {
  return `${pageHref("rules")}#${ruleId(rule)}`;
}

/** Returns what names a rule as an element of a page: `rule-` and its place among the rules of the run. */
export function ruleId(rule: number): string {
  return `rule-${rule}`;
}

/** Returns the title of a rule as a link to Rules × model. */
export function ruleLink(rule: Pick<EvidenceRule, "rule" | "title">): HTMLElement {
  return element("a", {href: ruleHref(rule.rule), class: "rule-name"}, ruleTitle(rule));
}

/**
 * Splits the sentence of evidence that is hits of *rule* behind the name of the rule: the title and level, which may be a
 * link, and the rest. The first is empty if the sentence does not begin with a name.
 */
export function splitRuleSentence(
  sentence: string,
  {level}: Pick<EvidenceRule, "level">
): [name: string, rest: string] {
  const end = `’ (${level})`;
  const at = sentence.startsWith("Rule ‘") ? sentence.indexOf(end) + end.length : 0;
  return at < end.length ? ["", sentence] : [sentence.slice(0, at), sentence.slice(at)];
}

/** Returns what else a rule is known to match, as its author says; null if the rule does not say. */
export function falsePositiveList({
  falsePositives
}: Pick<EvidenceRule, "falsePositives">): HTMLElement | null {
  const notes = falsePositives.filter((note) => !/^(none|unknown|unlikely)\.?$/i.test(note.trim()));
  if (notes.length === 0) return null;
  const rest = notes.length - maxNotes;
  return element(
    "div",
    {class: "also-seen"},
    element("p", {class: "about"}, "Also seen when:"),
    element(
      "ul",
      {},
      ...notes.slice(0, maxNotes).map((note) => element("li", {}, bounded(note, maxNote))),
      rest > 0 && element("li", {class: "faint"}, `and ${rest} more`)
    )
  );
}

/** Returns the document of a rule beside the query that it was run with, as text; null stands for a rule that was not run. */
export function ruleSource({yaml, sql}: {yaml: string; sql: string | null}): HTMLElement {
  const part = (name: string, text: string) =>
    element(
      "div",
      {},
      element("h3", {}, name),
      element("pre", {tabindex: 0, "aria-label": name}, bounded(text, maxText))
    );
  return element(
    "div",
    {class: "rule-source"},
    part("Rule (YAML)", yaml),
    part("Query (SQL)", sql === null ? "This rule was not run." : lines(sql))
  );
}

/** Returns *text* with nothing invisible, and at most *most* characters of it. */
function bounded(text: string, most: number): string {
  const start = visible(text.slice(0, most));
  return text.length > most ? `${start}… (${text.length - most} more characters)` : start;
}
