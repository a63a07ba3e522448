import {severities} from "../../core/incidents/incidents.js";
import type {EntitiesPage, ListedEntity} from "../../core/schema/entities.js";
import {nameElement} from "../kit/clip.js";
import {element, svgElement} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {formatCount, formatHours, formatShare, formatTime, visible} from "../kit/format.js";
import {severityColor, severityMark} from "../kit/severity.js";
import {expandableTable} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {pageHref} from "../site/url-state.js";
import {formatSimilarity} from "./peer-table.js";
import {formatMeasure, formatZ} from "./unusual-hours.js";

const hour = 3_600_000;
const size = {width: 144, height: 16};

/** How to list hosts. */
export interface EntityListOptions {
  /** Gets an address that was searched for, which may be in no event. */
  onSearch: (address: string) => void;

  /** The number of rows that are shown at first; defaults to 30. */
  shown?: number;
}

/** Lists hosts, that of the most severe incident first, under a field that finds any address; each row leads to its host. */
export function entityList(
  page: EntitiesPage,
  {onSearch, shown = 30}: EntityListOptions
): HTMLElement {
  const list = expandableTable(page.entities, {
    label: "Hosts",
    shown,
    columns: [...hostColumns(page), ...sourceColumns, ...targetColumns, ...habitColumns]
  });
  return element("div", {}, searchForm(page, onSearch), list);
}

function hostColumns(page: EntitiesPage): Column<ListedEntity>[] {
  return [
    {
      name: "host",
      class: "address",
      cell: ({entity}) =>
        element("a", {href: pageHref("entity", {entity})}, nameElement(entity, 40))
    },
    {name: "incidents", cell: ({incidents}) => incidentsCell(incidents)},
    {name: "its hours", cell: (entity) => spark(entity, page)}
  ];
}

const sourceColumns: readonly Column<ListedEntity>[] = [
  {
    name: "as source: flows",
    number: true,
    cell: ({events}) => (events > 0 ? formatCount(events) : "–")
  },
  {
    name: "failed",
    number: true,
    cell: ({events, failed}) => (events > 0 ? formatShare(failed / events) : "–")
  },
  {
    name: "called",
    number: true,
    title: "addresses that it called",
    cell: ({destinations}) => (destinations > 0 ? formatCount(destinations) : "–")
  }
];

const targetColumns: readonly Column<ListedEntity>[] = [
  {
    name: "as target: flows",
    number: true,
    cell: ({inbound}) => (inbound ? formatCount(inbound.events) : "–")
  },
  {
    name: "failed",
    number: true,
    cell: ({inbound}) => (inbound ? formatShare(inbound.failed / inbound.events) : "–")
  },
  {
    name: "callers",
    number: true,
    title: "addresses that called it",
    cell: ({inbound}) => (inbound ? formatCount(inbound.sources) : "–")
  },
  {
    name: "ports",
    number: true,
    title: "ports of it that were called",
    cell: ({inbound}) => (inbound ? formatCount(inbound.ports) : "–")
  }
];

const habitColumns: readonly Column<ListedEntity>[] = [
  {
    name: "first seen",
    cell: ({first, inbound}) => formatTime(Math.min(first, inbound?.first ?? first)).slice(0, -3)
  },
  {
    name: "unlike itself",
    number: true,
    attributes: (entity) => ({title: selfTitle(entity)}),
    cell: ({self}) => (self ? formatZ(self.z) : "–")
  },
  {
    name: "closest peer",
    number: true,
    attributes: ({peer}) => ({title: peer ? visible(peer.peer) : "not compared"}),
    cell: ({peer}) => (peer ? formatSimilarity(peer.similarity) : "–")
  },
  {
    name: "alerts",
    number: true,
    title: "of the flow model",
    cell: ({alerts}) => formatCount(alerts)
  }
];

function incidentsCell({severity, asSource, asTarget}: ListedEntity["incidents"]): Child[] {
  if (!severity) return [element("span", {class: "faint"}, "none")];
  const roles = [
    ...(asSource > 0 ? [`${formatCount(asSource)} as source`] : []),
    ...(asTarget > 0 ? [`${formatCount(asTarget)} as target`] : [])
  ];
  return [severityMark(severity), ` ${roles.join(", ")}`];
}

function searchForm(page: EntitiesPage, onSearch: EntityListOptions["onSearch"]): HTMLElement {
  const input = element("input", {
    type: "search",
    name: "entity",
    list: "known-hosts",
    maxlength: 200,
    autocomplete: "off",
    spellcheck: "false"
  });
  const known = element("datalist", {id: "known-hosts"});
  known.append(...page.entities.map(({entity}) => element("option", {value: entity})));
  const form = element(
    "form",
    {class: "entity-search", role: "search"},
    element("label", {}, "Find an address ", input),
    element("button", {type: "submit"}, "show"),
    known
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = input.value.trim();
    if (address) onSearch(address);
  });
  return form;
}

function selfTitle({self}: ListedEntity): string {
  if (!self) return "no hour above what is usual, or too few hours to measure it";
  return `${formatHours(self.hour, self.hour + hour)} UTC: ${formatMeasure(self, self.value)}, usually ${formatMeasure(self, self.median)}`;
}

/**
 * Draws the hours of a host: in the colour of the severity of their evidence, grey where it was active alone. Drawn by
 * hand: a Plot of its own in each row of a table would be a hundred scales and styles.
 */
function spark({spark}: ListedEntity, page: EntitiesPage): SVGSVGElement {
  const step = size.width / page.spark.bins;
  const svg = svgElement("svg", {
    ...size,
    viewBox: `0 0 ${size.width} ${size.height}`,
    "aria-hidden": "true"
  });
  for (const [bin, , severity] of spark) {
    const found = severities[severity];
    svg.append(
      svgElement("rect", {
        x: bin * step,
        width: Math.max(1.5, step - 0.5),
        y: found ? 1 : 7,
        height: found ? 14 : 2,
        style: `fill:${found ? severityColor(found.name) : "var(--quiet)"}`
      })
    );
  }
  return svg;
}
