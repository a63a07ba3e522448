import type {Incident} from "../../core/schema/published.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatHours, formatScore, plural} from "../kit/format.js";
import {moreButton} from "../kit/more-button.js";
import {scoreColor} from "../kit/score-color.js";
import {pageHref} from "../site/url-state.js";
import {verdictMark} from "../records/verdict-mark.js";

/** How to list incidents. */
export interface IncidentListOptions {
  /** The threshold, in (0, 1). */
  threshold: number;

  /** How many are shown at first; defaults to 10. The rest opens on demand. */
  shown?: number;
}

/**
 * Lists incidents, most anomalous first: host, hours, the reason, techniques, score. Each leads to its most
 * anomalous event, its host to Entities.
 */
export function incidentList(
  incidents: readonly Incident[],
  {threshold, shown = 10}: IncidentListOptions
): HTMLElement {
  if (incidents.length === 0) {
    return element(
      "p",
      {class: "about"},
      "No event reaches the threshold, so there is no incident; lower the threshold to see more."
    );
  }
  const max = incidents[0].score;
  const list = element("ol", {class: "incidents"});
  const add = (from: number, until?: number): void =>
    list.append(...incidents.slice(from, until).map((incident) => item(incident, threshold, max)));
  add(0, shown);
  if (incidents.length <= shown) return list;
  const more = moreButton(incidents.length - shown, () => {
    add(shown);
    list.querySelectorAll("a")[shown]?.focus();
  });
  return element("div", {}, list, more);
}

function item(incident: Incident, threshold: number, max: number): HTMLLIElement {
  const {entity, from, until, alerts, score, event, identity, reason, techniques} = incident;
  const bar = element("i", {class: "bar", "aria-hidden": "true"});
  bar.style.background = scoreColor(score, threshold, max);
  const count = alerts > 1 ? `${formatCount(alerts)} ${plural(alerts, "alert")}: ` : "";
  const who = element(
    "a",
    {
      class: "who",
      href: pageHref("entity", {entity}),
      title: "this host, against itself and its peers"
    },
    nameElement(entity, 28)
  );
  const lead = element(
    "a",
    {class: "to-event", href: pageHref("alert", {event})},
    bar,
    element("span", {class: "when"}, formatHours(from, until), verdictMark(identity)),
    element("b", {class: "score"}, formatScore(score)),
    element("span", {class: "why"}, count + reason),
    element(
      "span",
      {class: "tags"},
      ...techniques.slice(0, 3).map((name) => nameElement(name, 11, "tag"))
    )
  );
  return element("li", {}, lead, who);
}
