import type {RulesPage} from "../../core/schema/rules.js";
import {formatCount, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";
import {pageHref} from "../site/url-state.js";
import type {CellName} from "./overlap-cells.js";

/** Returns what rules find that the models do not, and the reverse, in a sentence; its numbers open what they count. */
export function rulesSentence(page: RulesPage): SentencePart[] {
  const {flows, incidents, rules} = page;
  const alone = rules.filter(({state}) => state === "run").length;
  const hits = flows.both + flows.rulesOnly + incidents.both + incidents.rulesOnly;
  if (alone === 0) return withoutRules(page);
  if (hits === 0 && rules.every((rule) => rule.hits === 0)) return withoutHits(page, alone);
  return [
    {text: "Rules alone find "},
    ...count("incidents-rules", incidents.rulesOnly, "incident"),
    {text: " and hit "},
    ...count("flows-rules", flows.rulesOnly, "flow"),
    {text: " that the model does not alert on; models alone find "},
    ...count("incidents-models", incidents.modelsOnly, "incident"),
    {text: " and alert on "},
    ...count("flows-model", flows.modelOnly, "flow"),
    {text: " that no rule hits. Both agree on "},
    ...count("incidents-both", incidents.both, "incident"),
    {text: " and "},
    ...count("flows-both", flows.both, "flow"),
    {text: "."}
  ];
}

function count(cell: CellName, n: number, unit: string): SentencePart[] {
  const number = {text: formatCount(n), href: pageHref("rules", {show: cell})};
  return [number, {text: ` ${plural(n, unit)}`}];
}

function withoutRules(page: RulesPage): SentencePart[] {
  const others = page.notApplicable.reduce((sum, {rules}) => sum + rules, 0);
  const why = others
    ? `None of the ${formatCount(others)} ${plural(others, "rule")} of this run is for a log that it has`
    : "This run has no rules";
  return [{text: `${why}: `}, ...modelsAlone(page)];
}

function withoutHits(page: RulesPage, rules: number): SentencePart[] {
  const text = `${formatCount(rules)} ${plural(rules, "rule was", "rules were")} run, and none has a hit: `;
  return [{text}, ...modelsAlone(page)];
}

function modelsAlone({flows, incidents}: RulesPage): SentencePart[] {
  const events = flows.both + flows.rulesOnly + flows.modelOnly + flows.neither;
  return [
    {text: "the models alone find "},
    ...count("incidents-models", incidents.modelsOnly, "incident"),
    {text: " and alert on "},
    ...count("flows-model", flows.modelOnly, "flow"),
    {text: ` of ${formatCount(events)}.`}
  ];
}
