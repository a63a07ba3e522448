import type {ListedRule, SuggestedFilter} from "../../core/schema/rules.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare, plural, visible} from "../kit/format.js";
import {section} from "../kit/section.js";
import {expandableTable} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {codeText} from "./code-pair.js";
import {levelMark} from "./level-mark.js";
import type {RulesContext} from "./overlap-section.js";
import {rate} from "./rule-rate.js";

/** Lists the rules that were run and have no hit, with the reason. */
export function silentSection({page, data}: RulesContext): HTMLElement {
  const silent = page.rules.filter(({silence}) => silence !== null);
  return section(
    {
      title: "Rules without a hit",
      about: silent.length
        ? `${formatCount(silent.length)} of the rules that were run match nothing. No record of a log, or of a field: the sensor does not write it, or it was not given.`
        : "Every rule that was run has a hit."
    },
    silent.length > 0 &&
      expandableTable(silent, {
        shown: 8,
        label: "Rules without a hit",
        columns: [
          {name: "level", cell: ({level}) => levelMark(level)},
          {name: "rule", header: true, class: "rule-title", cell: ruleLink},
          {name: "why", class: "wrap", cell: ({silence}) => visible(silence!).slice(0, 300)}
        ]
      }),
    provenanceLine(page.provenance, {
      n: silent.length,
      data,
      query:
        "SELECT rule, title, log, kind FROM rules WHERE state = 'run' AND hits = 0 ORDER BY rule",
      exports: {
        name: "rules-without-a-hit",
        rows: () => silent.map(({rule, id, title, log, silence}) => ({rule, id, title, log, silence})) // prettier-ignore
      }
    })
  );
}

/** Lists the rules that fire more often than the budget allows, each with a filter that would make it rarer. */
export function frequentSection({page, data}: RulesContext): HTMLElement {
  const frequent = page.rules
    .filter(
      ({state, hits, ratePerDay}) => state === "run" && hits > 0 && ratePerDay > page.budgetPerDay
    ) // prettier-ignore
    .sort((a, b) => b.ratePerDay - a.ratePerDay || a.rule - b.rule);
  const budget = `${formatCount(page.budgetPerDay)} a day`;
  return section(
    {
      title: "Rules that fire too often",
      about: frequent.length
        ? `More host-hours than the budget of ${budget}. A filter is a file beside the rule that excludes what is known: below, the most frequent source or destination of each. Check what it is before you exclude it.`
        : `No rule has more host-hours (hours of hosts with a hit) than the budget of ${budget}.`
    },
    ...frequent.map(frequentRule),
    provenanceLine(page.provenance, {
      n: frequent.length,
      data,
      query: `SELECT rule, title, rate_per_day, hits FROM rules WHERE state = 'run' AND rate_per_day > ${page.budgetPerDay} ORDER BY rate_per_day DESC, rule`,
      exports: {
        name: "rules-too-often",
        rows: () =>
          frequent.map(({rule, id, title, ratePerDay, hits, filter}) => ({
            ...{rule, id, title, rate_per_day: ratePerDay, hits},
            filter: filter?.yaml ?? null
          }))
      }
    })
  );
}

function frequentRule(rule: ListedRule): HTMLElement {
  const {filter, ratePerDay, hits} = rule;
  const head = element(
    "summary",
    {},
    levelMark(rule.level),
    " ",
    element("b", {}, visible(rule.title).slice(0, 120)),
    element("span", {class: "faint"}, ` ${rate(ratePerDay)} host-hours a day, ${formatCount(hits)} ${plural(hits, "hit")}`) // prettier-ignore
  );
  const advice = filter
    ? [element("p", {}, filterText(filter, rule.kind)), codeText({title: "Filter", text: filter.yaml})]
    : [element("p", {}, "No single source or destination stands out, or the rule has neither an id nor a name that a filter could give.")]; // prettier-ignore
  const open = element("a", {href: `#rule-${rule.rule}`}, "open the rule");
  return element("details", {class: "frequent"}, head, ...advice, element("p", {}, open));
}

/** Returns what a filter would exclude and cost, in a sentence. */
export function filterText(
  {excludes, hits, of, attacks}: SuggestedFilter,
  kind: ListedRule["kind"]
): string {
  const what = excludes.map(({field, value}) => `${field} ${visible(value).slice(0, 100)}`).join(" and "); // prettier-ignore
  const cost =
    attacks === null
      ? "No flow has a label, so what it would hide is not known."
      : attacks === 0
        ? "None of them is labelled an attack."
        : `It would hide ${formatCount(attacks)} labelled ${plural(attacks, "attack")}.`;
  return `Excludes ${what}: ${formatCount(hits)} of ${formatCount(of)} listed ${kind === "rule" ? "hits" : "records of its windows"} (${formatShare(hits / of)}). ${cost}`;
}

function ruleLink({rule, title}: ListedRule): HTMLElement {
  return element("a", {href: `#rule-${rule}`}, visible(title).slice(0, 120));
}
