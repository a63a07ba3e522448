import {extent, max} from "d3-array";
import {format} from "d3-format";
import {scaleLinear, scaleLog} from "d3-scale";
import type {ScaleLinear} from "d3-scale";
import {svgElement} from "../kit/element.js";
import {formatScore} from "../kit/format.js";
import type {Models} from "./model-sentence.js";
import {fairest} from "./model-sentence.js";
import {scoreColor} from "../kit/score-color.js";

const band = 96;
const top = 26;

/** Draws the scores of each model as a histogram with log counts, one above the other, on one axis. */
export function modelHistograms(models: Models, {width}: {width: number}): SVGElement {
  const filled = models.flatMap(({histogram: {from, step, counts}}) =>
    counts.flatMap((n, i) => (n ? [from + i * step, from + (i + 1) * step] : []))
  );
  const [low = 0, high = 1] = extent(filled);
  const x = scaleLinear([low, high], [34, width - 8]);
  const most = max(models, ({histogram}) => max(histogram.counts)) ?? 1;
  const height = models.length * (band + top) + 22;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `histograms of the scores of ${models.map(({name}) => name).join(" and ")}`
  });
  models.forEach((model, i) => svg.append(lane(model, i * (band + top) + top, {x, most, width})));
  for (const tick of x.ticks(Math.max(2, Math.floor(width / 90)))) {
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

interface LaneOptions {
  x: ScaleLinear<number, number>;
  most: number;
  width: number;
}

function lane(
  {name, histogram, metrics}: Models[number],
  y: number,
  {x, most, width}: LaneOptions
): SVGElement {
  const size = scaleLog([0.7, Math.max(10, most)], [0, band]);
  const threshold = fairest(metrics)?.threshold ?? Infinity;
  const max = Math.max(threshold, x.domain()[1]);
  const group = svgElement("g", {transform: `translate(0,${y})`});
  for (let power = 1; power <= most; power *= 100) {
    const at = band - size(power);
    group.append(
      svgElement("line", {class: "hairline", x1: 34, x2: width - 8, y1: at, y2: at}),
      svgElement("text", {x: 28, y: at + 4, "text-anchor": "end"}, format("~s")(power))
    );
  }
  histogram.counts.forEach((n, i) => {
    if (n === 0) return;
    const from = histogram.from + i * histogram.step;
    const bar = svgElement("rect", {
      x: x(from),
      y: band - size(n),
      width: Math.max(1, x(from + histogram.step) - x(from) - 1),
      height: size(n)
    });
    bar.style.fill = scoreColor(from + histogram.step / 2, threshold, max);
    group.append(bar);
  });
  group.append(svgElement("text", {class: "strong", x: 0, y: -12}, name));
  if (Number.isFinite(threshold) && threshold <= x.domain()[1]) {
    const at = x(threshold);
    group.append(
      svgElement("line", {class: "line", x1: at, x2: at, y1: -6, y2: band}),
      svgElement(
        "text",
        {class: "accent", x: at, y: -11, "text-anchor": at > width - 60 ? "end" : "middle"},
        `≥ ${formatScore(threshold)}`
      )
    );
  }
  return group;
}
