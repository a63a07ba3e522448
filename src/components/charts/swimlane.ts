import {scaleUtc} from "d3-scale";
import {severities} from "../../core/incidents/incidents.js";
import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {IncidentLanes} from "../../core/schema/published.js";
import {clipMiddle} from "../kit/clip.js";
import {svgElement} from "../kit/element.js";
import {formatCount, formatHours, plural, visible} from "../kit/format.js";
import {severityColor} from "../kit/severity.js";
import {attachTip} from "../kit/tooltip.js";
import {incidentHref, pageHref} from "../site/url-state.js";
import {hourAxis} from "./hour-axis.js";
import {moveBetweenCells} from "./swimlane-keys.js";

const hour = 3_600_000;
const lane = 19;
const top = 4;

/** How to draw the lanes. */
export interface SwimlaneOptions {
  /** The width of the figure, in pixels. */
  width: number;

  /** The listed incidents, which the cells lead to. */
  incidents: IncidentsPage["incidents"];

  /** The places of incidents that suppressions hide: their cells are grey. */
  hidden: ReadonlySet<number>;

  /** The start of the test window, in ms since the epoch: what lies before is behind a veil. */
  testFrom: number;

  /** The number of lanes; defaults to 18. */
  shown?: number;
}

type Lane = IncidentLanes["lanes"][number];
type Cell = Lane["cells"][number];

/**
 * Draws a lane per host and role, the most severe first, and a cell per hour: in the colour of the severity of its
 * evidence, grey with flows alone. Coloured cells lead to their incident, the others to the host; arrow keys move
 * between the coloured ones. By hand: each cell is a link with a larger target, which Plot’s marks cannot be.
 */
export function swimlane(
  {start, hours, lanes}: IncidentLanes,
  {width, incidents, hidden, testFrom, shown = 18}: SwimlaneOptions
): SVGSVGElement {
  const drawn = lanes.slice(0, shown);
  const isNarrow = width < 500;
  const left = isNarrow ? 138 : 206;
  const right = width - 28;
  const x = scaleUtc([start, start + hours * hour], [left, right]);
  const height = top + drawn.length * lane + 38;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "group",
    "aria-label": `${drawn.length} hosts by hour, the most severe incident first; arrow keys move between hours with evidence`
  });
  const before = Math.min(right, Math.max(left, x(testFrom)));
  if (before > left + 1) svg.append(trainingVeil(left, before, height - 38));
  const details = new Map<Element, string>();
  drawn.forEach((row, i) => {
    const group = svgElement("g", {class: "lane", transform: `translate(0,${top + i * lane + lane / 2})`}); // prettier-ignore
    group.append(
      svgElement("line", {class: "hairline", x1: left, x2: right}),
      ...laneName(row, left, isNarrow ? 12 : 19),
      svgElement("text", {x: right + 8, dy: "0.35em", class: "strong"}, formatCount(row.incidents))
    );
    for (const cell of row.cells) {
      const isHidden = hidden.has(cell[3]);
      const incident = isHidden ? undefined : incidents[cell[3] - 1];
      const severity = isHidden || cell[1] < 0 ? null : severities[cell[1]].name;
      const text = describe(row, cell, {start, severity, name: incident?.name});
      const href = incident && severity ? incidentHref(incident.id) : pageHref("entity", {entity: row.entity}); // prettier-ignore
      const from = x(start + cell[0] * hour);
      const mark = cellMark(from, x(start + (cell[0] + 1) * hour) - from, {severity, href});
      mark.setAttribute("aria-label", text);
      details.set(mark, text);
      group.append(mark);
    }
    svg.append(group);
  });
  svg.append(hourAxis(x, top + drawn.length * lane));
  attachTip(svg, ".cell", (mark) => details.get(mark) ?? "");
  moveBetweenCells(svg);
  return svg;
}

function trainingVeil(left: number, before: number, height: number): SVGElement {
  return svgElement(
    "g",
    {},
    svgElement("rect", {class: "training", x: left, width: before - left, y: 0, height}),
    before - left > 130 &&
      height > 3 * lane &&
      svgElement("text", {x: before - 6, y: height - 6, "text-anchor": "end", class: "note"}, "training window") // prettier-ignore
  );
}

function laneName({entity, role}: Lane, left: number, letters: number): SVGElement[] {
  const name = visible(entity);
  const host = svgElement(
    "a",
    {href: pageHref("entity", {entity}), tabindex: -1},
    svgElement(
      "text",
      {x: left - 56, dy: "0.35em", "text-anchor": "end", class: "mono", style: "font-size:11px"},
      clipMiddle(name, letters),
      svgElement("title", {}, name)
    )
  );
  const text = role === "actor" ? "source" : "target";
  return [host, svgElement("text", {x: left - 48, dy: "0.35em"}, text)];
}

function cellMark(
  from: number,
  step: number,
  {severity, href}: {severity: (typeof severities)[number]["name"] | null; href: string}
): SVGElement {
  const size = severity ? Math.min(13, Math.max(3, step - 1)) : Math.min(9, Math.max(1, step - 2));
  const middle = from + step / 2;
  return svgElement(
    "a",
    {class: severity ? "cell above" : "cell", href, tabindex: -1},
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
      y: severity ? -6.5 : -1,
      height: severity ? 13 : 2,
      rx: severity ? 1.5 : 0,
      style: `fill:${severity ? severityColor(severity) : "var(--quiet)"}`
    })
  );
}

function describe(
  {entity, role}: Lane,
  [h, , flows]: Cell,
  {start, severity, name}: {start: number; severity: string | null; name?: string}
): string {
  const from = start + h * hour;
  const verb = role === "actor" ? "opened" : "came to it";
  const evidence = severity
    ? `\nevidence: ${severity}${name ? `, of “${visible(name).slice(0, 160)}”` : ""}`
    : "";
  return `${clipMiddle(visible(entity), 60)}\n${formatHours(from, from + hour)} UTC\n${formatCount(flows)} ${plural(flows, "connection")} ${verb}${evidence}`;
}
