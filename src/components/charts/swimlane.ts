import {scaleUtc} from "d3-scale";
import type {Today} from "../../core/schema/published.js";
import {clipMiddle} from "../kit/clip.js";
import {svgElement} from "../kit/element.js";
import {formatCount, formatDay, formatHours, formatScore, plural, visible} from "../kit/format.js";
import {moveBetweenCells} from "./swimlane-keys.js";
import {scoreColor} from "../kit/score-color.js";
import {attachTip} from "../kit/tooltip.js";
import {pageHref} from "../site/url-state.js";

const hour = 3_600_000;
const lane = 19;
const top = 4;

/** How to draw the lanes. */
export interface SwimlaneOptions {
  /** The width of the figure, in pixels. */
  width: number;

  /** The threshold, in (0, 1): cells whose highest score reaches it have a colour. */
  threshold: number;

  /** The number of lanes; defaults to 18. */
  lanes?: number;
}

type Entity = Today["swimlane"]["entities"][number];
type Cell = Entity["cells"][number];

/**
 * Draws a lane per entity, most anomalous first, and a cell per hour with events: coloured by its highest score
 * from the threshold up, grey below it. Every cell leads to the event that has that score;
 * arrow keys move between the coloured ones. The value at the end is the lane’s highest score. By
 * hand: each cell is a link with a larger target, and the arrow keys move between them, which Plot’s marks cannot.
 */
export function swimlane(
  {start, hours, entities}: Today["swimlane"],
  {width, threshold, lanes = 18}: SwimlaneOptions
): SVGSVGElement {
  const shown = entities.slice(0, lanes);
  const letters = width < 500 ? 14 : 22;
  const left = width < 500 ? 104 : 152;
  const x = scaleUtc([start, start + hours * hour], [left, width - 48]);
  const max = Math.max(...shown.map(({score}) => score), threshold);
  const height = top + shown.length * lane + 38;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "group",
    "aria-label": `The ${shown.length} most anomalous hosts by hour; arrow keys move between cells at or above the threshold`
  });
  const details = new Map<Element, string>();
  shown.forEach((entity, i) => {
    const y = top + i * lane + lane / 2;
    const row = svgElement("g", {class: "lane", transform: `translate(0,${y})`});
    row.append(
      svgElement("line", {class: "hairline", x1: left, x2: width - 48}),
      laneName(entity, left - 12, letters),
      laneValue(entity, width - 40, threshold)
    );
    for (const cell of entity.cells) {
      const mark = cellMark(cell, {x, start, hours, threshold, max});
      details.set(mark, describe(entity, cell, start));
      mark.setAttribute("aria-label", describe(entity, cell, start));
      row.append(mark);
    }
    svg.append(row);
  });
  svg.append(hourAxis(x, top + shown.length * lane));
  attachTip(svg, ".cell", (mark) => details.get(mark) ?? "");
  moveBetweenCells(svg);
  return svg;
}

function laneName({entity}: Entity, x: number, letters: number): SVGElement {
  const name = visible(entity);
  return svgElement(
    "a",
    {href: pageHref("entity", {entity}), tabindex: -1},
    svgElement(
      "text",
      {x, dy: "0.35em", "text-anchor": "end", class: "mono", style: "font-size:11px"},
      clipMiddle(name, letters),
      svgElement("title", {}, name)
    )
  );
}

function laneValue({score}: Entity, x: number, threshold: number): SVGElement {
  return svgElement(
    "text",
    {x, dy: "0.35em", class: score >= threshold ? "strong" : null},
    formatScore(score)
  );
}

interface Place {
  x: (time: number) => number;
  start: number;
  hours: number;
  threshold: number;
  max: number;
}

function cellMark([h, score, , event]: Cell, {x, start, threshold, max}: Place): SVGElement {
  const above = score >= threshold;
  const from = x(start + h * hour);
  const step = x(start + (h + 1) * hour) - from;
  const size = above ? Math.min(9, Math.max(3, step - 1)) : Math.min(9, Math.max(1, step - 2));
  const middle = from + step / 2;
  const color = scoreColor(score, threshold, max);
  return svgElement(
    "a",
    {class: above ? "cell above" : "cell", href: pageHref("alert", {event}), tabindex: -1},
    svgElement("rect", {
      x: middle - Math.max(step, 6) / 2,
      width: Math.max(step, 6),
      y: -lane / 2,
      height: lane,
      fill: "transparent"
    }),
    svgElement("rect", {
      class: "mark",
      x: middle - size / 2,
      width: size,
      y: above ? -6.5 : -1,
      height: above ? 13 : 2,
      rx: above ? 1.5 : 0,
      style: `fill:${color}`
    })
  );
}

function describe({entity}: Entity, [h, score, events]: Cell, start: number): string {
  const from = start + h * hour;
  return `${clipMiddle(visible(entity), 60)}\n${formatHours(from, from + hour)} UTC\n${formatCount(events)} ${plural(events, "connection")}, highest score ${formatScore(score)}`;
}

/** Draws the hours that the width has space for, the day below the first of each. */
function hourAxis(x: ReturnType<typeof scaleUtc<number, number>>, y: number): SVGElement {
  const [from, until] = x.range();
  const axis = svgElement("g", {
    class: "axis",
    transform: `translate(0,${y})`,
    "aria-hidden": "true"
  });
  let day = "";
  for (const tick of x.ticks(Math.max(2, Math.floor((until - from) / 110)))) {
    const at = x(tick);
    axis.append(
      svgElement("text", {x: at, y: 15, "text-anchor": "middle"}, tick.toISOString().slice(11, 16))
    );
    const today = formatDay(tick.getTime());
    if (today !== day)
      axis.append(svgElement("text", {x: at, y: 28, "text-anchor": "middle"}, today));
    day = today;
  }
  return axis;
}
