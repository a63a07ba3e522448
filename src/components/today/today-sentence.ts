import {severities} from "../../core/incidents/incidents.js";
import type {IncidentsPage, ListedIncident} from "../../core/schema/incidents.js";
import {clipMiddle} from "../kit/clip.js";
import {formatCount, plural, visible} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";
import {incidentHref, pageHref} from "../site/url-state.js";
import {clausesOf, isOfRule} from "./incident-groups.js";
import {incidentView, totalOf} from "./incident-view.js";
import type {IncidentView} from "./incident-view.js";

/**
 * Returns the sentence that opens the front page: the most severe incident, and how many incidents of
 * which severity there are in how many days, on how many hosts.
 */
export function todaySentence(
  page: IncidentsPage,
  view: IncidentView = incidentView(page)
): SentencePart[] {
  const total = totalOf(view.counts);
  const span = spanText(page.testDays);
  if (total === 0) {
    const hidden = view.hiddenInTest > 0 ? "that is not suppressed " : "";
    return [{text: `No incident ${hidden}in ${span}: no host behaved unusually for this network.`}];
  }
  const hosts = new Set(view.test.map(({entity}) => entity)).size;
  const [top] = view.test;
  const counts = severities.flatMap(({name}) =>
    view.counts[name] > 0 ? [{severity: name, n: view.counts[name]}] : []
  );
  return [
    ...topSentence(top),
    ...counts.flatMap(({severity, n}, i): SentencePart[] => [
      {text: i === 0 ? "" : i === counts.length - 1 ? " and " : ", "},
      {text: formatCount(n), href: "#incidents"},
      {text: `\u00a0${severity}`}
    ]),
    {text: ` ${plural(total, "incident")} in ${span}, on `},
    {text: formatCount(hosts), href: "#hosts"},
    {text: `\u00a0${plural(hosts, "host")}`},
    ...byRulesAlone(view.test)
  ];
}

/** Returns the end of the sentence: how many of the incidents only rules have found, if any. */
function byRulesAlone(incidents: readonly ListedIncident[]): SentencePart[] {
  const n = incidents.filter(({found_by}) => found_by === "rules").length;
  if (n === 0) return [{text: "."}];
  return [
    {text: "; "},
    {text: formatCount(n), href: pageHref("incident", {found: "rules", window: "test"})},
    {text: `\u00a0found by rules alone.`}
  ];
}

/** Returns what an incident whose host is a target does not say; empty if the most severe one has another role. */
export function targetRemark({test}: Pick<IncidentView, "test">): string {
  return test[0]?.role === "target"
    ? "A target is what something was tried on: no number here says that it succeeded."
    : "";
}

/** Returns the most severe incident in a sentence: its host as the source or as a target. Its behaviours lead to it. */
function topSentence({id, entity, role, name}: ListedIncident): SentencePart[] {
  const host = {text: clipMiddle(visible(entity), 40), href: pageHref("entity", {entity})};
  const clauses = clausesOf(visible(name).slice(0, 300));
  return [
    host,
    {text: role === "target" ? " is a target: " : " is the source: "},
    ...clauses.flatMap((clause, i): SentencePart[] => {
      const [behaviour, ...measured] = isOfRule(clause)
        ? [`found by ${lowerFirst(clause)}`]
        : clause.split(": ");
      return [
        {text: i === 0 ? "" : ", and "},
        {text: lowerFirst(behaviour), href: incidentHref(id)},
        {text: measured.length ? `, ${measured.join(": ")}` : ""}
      ];
    }),
    {text: ". "}
  ];
}

/** Lower-cases the first letter of a word; abbreviations stay. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}

/** Returns a number of days in words; hours below two days. */
export function spanText(days: number): string {
  if (days >= 1.95) return `${Number(days.toFixed(1)).toLocaleString("en-US")} days`;
  const hours = Math.max(1, Math.round(24 * days));
  return `${formatCount(hours)} ${plural(hours, "hour")}`;
}
