import type {ListedIncident, PublishedEvidence, Role} from "../../core/schema/incidents.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatHours, plural, visible} from "../kit/format.js";
import {moreButton} from "../kit/more-button.js";
import {ruleHref, splitRuleSentence} from "../kit/rule-text.js";
import {foundByNames, rateText, severityMark} from "../kit/severity.js";
import {incidentHref, pageHref} from "../site/url-state.js";
import {groupIncidents} from "./incident-groups.js";
import type {IncidentGroup, SeverityGroups} from "./incident-groups.js";

/** How many groups of a severity, and how many of what is alike, are shown at first. */
const [maxGroups, maxAlike] = [6, 3];

/** How many pieces of evidence are shown of an incident. */
const maxSentences = 3;

/** Lists incidents by severity, most severe first; each leads to its page, its host to Entities. */
export function incidentList(incidents: readonly ListedIncident[]): HTMLElement {
  const groups = groupIncidents(incidents);
  if (groups.length === 0)
    return element(
      "p",
      {class: "about"},
      "No behaviour of a host is unusual enough for an incident."
    );
  const isLowAlone = groups[0].severity === "low";
  return element(
    "div",
    {class: "incidents"},
    ...groups.map((group) =>
      group.severity === "low" && !isLowAlone ? folded(group) : severityList(group)
    )
  );
}

function severityList({severity, count, groups}: SeverityGroups): HTMLElement {
  const list = element("ol", {}, ...groups.slice(0, maxGroups).map(groupItem));
  const rest = groups.slice(maxGroups);
  const more =
    rest.length > 0 &&
    moreButton(
      rest.reduce((sum, {alike}) => sum + 1 + alike.length, 0),
      () => {
        list.append(...rest.map(groupItem));
        list.querySelectorAll<HTMLElement>(".incident")[maxGroups]?.focus();
      }
    );
  const title = `${formatCount(count)} ${severity} ${plural(count, "incident")}`;
  return element("section", {class: "of-severity", "aria-label": title}, list, more);
}

function folded(group: SeverityGroups): HTMLElement {
  const {count} = group;
  const title = `${formatCount(count)} low ${plural(count, "incident")}: evidence this strong occurs here every other day or more often`;
  return element("details", {}, element("summary", {}, title), severityList(group));
}

function groupItem({first, alike}: IncidentGroup): HTMLElement {
  const item = incidentItem(first);
  if (alike.length === 0) return item;
  const own = alike.every(({entity}) => entity === first.entity);
  const itemOf = (incident: ListedIncident) => alikeItem(incident, own);
  const list = element("ul", {class: "alike"}, ...alike.slice(0, maxAlike).map(itemOf));
  const rest = alike.slice(maxAlike);
  const more =
    rest.length > 0 &&
    moreButton(rest.length, () => {
      list.append(...rest.map(itemOf));
      list.querySelectorAll("a")[maxAlike]?.focus();
    });
  const text = own ? "The same again:" : `${formatCount(alike.length)} more alike:`;
  item.append(
    element("div", {class: "again"}, element("span", {class: "about"}, text), list, more)
  );
  return item;
}

function incidentItem(incident: ListedIncident): HTMLElement {
  const {id, entity, role, severity, rate_per_day, name, found_by, from, to, evidence, pieces} =
    incident;
  const shown = evidence.slice(0, maxSentences);
  const rest = pieces - shown.length;
  return element(
    "li",
    {},
    element(
      "div",
      {class: "how-severe"},
      severityMark(severity),
      element("span", {}, rateText(rate_per_day))
    ),
    element(
      "div",
      {class: "what"},
      element("a", {class: "incident", href: incidentHref(id)}, visible(name)),
      ...techniquesOf(evidence).map((technique) => nameElement(technique, 11, "tag")),
      found_by !== "models" &&
        element("span", {class: "found-by"}, `found by ${foundByNames[found_by]}`)
    ),
    element("div", {class: "when"}, formatHours(Date.parse(from), Date.parse(to))),
    element("div", {class: "who"}, hostLink(entity), ` ${roleText(role)}`),
    element(
      "ul",
      {class: "why"},
      ...shown.map(evidenceItem),
      rest > 0 &&
        element(
          "li",
          {class: "faint"},
          `and ${formatCount(rest)} more ${plural(rest, "piece")} of evidence`
        )
    )
  );
}

/** Returns a piece of evidence in its sentence; the name of a rule leads to Rules × model. */
function evidenceItem({sentence, rule}: PublishedEvidence): HTMLElement {
  const [name, rest] = rule ? splitRuleSentence(sentence, rule) : ["", sentence];
  return element(
    "li",
    {},
    name && element("a", {href: ruleHref(rule!.rule)}, visible(name)),
    `${visible(rest)}.`
  );
}

function alikeItem({id, entity, name, from, to}: ListedIncident, own: boolean): HTMLElement {
  const when = element("span", {class: "when"}, formatHours(Date.parse(from), Date.parse(to)));
  const link = element("a", {href: incidentHref(id)}, visible(name));
  return element("li", {}, when, " ", !own && nameElement(entity, 28), !own && " ", link);
}

function hostLink(entity: string): HTMLElement {
  const title = "this host: what it did, and what was done to it";
  return element("a", {href: pageHref("entity", {entity}), title}, nameElement(entity, 40));
}

/** Returns the role of an entity in words. */
export function roleText(role: Role): string {
  return role === "actor" ? "as source: it did this" : "as target: this was done to it";
}

function techniquesOf(evidence: readonly PublishedEvidence[]): string[] {
  return [
    ...new Set(evidence.flatMap(({technique, rule}) => rule?.techniques ?? technique ?? []))
  ].slice(0, 3);
}
