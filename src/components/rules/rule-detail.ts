import {findTechnique} from "../../core/attack/techniques.js";
import type {ListedRule} from "../../core/schema/rules.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {formatCount, formatDuration, formatScore, formatShare, formatTime, plural, visible} from "../kit/format.js"; // prettier-ignore
import {later} from "../kit/lazy-part.js";
import {responsive} from "../kit/responsive.js";
import {expandableTable} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {alertHref, pageHref} from "../site/url-state.js";
import {codeTexts} from "./code-pair.js";
import {incidentRows} from "./incident-rows.js";
import type {RulesContext} from "./overlap-section.js";
import {
  hitsQuery,
  maxHits,
  readHits,
  readRuleIncidents,
  readTexts,
  readWindows,
  ruleIncidentsQuery,
  windowsQuery
} from "./rule-data.js";
import type {RuleHitRow} from "./rule-data.js";
import {maxGroups, windowsFigure} from "./rule-windows.js";

/** Shows one rule: what it says, its text beside its query, its hits, and what the model adds. */
export function ruleDetail(rule: ListedRule, context: RulesContext): HTMLElement {
  const {database} = context;
  return element(
    "div",
    {class: "rule-detail"},
    ...factsOf(rule),
    later(async () => {
      const {yaml, sql} = await readTexts(await database(), rule.rule);
      const query = sql === null ? [] : [{title: "SQL", text: sql}];
      return codeTexts([{title: "YAML", text: yaml}, ...query]);
    }, "240px"),
    rule.correlation && rule.hits > 0 && windowsPart(rule, rule.correlation, context),
    rule.hits > 0 && hitsPart(rule, context),
    rule.hits > 0 && addedPart(rule),
    rule.incidents > 0 && incidentsPart(rule, context)
  );
}

/** Returns what the rule says of itself. All of it is text of its file. */
function factsOf(rule: ListedRule): Child[] {
  const {description, falsePositives, techniques, tactics, references, author, status, path, id} =
    rule;
  const named = techniques.map((technique) => {
    const name = findTechnique(technique)?.name;
    return `${visible(technique)}${name ? ` ${name}` : ""}`;
  });
  const entries: [string, string][] = [
    ["false positives", falsePositives.map((text) => visible(text).slice(0, 300)).join("; ")],
    ["ATT&CK", [...tactics.map((tactic) => visible(tactic)), ...named].join("; ")],
    ["references", references.map((text) => visible(text).slice(0, 300)).join("\n")],
    ["author", visible(author ?? "").slice(0, 200)],
    ["status", visible(status ?? "").slice(0, 40)],
    ["file", visible(path).slice(0, 300)],
    ["id", visible(id).slice(0, 100)]
  ];
  const terms = entries
    .filter(([, text]) => text !== "")
    .flatMap(([term, text]) => [element("dt", {}, term), element("dd", {}, text)]);
  return [
    description !== null && element("p", {class: "lead"}, visible(description).slice(0, 2_000)),
    element("dl", {class: "rule-facts"}, ...terms)
  ];
}

function part(title: string, about: string, ...content: Child[]): HTMLElement {
  return element(
    "div",
    {class: "part"},
    element("h3", {}, title),
    element("p", {class: "about"}, about),
    ...content
  );
}

function windowsPart(
  {rule, hits}: ListedRule,
  correlation: NonNullable<ListedRule["correlation"]>,
  {page, database}: RulesContext
): HTMLElement {
  const {type, groupBy, timespanSeconds, comparisons} = correlation;
  const asked = comparisons.map(({comparison, value}) => `${comparison} ${value}`).join(" and ");
  const groups = groupBy.length > 0 ? ` by ${groupBy.map((name) => visible(name)).join(", ")}` : "";
  return part(
    "Windows that fired",
    `${type}${groups} within ${formatDuration(timespanSeconds)}${asked ? `, ${asked}` : ""}. A bar is a window, windows that overlap as one, as tall as its measure; dashed: what the rule asks for. The ${maxGroups} groups with the highest measures.`,
    later(async () => {
      const windows = await readWindows(await database(), rule);
      const {first, last} = page;
      return element(
        "figure",
        {},
        responsive((width) => windowsFigure(windows, {comparisons}, {width, first, last}))
      );
    }, "120px"),
    provenanceLine(page.provenance, {
      n: hits,
      query: windowsQuery(rule),
      figure: "rules.by-rule",
      exports: {
        name: `rule-${rule}-windows`,
        rows: async () => (await readWindows(await database(), rule)).map((row) => ({...row})),
        times: ["since", "until"]
      }
    })
  );
}

