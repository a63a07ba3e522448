import type {EntitiesPage, ListedEntity} from "../core/schema/entities.js";
import {nameElement} from "./clip.js";
import {element, svgElement} from "./element.js";
import {formatBytes, formatCount, formatScore} from "./format.js";
import {moreButton} from "./more-button.js";
import {scoreColor} from "./score-color.js";
import {pageHref} from "./url-state.js";

const size = {width: 144, height: 16};

/** How to list hosts. */
export interface EntityListOptions {
  /** Is given an address that was searched for; it may be no host at all. */
  onSearch: (address: string) => void;

  /** How many lines are shown at first; defaults to 30. */
  most?: number;
}

/** Lists hosts, strangest first, under a field that finds any address; each line leads to its host. */
export function entityList(
  page: EntitiesPage,
  {onSearch, most = 30}: EntityListOptions
): HTMLElement {
  const input = element("input", {type: "search", name: "entity", list: "known-hosts", maxlength: 200, autocomplete: "off", spellcheck: "false"}); // prettier-ignore
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
  const max = Math.max(page.threshold, ...page.entities.map(({score}) => score));
  const lines = page.entities.map((entity) => line(entity, page, max));
  const body = element("tbody", {}, ...lines.slice(0, most));
  const table = element(
    "table",
    {},
    element("caption", {class: "unseen"}, "Hosts, strangest first"),
    element("thead", {}, element("tr", {}, ...heads())),
    body
  );
  const region = element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Hosts"}, table); // prettier-ignore
  if (lines.length <= most) return element("div", {}, form, region);
  const more = moreButton(lines.length - most, () => {
    body.append(...lines.slice(most));
    lines[most].querySelector("a")?.focus();
  });
  return element("div", {}, form, region, more);
}

function heads(): HTMLElement[] {
  const names = ["host", "its hours", "alerts", "connections", "peers", "bytes sent", "score"];
  return names.map((name, i) =>
    element("th", {scope: "col", class: i > 1 ? "number" : null}, name)
  );
}

function line(entity: ListedEntity, page: EntitiesPage, max: number): HTMLTableRowElement {
  const href = pageHref("entity", {entity: entity.entity});
  const number = (text: string) => element("td", {class: "number"}, text);
  return element(
    "tr",
    {},
    element("td", {class: "address"}, element("a", {href}, nameElement(entity.entity, 40))),
    element("td", {}, spark(entity, page, max)),
    number(formatCount(entity.alerts)),
    number(formatCount(entity.events)),
    number(formatCount(entity.peers)),
    number(formatBytes(entity.bytesOut)),
    element("td", {class: "score"}, formatScore(entity.score))
  );
}

/** Draws the hours of a host: coloured where its strangest event passes the line, grey where it spoke. */
function spark({spark}: ListedEntity, page: EntitiesPage, max: number): SVGSVGElement {
  const step = size.width / page.spark.bins;
  const svg = svgElement("svg", {...size, viewBox: `0 0 ${size.width} ${size.height}`, "aria-hidden": "true"}); // prettier-ignore
  for (const [bin, , score] of spark) {
    const above = score >= page.threshold;
    svg.append(
      svgElement("rect", {
        x: bin * step,
        width: Math.max(1.5, step - 0.5),
        y: above ? 1 : 7,
        height: above ? 14 : 2,
        style: `fill:${scoreColor(score, page.threshold, max)}`
      })
    );
  }
  return svg;
}
