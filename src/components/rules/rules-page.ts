import type {RulesPage} from "../../core/schema/rules.js";
import {openDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {traced} from "../provenance/traced-sentence.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {attackMatrix} from "./attack-matrix.js";
import {decileSection} from "./decile-section.js";
import {labelSection, overlapSection} from "./overlap-section.js";
import type {RulesContext} from "./overlap-section.js";
import {problemsSection} from "./problems-section.js";
import {ruleTable} from "./rule-table.js";
import {rulesSentence} from "./rules-sentence.js";
import {systemsSection} from "./systems-section.js";
import {tryRule} from "./try/try-rule.js";
import {frequentSection, silentSection} from "./tuning-sections.js";

/** Shows what rules find that models do not, and the reverse; every rule with what it finds; and what covers ATT&CK. */
export function rulesPage(page: RulesPage, {headline, files}: PageContext): HTMLElement {
  setHeadline(headline, traced(rulesSentence(page), "rules.headline"));
  const context: RulesContext = {
    page,
    data: files["rules.json"],
    database: () => openDatabase(files["events.duckdb"])
  };
  const rules = ruleTable(context);
  return element(
    "div",
    {class: "rules"},
    overlapSection(context),
    labelSection(context),
    rules.node,
    decileSection(context),
    attackMatrix(context, rules.filter),
    frequentSection(context),
    silentSection(context),
    tryRule({...page, events: files["events.duckdb"]}),
    systemsSection(context),
    problemsSection(context)
  );
}
