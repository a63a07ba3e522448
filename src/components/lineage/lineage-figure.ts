import type {LineagePage} from "../../core/schema/lineage.js";
import {svgElement} from "../kit/element.js";
import {formatBytes, formatCount, formatDigest, plural} from "../kit/format.js";
import {publishedFiles} from "./lineage-steps.js";

/** How to draw the figure of the layers. */
export interface LineageFigureOptions {
  /** Its width in pixels; below 760 the layers stand one below the other. */
  width: number;
}

interface Node {
  id: string;
  title: string;
  lines: string[];
  href: string;
}

/** What feeds what, besides each layer the next. */
const further: readonly [string, string][] = [
  ["ingestion", "evaluation"],
  ["transformation", "evaluation"]
];

const [boxHeight, gap] = [74, 26];

// Drawn by hand: a graph of boxes and arrows that are links is no plot, and Observable Plot has no marks for it.

/**
 * Draws the artifacts and what each is made from, from the logs to the pages: one node a layer, in the order of the phases; lines
 * over the row lead past a layer. Each node is a link to its part of the table.
 */
export function lineageFigure(page: LineagePage, {width}: LineageFigureOptions): SVGSVGElement {
  const nodes = nodesOf(page);
  const wide = width >= 760;
  const boxWidth = wide
    ? (width - gap * (nodes.length - 1)) / nodes.length
    : Math.min(width - 34, 420);
  const place = (i: number): [number, number] =>
    wide ? [i * (boxWidth + gap), 62] : [34, i * (boxHeight + gap)];
  const height = wide ? 62 + boxHeight + 4 : nodes.length * (boxHeight + gap) - gap + 4;
  const index = new Map(nodes.map(({id}, i) => [id, i]));
  const next = nodes.slice(1).map((_, i): [number, number] => [i, i + 1]);
  const over = further.map(([from, to]): [number, number] => [index.get(from)!, index.get(to)!]);
  const paths = [
    ...next.map(([from, to]) => straight(place(from), place(to), boxWidth, wide)),
    ...over.map(([from, to], k) => curved(place(from), place(to), boxWidth, wide, k))
  ];
  return svgElement(
    "svg",
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "group",
      "aria-label": "What feeds what, from the logs to the pages"
    },
    ...paths.map((d) => svgElement("path", {d, class: "feeds"})),
    ...nodes.map((node, i) => box(node, place(i), boxWidth))
  );
}

function nodesOf(page: LineagePage): Node[] {
  const {inputs, artifacts} = page;
  const files = publishedFiles(page);
  const bytes = (list: readonly {bytes: number}[]) =>
    formatBytes(list.reduce((sum, one) => sum + one.bytes, 0));
  return [
    {
      id: "logs",
      title: "Logs",
      lines: [
        `${formatCount(inputs.length)} ${plural(inputs.length, "file")}, ${bytes(inputs)}`,
        inputs.length === 1 ? formatDigest(inputs[0].sha256) : ""
      ],
      href: "#logs"
    },
    ...artifacts.map(({phase, layer, rows, sha256, files: own}) => ({
      id: phase,
      title: layer.toUpperCase(),
      lines: [`${formatCount(rows)} rows, ${bytes(own)}`, formatDigest(sha256)],
      href: `#${phase}`
    })),
    {
      id: "published",
      title: "Published",
      lines: [`${formatCount(files.length)} files, ${bytes(files)}`, ""],
      href: "#evaluation"
    },
    {id: "pages", title: "Pages", lines: ["figures and sentences", ""], href: "#path"}
  ];
}

function box({id, title, lines, href}: Node, [x, y]: [number, number], width: number): SVGElement {
  const [first, second] = lines;
  return svgElement(
    "a",
    {href, class: "node", "data-node": id},
    svgElement("rect", {
      class: "mark",
      x: x + 0.5,
      y: y + 0.5,
      width: width - 1,
      height: boxHeight - 1,
      rx: 3
    }),
    svgElement("text", {class: "strong", x: x + 11, y: y + 23}, title),
    svgElement("text", {x: x + 11, y: y + 42}, first),
    svgElement("text", {class: "mono", x: x + 11, y: y + 60}, second)
  );
}

function straight(
  [x0, y0]: [number, number],
  [x1, y1]: [number, number],
  width: number,
  wide: boolean
): string {
  return wide
    ? `M${x0 + width},${y0 + boxHeight / 2}L${x1},${y1 + boxHeight / 2}`
    : `M${x0 + width / 2},${y0 + boxHeight}L${x1 + width / 2},${y1}`;
}

/** Returns a line past the nodes between: above them, or on their left. */
function curved(
  [x0, y0]: [number, number],
  [x1, y1]: [number, number],
  width: number,
  wide: boolean,
  k: number
): string {
  const far = wide ? y0 - 48 + 20 * k : 6 + 12 * k;
  if (wide)
    return `M${x0 + width * (0.5 + 0.1 * k)},${y0}V${far}H${x1 + width * (0.6 - 0.2 * k)}V${y1}`;
  return `M${x0},${y0 + boxHeight * (0.5 + 0.1 * k)}H${far}V${y1 + boxHeight * (0.6 - 0.2 * k)}H${x1}`;
}
