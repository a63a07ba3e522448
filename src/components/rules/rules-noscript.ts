import type {RulesPage} from "../../core/schema/rules.js";
import {formatCount, formatShare} from "../kit/format.js";
import {noscript, table} from "../site/noscript.js";
import {coverOf} from "./attack-matrix.js";
import {sortRules} from "./rule-order.js";
import {rate} from "./rule-rate.js";

/** How many rules and techniques are listed. */
const listed = 100;

/** Returns flows by rules and model, the rules with what they find, and the techniques, for readers without JavaScript. */
export function rulesHtml(page: RulesPage): string {
  const {flows, budgetPerDay, techniques} = page;
  const rules = sortRules(page.rules, null, budgetPerDay).slice(0, listed);
  const overlap = [
    ["a rule hits", formatCount(flows.both), formatCount(flows.rulesOnly)],
    ["no rule hits", formatCount(flows.modelOnly), formatCount(flows.neither)]
  ];
  const rows = rules.map(
    ({level, title, log, kind, hits, entities, ratePerDay, alerts, flows, incidents, silence}) => [
      level,
      title,
      log ?? kind,
      formatCount(hits),
      formatCount(entities),
      hits > 0 ? rate(ratePerDay) : "–",
      flows > 0 ? formatShare(alerts / flows) : "–",
      formatCount(incidents),
      silence ?? ""
    ]
  );
  const cover = techniques.slice(0, listed).map((technique) => {
    const {rules, models} = coverOf(technique);
    return [technique.technique, technique.name ?? "", rules, models];
  });
  return noscript(
    table(["flows", "model alerts", "below the threshold"], overlap),
    rows.length
      ? table(
          ["level", "rule", "log", "hits", "hosts", "host-hours a day", "alerts", "incidents", ""],
          rows
        )
      : "<p>This run has no rules: <code>atalaya run --rules DIR</code> adds some.</p>",
    cover.length ? table(["technique", "name", "rules", "models"], cover) : "",
    "<p>The YAML and SQL of a rule, its hits and its incidents need JavaScript.</p>"
  );
}
