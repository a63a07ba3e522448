import type {EntitiesPage, ListedEntity} from "../../core/schema/entities.js";
import {nameElement} from "../kit/clip.js";
import {element, svgElement} from "../kit/element.js";
import {formatAlike} from "./peer-table.js";
import {formatMeasure, formatZ} from "./unusual-hours.js";
import {formatBytes, formatCount, formatHours, formatScore, visible} from "../kit/format.js";
import {moreButton} from "../kit/more-button.js";
import {scoreColor} from "../kit/score-color.js";
import {pageHref} from "../site/url-state.js";

const hour = 3_600_000;
const size = {width: 144, height: 16};

/** How to list hosts. */
export interface EntityListOptions {
  /** Is given an address that was searched for; it may be no host at all. */
  onSearch: (address: string) => void;

  /** The line of the reader, in (0, 1), and how many alerts each host has at it. */
  line: number;
  alertsOf: (entity: ListedEntity) => number;

  /** How many lines are shown at first; defaults to 30. */
  most?: number;
}

/** Lists hosts, strangest first, under a field that finds any address; each line leads to its host. */
export function entityList(
  page: EntitiesPage,
  {onSearch, line, alertsOf, most = 30}: EntityListOptions
): HTMLElement {
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
  const max = Math.max(line, ...page.entities.map(({score}) => score));
  const lines = page.entities.map((entity) =>
    lineOf(entity, alertsOf(entity), page, {threshold: line, max})
  );
  const body = element("tbody", {}, ...lines.slice(0, most));
  const table = element(
    "table",
    {},
    element("caption", {class: "unseen"}, "Hosts, strangest first"),
    element("thead", {}, element("tr", {}, ...heads())),
    body
  );
  const region = element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "Hosts"},
    table
  );
  if (lines.length <= most) return element("div", {}, form, region);
  const more = moreButton(lines.length - most, () => {
    body.append(...lines.slice(most));
    lines[most].querySelector("a")?.focus();
  });
  return element("div", {}, form, region, more);
}

function heads(): HTMLElement[] {
  const names = [
    "host",
    "its hours",
    "alerts",
    "connections",
    "unlike itself",
    "closest peer",
    "called",
    "bytes sent",
    "score"
  ];
  return names.map((name, i) =>
    element("th", {scope: "col", class: i > 1 ? "number" : null}, name)
  );
}

function lineOf(
  entity: ListedEntity,
  alerts: number,
  page: EntitiesPage,
  colour: {threshold: number; max: number}
): HTMLTableRowElement {
  const href = pageHref("entity", {entity: entity.entity});
  const number = (text: string, title: string | null = null) =>
    element("td", {class: "number", title}, text);
  return element(
    "tr",
    {},
    element("td", {class: "address"}, element("a", {href}, nameElement(entity.entity, 40))),
    element("td", {}, spark(entity, page, colour)),
    number(formatCount(alerts)),
    number(formatCount(entity.events)),
    number(entity.self ? formatZ(entity.self.z) : "–", selfTitle(entity)),
    number(
      entity.peer ? formatAlike(entity.peer.similarity) : "–",
      entity.peer ? visible(entity.peer.peer) : "not compared"
    ),
    number(formatCount(entity.destinations)),
    number(formatBytes(entity.bytesOut)),
    element("td", {class: "score"}, formatScore(entity.score))
  );
}

function selfTitle({self}: ListedEntity): string {
  if (!self) return "no hour above what is usual, or too few to say";
  return `${formatHours(self.hour, self.hour + hour)} UTC: ${formatMeasure(self, self.value)}, usually ${formatMeasure(self, self.median)}`;
}

/** Draws the hours of a host: coloured where its strangest event passes the line, grey where it spoke. */
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
