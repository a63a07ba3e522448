import type {EntitiesPage, ListedEntity} from "../../core/schema/entities.js";
import {nameElement} from "../kit/clip.js";
import {element, svgElement} from "../kit/element.js";
import {formatBytes, formatCount, formatHours, formatScore, visible} from "../kit/format.js";
import {scoreColor} from "../kit/score-color.js";
import {expandableTable} from "../kit/table.js";
import {pageHref} from "../site/url-state.js";
import {formatSimilarity} from "./peer-table.js";
import {formatMeasure, formatZ} from "./unusual-hours.js";

const hour = 3_600_000;
const size = {width: 144, height: 16};

/** How to list hosts. */
export interface EntityListOptions {
  /** Gets an address that was searched for, which may be in no event. */
  onSearch: (address: string) => void;

  /** The threshold of the reader, in (0, 1). */
  threshold: number;

  /** The number of rows that are shown at first; defaults to 30. */
  shown?: number;
}

/** Lists hosts, most anomalous first, under a field that finds any address; each row leads to its host. */
export function entityList(
  page: EntitiesPage,
  {onSearch, threshold, shown = 30}: EntityListOptions
): HTMLElement {
  const max = Math.max(threshold, ...page.entities.map(({score}) => score));
  const list = expandableTable(page.entities, {
    label: "Hosts",
    shown,
    columns: [
      {
        name: "host",
        class: "address",
        cell: ({entity}) =>
          element("a", {href: pageHref("entity", {entity})}, nameElement(entity, 40))
      },
      {name: "its hours", cell: (entity) => spark(entity, page, {threshold, max})},
      {name: "alerts", number: true, cell: ({alerts}) => formatCount(alerts)},
      {name: "connections", number: true, cell: ({events}) => formatCount(events)},
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
      {name: "destinations", number: true, cell: ({destinations}) => formatCount(destinations)},
      {name: "bytes sent", number: true, cell: ({bytesOut}) => formatBytes(bytesOut)},
      {name: "score", number: true, class: "score", cell: ({score}) => formatScore(score)}
    ]
  });
  return element("div", {}, searchForm(page, onSearch), list);
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
 * Draws the hours of a host: coloured where its highest score passes the threshold, grey where it was
 * active. Drawn by hand: a Plot of its own in each row of a table would be a hundred scales and styles.
 */
function spark(
  {spark}: ListedEntity,
  page: EntitiesPage,
  {threshold, max}: {threshold: number; max: number}
): SVGSVGElement {
  const step = size.width / page.spark.bins;
  const svg = svgElement("svg", {
    ...size,
    viewBox: `0 0 ${size.width} ${size.height}`,
    "aria-hidden": "true"
  });
  for (const [bin, , score] of spark) {
    const above = score >= threshold;
    svg.append(
      svgElement("rect", {
        x: bin * step,
        width: Math.max(1.5, step - 0.5),
        y: above ? 1 : 7,
        height: above ? 14 : 2,
        style: `fill:${scoreColor(score, threshold, max)}`
      })
    );
  }
  return svg;
}
