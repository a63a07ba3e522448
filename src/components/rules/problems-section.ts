import {element} from "../kit/element.js";
import {formatCount, plural, visible} from "../kit/format.js";
import {section} from "../kit/section.js";
import {expandableTable} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import type {RulesContext} from "./overlap-section.js";

/** Lists the rules that were not run, by log source, and what is wrong with invalid documents. */
export function problemsSection({page, data}: RulesContext): HTMLElement {
  const {notApplicable, problems} = page;
  const others = notApplicable.reduce((sum, {rules}) => sum + rules, 0);
  return section(
    {
      title: "Rules that were not run",
      about: `${others > 0 ? `${formatCount(others)} ${plural(others, "rule is", "rules are")} for logs that this run does not have or that are never read.` : "Every valid rule is for a log that is read."} ${problems.length > 0 ? `${formatCount(problems.length)} ${plural(problems.length, "problem")} of documents that are no valid rule:` : "No document is invalid."}`
    },
    element(
      "div",
      {"data-export": true},
      problems.length > 0 &&
        expandableTable(problems, {
          label: "Problems of documents",
          columns: [
            {name: "file", header: true, class: "wrap mono", cell: ({file, line}) => `${visible(file).slice(0, 200)}:${line}`}, // prettier-ignore
            {name: "field", cell: ({field}) => visible(field).slice(0, 60)},
            {name: "problem", class: "wrap", cell: ({message}) => visible(message).slice(0, 300)},
            {name: "remedy", class: "wrap", cell: ({remedy}) => visible(remedy).slice(0, 300)}
          ]
        }),
      notApplicable.length > 0 &&
        expandableTable(notApplicable, {
          label: "Rules that are not applicable, by log source",
          columns: [
            {name: "log source", header: true, class: "wrap", cell: ({logSource}) => visible(logSource).slice(0, 120)}, // prettier-ignore
            {name: "rules", number: true, cell: ({rules}) => formatCount(rules)},
            {name: "why", class: "wrap", cell: ({reason}) => visible(reason).slice(0, 200)}
          ]
        })
    ),
    provenanceLine(page.provenance, {
      n: others,
      data,
      query: "SELECT log_source, reason, count(*) AS rules FROM rules WHERE state = 'not applicable' GROUP BY ALL ORDER BY rules DESC\n-- invalid documents: SELECT * FROM rule_problems", // prettier-ignore
      exports: {name: "rules-not-run", rows: () => notApplicable.map((row) => ({...row}))}
    })
  );
}
