import {extent, range, sum} from "d3-array";
import {format} from "d3-format";
import {scaleLinear, scaleLog} from "d3-scale";
import type {ScaleLinear} from "d3-scale";
import {line} from "d3-shape";
import type {MethodPage} from "../../core/schema/method.js";
import {svgElement} from "../kit/element.js";
import {formatScore} from "../kit/format.js";
import {caseColor, mean, scoreOfPath} from "./worked-example.js";
import type {Case} from "./worked-example.js";
import {scoreColor} from "../kit/score-color.js";

type Scale = ScaleLinear<number, number>;

/** Draws the score as a function of the mean path length, with the two events on it. */
export function scoreCurve(
  {cases, normalizer, threshold}: MethodPage,
  {width}: {width: number}
): SVGElement {
  const height = 240;
  const right = width - 12;
  const x = scaleLinear([0, normalizer * 1.45], [34, right]);
  const y = scaleLinear([0, 1], [height - 26, 10]);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": "score by mean path length"
  });
  for (const tick of [0, 0.5, 1]) {
    svg.append(
      svgElement("line", {class: "hairline", x1: 34, x2: right, y1: y(tick), y2: y(tick)}),
      svgElement("text", {x: 28, y: y(tick), dy: "0.35em", "text-anchor": "end"}, String(tick))
    );
  }
  const curve = range(0, 101).map((i): [number, number] => {
    const length = (i / 100) * x.domain()[1];
    return [x(length), y(scoreOfPath(length, normalizer))];
  });
  svg.append(
    svgElement("path", {class: "curve", d: line()(curve), fill: "none"}),
    svgElement("line", {class: "line", x1: 34, x2: right, y1: y(threshold), y2: y(threshold)}),
    svgElement(
      "text",
      {class: "accent", x: right, y: y(threshold) - 6, "text-anchor": "end"},
      `the line, ${formatScore(threshold)}`
    ),
    svgElement(
      "text",
      {x: x(normalizer) - 8, y: y(0.5) + 16, "text-anchor": "end"},
      "c(ψ) scores ½"
    )
  );
  for (const event of cases) {
    const length = mean(event.pathLengths);
    const at: [number, number] = [x(length), y(scoreOfPath(length, normalizer))];
    svg.append(...caseMark(event, at, right));
  }
  svg.append(...lengthTicks(x, width, height - 8));
  return svg;
}

function lengthTicks(x: Scale, width: number, y: number): SVGElement[] {
  return x
    .ticks(Math.max(3, width / 100))
    .map((tick) => svgElement("text", {x: x(tick), y, "text-anchor": "middle"}, String(tick)));
}

/** A dot for a case, and its score beside it; before the dot where there is no room to the *right*. */
function caseMark(event: Case, [x, y]: [number, number], right: number): SVGElement[] {
  const dot = svgElement("circle", {cx: x, cy: y, r: 5});
  dot.style.fill = caseColor(event);
  const end = x > right - 50;
  return [
    dot,
    svgElement(
      "text",
      {class: "strong", x: x + (end ? 0 : 7), y: y - 11, "text-anchor": end ? "end" : "start"},
      formatScore(event.event.score)
    )
  ];
}

type ClassHistogram = MethodPage["histograms"][number];

const band = 84; // the height of the bars of one class
const top = 24; // the room above them, for its name

/** Draws the scores of every class of events, one above the other on one axis, with log counts. */
export function classHistograms(
  {histograms, threshold}: MethodPage,
  {width}: {width: number}
): SVGElement {
  const shown = histograms.length > 1 ? histograms.filter(({name}) => name !== "all") : histograms;
  const [low, high] = filledRange(histograms);
  const x = scaleLinear([low, Math.max(high, threshold)], [34, width - 10]);
  const height = shown.length * (band + top) + 22;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": "histograms of the scores"
  });
  shown.forEach((shape, i) => {
    const base = (i + 1) * (band + top);
    svg.append(...classBars(shape, {x, base, width, threshold}));
  });
  const at = x(threshold);
  svg.append(
    svgElement("line", {class: "line", x1: at, x2: at, y1: 12, y2: height - 22}),
    svgElement(
      "text",
      {class: "accent", x: at, y: 9, "text-anchor": at > width - 60 ? "end" : "middle"},
      `≥ ${formatScore(threshold)}`
    )
  );
  for (const tick of x.ticks(Math.max(3, width / 100))) {
    svg.append(
      svgElement(
        "text",
        {x: x(tick), y: height - 6, "text-anchor": "middle"},
        String(Number(tick.toFixed(3)))
      )
    );
  }
  return svg;
}

/** The range of scores of the bins that are not empty; [0, 1] if all are. */
function filledRange(histograms: readonly ClassHistogram[]): [number, number] {
  const filled = histograms.flatMap(({histogram: {from, step, counts}}) =>
    counts.flatMap((n, i) => (n ? [from + i * step, from + (i + 1) * step] : []))
  );
  const [low = 0, high = 1] = extent(filled);
  return [low, high];
}

/** Where the bars of a class are drawn, in pixels, and what colours them. */
interface ClassBarsOptions {
  x: Scale;

  /** What the bars stand on. */
  base: number;

  width: number;
  threshold: number;
}

/** The bars of one class under its name, over a line at every second power of ten. */
function classBars(
  {name, histogram: {from, step, counts}}: ClassHistogram,
  {x, base, width, threshold}: ClassBarsOptions
): SVGElement[] {
  const most = Math.max(1, ...counts);
  const size = scaleLog([0.7, Math.max(10, most)], [0, band]);
  const total = sum(counts).toLocaleString("en-US");
  const title = svgElement(
    "text",
    {class: "strong", x: 0, y: base - band - 8},
    `${name === "attack" ? "attacks" : `${name} events`}, ${total}`
  );
  const bars = counts.flatMap((n, bin) => {
    if (n === 0) return [];
    const left = x(from + bin * step);
    const bar = svgElement("rect", {
      x: left,
      y: base - size(n),
      width: Math.max(1, x(from + (bin + 1) * step) - left - 1),
      height: size(n)
    });
    bar.style.fill = scoreColor(from + (bin + 0.5) * step, threshold, x.domain()[1]);
    return [bar];
  });
  return [title, ...powerLines(most, {base, size, width}), ...bars];
}

function powerLines(
  most: number,
  {base, size, width}: {base: number; size: (n: number) => number; width: number}
): SVGElement[] {
  const lines: SVGElement[] = [];
  for (let power = 1; power <= most; power *= 100) {
    const y = base - size(power);
    lines.push(
      svgElement("line", {class: "hairline", x1: 34, x2: width - 10, y1: y, y2: y}),
      svgElement("text", {x: 28, y: y + 4, "text-anchor": "end"}, format("~s")(power))
    );
  }
  return lines;
}
