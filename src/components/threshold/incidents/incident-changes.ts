import type {ListedIncident} from "../../../core/schema/incidents.js";
import {nameElement} from "../../kit/clip.js";
import {element} from "../../kit/element.js";
import {formatCount, formatHours, plural, visible} from "../../kit/format.js";
import {foundByNames, rateText, severityMark} from "../../kit/severity.js";
import {expandableTable} from "../../kit/table.js";
import {incidentHref, pageHref} from "../../site/url-state.js";
import type {FoundAttack} from "./incident-selection.js";

/** The incidents of one of two selections that the other does not have. */
export interface IncidentChange {
  gained: ListedIncident[];
  lost: ListedIncident[];
}

/** Returns what *selected* has gained and lost against *compared*. */
export function incidentChange(
  selected: readonly ListedIncident[],
  compared: readonly ListedIncident[]
): IncidentChange {
  const [now, before] = [new Set(selected), new Set(compared)];
  return {
    gained: selected.filter((incident) => !before.has(incident)),
    lost: compared.filter((incident) => !now.has(incident))
  };
}

/** Returns the change as text, against a budget that *compared* names. */
export function incidentChangeText({gained, lost}: IncidentChange, compared: string): string {
  const parts = [
    ...(gained.length ? [changeCount(gained.length, "gained")] : []),
    ...(lost.length ? [changeCount(lost.length, "lost")] : [])
  ];
  return parts.length === 0
    ? `No incident is gained or lost against ${compared}.`
    : `${parts.join(" and ")} against ${compared}.`;
}

function changeCount(n: number, verb: string): string {
  return `${formatCount(n)} ${plural(n, "incident")} ${verb}`;
}

/** Lists incidents in short, one a row; each leads to its page. */
export function shortIncidentTable(
  incidents: readonly ListedIncident[],
  label: string
): HTMLElement {
  return expandableTable(incidents, {
    label,
    shown: 8,
    columns: [
      {
        name: "severity",
        attributes: ({rate_per_day}) => ({title: rateText(rate_per_day)}),
        cell: ({severity}) => severityMark(severity)
      },
      {
        name: "host",
        class: "address",
        cell: ({entity}) =>
          element("a", {href: pageHref("entity", {entity}), class: "host"}, nameElement(entity, 24))
      },
      {
        name: "incident",
        class: "incident-name",
        cell: ({id, name}) => element("a", {href: incidentHref(id)}, visible(name))
      },
      {name: "found by", cell: ({found_by}) => foundByNames[found_by]},
      {name: "hours (UTC)", cell: ({from, to}) => formatHours(Date.parse(from), Date.parse(to))}
    ]
  });
}

/** Lists the labelled attacks, those that no selected incident finds first. */
export function attackTable(attacks: readonly FoundAttack[]): HTMLElement {
  const sorted = [...attacks].sort((a, b) => Number(a.by !== null) - Number(b.by !== null));
  return expandableTable(sorted, {
    label: "Labelled attacks",
    shown: 12,
    columns: [
      {name: "attack", cell: ({attack}) => nameElement(attack, 40, "plain")},
      {name: "connections", number: true, cell: ({events}) => formatCount(events)},
      {
        name: "found by",
        class: "incident-name",
        cell: ({by}) =>
          by
            ? element("a", {href: incidentHref(by.id)}, visible(by.name))
            : element("b", {}, "missed")
      }
    ]
  });
}
