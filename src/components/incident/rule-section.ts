import {maxRatePerDay} from "../../core/incidents/incidents.js";
import type {Provenance} from "../../core/schema/published.js";
import {readRuleSource} from "../database/published-rules.js";
import type {ShownRule} from "../database/published-rules.js";
import type {ExportRow} from "../exports/export-menu.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatHours, formatTime, visible} from "../kit/format.js";
import {later} from "../kit/lazy-part.js";
import {responsive} from "../kit/responsive.js";
import {falsePositiveList, ruleHref, ruleSource, splitRuleSentence} from "../kit/rule-text.js";
import {section} from "../kit/section.js";
import {rateText, severityMark} from "../kit/severity.js";
import {expandableTable} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {pageHref} from "../site/url-state.js";
import {otherPieces} from "./evidence-section.js";
import type {EvidenceSectionOptions} from "./evidence-section.js";
import type {EvidenceGroup, ShownIncident} from "./incident-data.js";
import {
  readRuleHits,
  readRuleWindows,
  ruleHitsQuery,
  ruleWindowsQuery
} from "./rule-evidence-data.js";
import type {RuleHit} from "./rule-evidence-data.js";
import {maxRows, ruleWindowsFigure} from "./rule-windows-figure.js";

/** How many hits are shown at first, and how many techniques. */
const [shownHits, maxTechniques] = [8, 4];

/**
 * Returns the section of the hits of one rule: what it found, its level, what else it is known to match, the windows of a
 * correlation, the records, and the text of the rule.
 */
export function ruleSection(
  group: EvidenceGroup & {rule: ShownRule},
  {incident, database, page: {provenance}}: EvidenceSectionOptions
): HTMLElement {
  const {key, title, rule, pieces} = group;
  const [strongest] = pieces;
  const span = {since: incident.since, until: incident.until};
  return section(
    {title, class: "evidence rule", attributes: {id: key}},
    element(
      "p",
      {class: "evidence-sentence"},
      `${visible(foundText(strongest.sentence, rule))}.`,
      ...rule.techniques.slice(0, maxTechniques).map((one) => nameElement(one, 12, "tag"))
    ),
    element(
      "p",
      {class: "about"},
      severityMark(rule.level),
      `: the level of the rule. A host has a hit of it ${rateText(strongest.rate_per_day)}; this is ${formatHours(strongest.since, strongest.until)} UTC. `,
      strongest.rate_per_day > maxRatePerDay &&
        "It is frequent here, so that it raises no severity, and what it alone finds comes last of its level. ",
      element("a", {href: ruleHref(rule.rule)}, "The\u00a0rule, on\u00a0Rules\u00a0×\u00a0model"),
      "."
    ),
    falsePositiveList(rule),
    rule.kind === "correlation"
      ? later(() => windowsPart(rule, incident, span, {database, provenance}), "150px")
      : null,
    later(() => hitsPart(rule, incident, {database, provenance}), "180px"),
    otherPieces(group, incident, provenance),
    sourcePart(rule, database)
  );
}

/** Returns what a rule found without its name, which the heading has. */
function foundText(sentence: string, rule: ShownRule): string {
  const rest = splitRuleSentence(sentence, rule)[1].trimStart();
  return rest.slice(0, 1).toUpperCase() + rest.slice(1);
}

type Source = Pick<EvidenceSectionOptions, "database"> & {provenance: Provenance};

async function windowsPart(
  {rule}: ShownRule,
  {incident}: ShownIncident,
  span: {since: number; until: number},
  {database, provenance}: Source
): Promise<HTMLElement> {
  const query = ruleWindowsQuery(incident, rule);
  const windows = await readRuleWindows(database, query);
  const node = responsive((width) => ruleWindowsFigure(windows, {...span, width}));
  return element(
    "figure",
    {},
    element(
      "figcaption",
      {class: "about"},
      windows.length > maxRows
        ? "The windows in which the correlation fired, as long as they lasted; height: what it counts, at its most."
        : "The windows in which the correlation fired, as long as they lasted, and what it counted in each at its most."
    ),
    node,
    provenanceLine(provenance, {
      n: windows.length,
      query,
      figure: "incident.rule-windows",
      exports: {
        name: `incident-${incident}-rule-${rule}-windows`,
        rows: () => windows.map((window): ExportRow => ({...window})),
        json: ["group"],
        times: ["since", "until"],
        figure: () => node.querySelector("svg")
      }
    })
  );
}

async function hitsPart(
  {rule}: ShownRule,
  {incident}: ShownIncident,
  {database, provenance}: Source
): Promise<HTMLElement> {
  const query = ruleHitsQuery(incident, rule);
  const hits = await readRuleHits(database, query);
  return element(
    "div",
    {},
    hitsTable(hits),
    provenanceLine(provenance, {
      n: hits.length,
      query,
      figure: "incident.rule-hits",
      exports: {
        name: `incident-${incident}-rule-${rule}-hits`,
        rows: () => hits.map((hit): ExportRow => ({...hit}))
      }
    })
  );
}

/** Lists the records that a rule matches; those of a flow lead to it. */
function hitsTable(hits: readonly RuleHit[]): HTMLElement {
  const hasPort = hits.some(({port}) => port !== null);
  return expandableTable(hits, {
    shown: shownHits,
    label: "Records that the rule matches",
    empty: "None of its hits is published: a rule with more than 100,000 has its earliest only.",
    columns: [
      {
        name: "time (UTC)",
        cell: ({time, event}) =>
          event === null
            ? formatTime(time)
            : element("a", {href: pageHref("alert", {event})}, formatTime(time))
      },
      {name: "log", cell: ({log}) => nameElement(log, 20, "plain")},
      {name: "source", class: "address", cell: ({src}) => hostLink(src)},
      {name: "destination", class: "address", cell: ({dst}) => hostLink(dst)},
      ...(hasPort ? [portColumn] : []),
      {name: "record", number: true, cell: ({record}) => formatCount(record)}
    ]
  });
}

const portColumn: Column<RuleHit> = {
  name: "port",
  number: true,
  cell: ({port}) => (port === null ? "" : String(port))
};

function hostLink(address: string | null): HTMLElement | null {
  if (address === null) return null;
  const href = pageHref("entity", {entity: address});
  return element("a", {href, class: "host"}, nameElement(address, 28));
}

/** Returns the text of the rule beside its query, read when the reader opens it. */
function sourcePart({rule}: ShownRule, database: EvidenceSectionOptions["database"]): HTMLElement {
  const place = element("div");
  const node = element(
    "details",
    {class: "other-pieces"},
    element("summary", {}, "The rule and its query"),
    place
  );
  node.addEventListener(
    "toggle",
    () =>
      place.replaceChildren(later(async () => ruleSource(await readRuleSource(database, rule)))),
    {once: true}
  );
  return node;
}
