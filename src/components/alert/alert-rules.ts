import type {Provenance} from "../../core/schema/published.js";
import {levels} from "../../core/sigma/rule.js";
import type {PublishedDatabase} from "../database/client.js";
import {readRules} from "../database/published-rules.js";
import type {ShownRule} from "../database/published-rules.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, plural} from "../kit/format.js";
import {later} from "../kit/lazy-part.js";
import {ruleLink} from "../kit/rule-text.js";
import {section} from "../kit/section.js";
import {severityMark} from "../kit/severity.js";
import {expandableTable} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import type {AlertEvent} from "./alert-data.js";

/** A rule that matches an event, and the log whose records of the event it matches. */
interface MatchingRule extends ShownRule {
  log: string;
  records: number;
}

const hitsQuery = `SELECT rule, log, count(DISTINCT record) AS records FROM rule_hits WHERE event_id = ? GROUP BY ALL ORDER BY rule, log`;

/** Returns the section of the rules that match an event, its records in other logs included. */
export function rulesSection(
  event: AlertEvent,
  {
    database,
    provenance
  }: {
    database: Promise<PublishedDatabase>;
    provenance: Provenance;
  }
): HTMLElement {
  const {event_id} = event;
  const found = later(async () => {
    const {of, rules} = await readMatchingRules(await database, event_id);
    if (of === 0) return element("p", {class: "about"}, "No rule matches this event.");
    const missing = of - new Set(rules.map(({rule}) => rule)).size;
    return element(
      "div",
      {},
      rules.length > 0 && matchingTable(rules),
      missing > 0 && element("p", {class: "about"}, missingText(missing)),
      provenanceLine(provenance, {
        n: rules.length,
        query: `${hitsQuery} -- ? = ${event_id}`,
        exports: {
          name: `event-${event_id}-rules`,
          rows: () =>
            rules.map(({techniques, falsePositives, ...rule}) => ({
              event_id,
              ...rule,
              techniques: techniques.join(" "),
              false_positives: JSON.stringify(falsePositives)
            })),
          json: ["false_positives"]
        }
      })
    );
  });
  return section({title: "Rules"}, found);
}

/** Reads how many rules match an event, and those whose hits are published. */
async function readMatchingRules(
  database: PublishedDatabase,
  event: number
): Promise<{of: number; rules: MatchingRule[]}> {
  const [flow] = await database.query<{rules: number}>(
    "SELECT rules FROM rule_flows WHERE event_id = ?",
    [event]
  );
  if (!flow) return {of: 0, rules: []};
  const hits = await database.query<{rule: number; log: string; records: number}>(hitsQuery, [
    event
  ]);
  const known = await readRules(database, [...new Set(hits.map(({rule}) => rule))]);
  return {
    of: flow.rules,
    rules: hits
      .flatMap((hit) => {
        const rule = known.get(hit.rule);
        return rule ? [{...rule, log: hit.log, records: hit.records}] : [];
      })
      .sort((a, b) => levels.indexOf(b.level) - levels.indexOf(a.level))
  };
}

function matchingTable(rules: readonly MatchingRule[]): HTMLElement {
  return expandableTable(rules, {
    label: "Rules that match this event",
    columns: [
      {name: "level", cell: ({level}) => severityMark(level)},
      {name: "rule", header: true, class: "rule-title", cell: (rule) => ruleLink(rule)},
      {
        name: "technique",
        cell: ({techniques}) => techniques.slice(0, 4).map((one) => nameElement(one, 12, "tag"))
      },
      {name: "log", cell: ({log}) => nameElement(log, 20, "plain")},
      {name: "records", number: true, cell: ({records}) => formatCount(records)}
    ]
  });
}

function missingText(n: number): string {
  return `${formatCount(n)} more ${plural(n, "rule matches", "rules match")} it, but ${plural(n, "has", "have")} so many hits that only the earliest 100,000 are published.`;
}