function hitsPart({rule, hits, kind}: ListedRule, {page, database}: RulesContext): HTMLElement {
  const records = kind === "correlation" ? "records of its windows" : "records";
  return part(
    "Hits",
    `The first ${formatCount(maxHits)} ${records} in order of time. The time leads to the flow, if the record belongs to one.`,
    later(async () => hitTable(await readHits(await database(), rule), page.threshold), "160px"),
    provenanceLine(page.provenance, {
      n: hits,
      query: hitsQuery(rule),
      figure: "rules.by-rule",
      exports: {
        name: `rule-${rule}-hits`,
        rows: async () => (await readHits(await database(), rule)).map((row) => ({...row}))
      }
    })
  );
}

function hitTable(rows: readonly RuleHitRow[], threshold: number): HTMLElement {
  const host = (address: string | null): Child =>
    address === null
      ? "–"
      : element(
          "a",
          {href: pageHref("entity", {entity: address}), class: "host"},
          nameElement(address, 28)
        );
  const windowed = rows.some(({hit}) => hit !== null);
  return expandableTable(rows, {
    label: "Hits of the rule",
    columns: [
      {
        name: "time (UTC)",
        cell: ({time, identity}) =>
          identity === null
            ? formatTime(time)
            : element("a", {href: alertHref(identity)}, formatTime(time))
      },
      {name: "log", cell: ({log}) => log},
      {name: "source", class: "address", cell: ({src}) => host(src)},
      {name: "destination", class: "address", cell: ({dst}) => host(dst)},
      {name: "port", number: true, cell: ({port}) => (port === null ? "–" : String(port))},
      ...(windowed
        ? [{name: "window", number: true, cell: ({hit}: RuleHitRow) => hit ?? "–"}]
        : []),
      {
        name: "score",
        number: true,
        cell: ({score}) => [
          formatScore(score),
          score !== null && score >= threshold && element("span", {class: "faint"}, " alert")
        ]
      }
    ]
  });
}

function addedPart(rule: ListedRule): HTMLElement {
  const {flows, alerts, entityAlerts, entityAlertsBeyond} = rule;
  const own =
    flows === 0
      ? "No flow belongs to its hits, so the flow model has no score for them."
      : `The flow model alerts on ${formatCount(alerts)} of its ${formatCount(flows)} ${plural(flows, "flow")} (${formatShare(alerts / flows)}).`;
  const beyond =
    entityAlerts === 0
      ? "It alerts on no flow of the hosts that the rule hits: here the model adds nothing."
      : `It alerts on ${formatCount(entityAlerts)} ${plural(entityAlerts, "flow")} of the hosts that the rule hits, at any time; ${formatCount(entityAlertsBeyond)} of them (${formatShare(entityAlertsBeyond / entityAlerts)}) are flows that the rule does not hit.`;
  return part("What the model adds", `${own} ${beyond}`);
}

function incidentsPart({rule, incidents}: ListedRule, {page, database}: RulesContext): HTMLElement {
  return part(
    "Incidents that it is evidence of",
    `${incidents > 20 ? "The 20 most severe of " : ""}${formatCount(incidents)}, the most severe first.`,
    later(async () =>
      incidentRows(await readRuleIncidents(await database(), rule), "Incidents of the rule")
    ),
    provenanceLine(page.provenance, {
      n: incidents,
      query: ruleIncidentsQuery(rule),
      figure: "rules.by-rule",
      exports: {
        name: `rule-${rule}-incidents`,
        rows: async () =>
          (await readRuleIncidents(await database(), rule)).map((row) => ({...row})),
        times: ["since", "until"]
      }
    })
  );
}
