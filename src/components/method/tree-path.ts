// Drawn by hand: a tree path grows one split at a time, with text in two lines beside each split; no mark of Plot does.
import {sum} from "d3-array";
import {scaleLog} from "d3-scale";
import type {MethodPage} from "../../core/schema/method.js";
import {element, svgElement} from "../kit/element.js";
import {formatCount} from "../kit/format.js";
import type {Case} from "./worked-example.js";
import {caseColor, featureLabel, featureValue, thresholdText} from "./worked-example.js";

const row = 44;
const top = 30;

/** How to draw the fall of an event through one tree. */
export interface FallOptions {
  width: number;

  /** How many splits have been passed; at most the deeper of the two paths. */
  step: number;
}

/**
 * Draws how the two events fall through the first tree: downward the splits, across how many training
 * rows are still with the event, on a logarithmic axis; beside each split its question and answer.
 */
export function fall(page: MethodPage, {width, step}: FallOptions): SVGElement {
  const columns = width >= 640 ? 2 : 1;
  const side = width / columns;
  const heights = page.cases.map(({path}) => top + (path.length + 1) * row + 14);
  const height = columns === 2 ? Math.max(...heights) : sum(heights);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `two events after ${step} splits of the first tree`
  });
  page.cases.forEach((event, i) => {
    const at = columns === 2 ? `${i * side},0` : `0,${sum(heights.slice(0, i))}`;
    const group = svgElement("g", {transform: `translate(${at})`});
    drawFall(group, page, event, {width: side - (columns === 2 ? 20 : 0), step});
    svg.append(group);
  });
  return svg;
}

/** Returns the number of splits on the longer of the two ways down. */
export function deepest({cases}: MethodPage): number {
  return Math.max(1, ...cases.map(({path}) => path.length));
}

/** Returns the figure of the fall with its control: one split at a time, or all of them. */
export function fallFigure(page: MethodPage): HTMLElement {
  const depth = deepest(page);
  const picture = element("div", {class: "plot"});
  const input = element("input", {
    type: "range",
    min: 0,
    max: depth,
    value: depth,
    step: 1,
    id: "fall-step"
  });
  const output = element("output", {for: "fall-step"});
  const first = element("button", {type: "button", class: "link"}, "from the root");
  const next = element("button", {type: "button", class: "link"}, "next split");
  let width = 0;

  function draw(): void {
    const step = input.valueAsNumber;
    output.textContent = `${step} of ${depth}`;
    next.disabled = step >= depth;
    if (width) picture.replaceChildren(fall(page, {width, step}));
  }

  function to(step: number): void {
    input.value = String(step);
    draw();
  }

  input.addEventListener("input", draw);
  first.addEventListener("click", () => to(0));
  next.addEventListener("click", () => to(input.valueAsNumber + 1));
  new ResizeObserver(([entry]) => {
    width = Math.floor(entry.contentRect.width);
    draw();
  }).observe(picture);
  draw();
  return element(
    "div",
    {},
    element(
      "p",
      {class: "control"},
      element("label", {for: "fall-step"}, "splits passed "),
      input,
      output,
      first,
      next
    ),
    picture
  );
}

function drawFall(
  group: SVGElement,
  page: MethodPage,
  event: Case,
  {width, step}: FallOptions
): void {
  const {path} = event;
  const x = scaleLog(
    [1, Math.max(2, page.sampleSize)],
    [8, width < 360 ? 36 : Math.max(64, width * 0.3)]
  );
  const passed = path.slice(0, step);
  const sizes = [...path.map(({size}) => size), null];
  const leaf = path.at(-1)?.to ?? 0;
  const y = (i: number): number => top + i * row + 12;
  const place = (i: number): number => x(Math.max(1, sizes[i] ?? leafRows(leaf, path.length)));
  const line = passed.map((_, i) => `M${place(i)},${y(i)}L${place(i + 1)},${y(i + 1)}`).join("");
  const trace = svgElement("path", {d: line, fill: "none", "stroke-width": 2});
  trace.style.stroke = caseColor(event);
  group.append(
    svgElement(
      "text",
      {class: "strong", x: 0, y: 8},
      event.name === "anomalous" ? "The most anomalous event" : "The most normal event"
    ),
    trace
  );
  for (let i = 0; i <= passed.length; ++i) {
    const end = i === path.length;
    const dot = svgElement("circle", {cx: place(i), cy: y(i), r: end ? 5.5 : 3.5});
    dot.style.fill = caseColor(event);
    const rows = end ? leafText(leaf, path.length) : `${formatCount(sizes[i])} rows`;
    group.append(
      dot,
      svgElement(
        "text",
        {x: place(i) + 10, y: y(i), dy: "0.35em", class: end ? "strong" : null},
        rows
      )
    );
  }
  passed.forEach((split, i) => group.append(...splitText(page, split, width, y(i))));
}

/** A split in two lines: the question and the answer; in a narrow figure, it breaks earlier. */
function splitText(
  page: MethodPage,
  {feature, threshold, value, goesLeft}: Case["path"][number],
  width: number,
  y: number
): SVGElement[] {
  const tight = width < 360;
  const left = tight ? 112 : Math.max(150, width * 0.3 + 86);
  const name = featureLabel(page, feature);
  const condition = `${goesLeft ? "<" : "≥"} ${thresholdText(page, feature, threshold)}`;
  const answer = `it has ${featureValue(page, feature, value)}`;
  return [
    svgElement(
      "text",
      {class: "strong", x: left, y: y + 12},
      tight ? name : `${name} ${condition}`
    ),
    svgElement("text", {x: left, y: y + 26}, tight ? `${condition}; ${answer}` : answer)
  ];
}

/** About how many rows share a leaf whose path length exceeds its depth: c(n) inverted, roughly. */
function leafRows(pathLength: number, depth: number): number {
  return Math.max(1, Math.exp((pathLength - depth) / 2 + 1 - 0.577));
}

function leafText(pathLength: number, depth: number): string {
  const alone = pathLength - depth < 1e-9;
  return alone
    ? `alone after ${depth} ${depth === 1 ? "split" : "splits"}`
    : `a leaf with others: path length ${pathLength.toFixed(2)}`;
}
