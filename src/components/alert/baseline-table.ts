import {scaleLinear} from "d3-scale";
import {standingOf, standingWords} from "../../core/features/standing.js";
import type {ModelFile} from "../../core/schema/models.js";
import {element, svgElement} from "../kit/element.js";
import {featureText} from "../kit/feature-text.js";
import {formatSigned} from "../kit/format.js";
import type {Rescore} from "./rescore.js";

const width = 190;
const height = 18;

/**
 * Shows each feature’s actual value against what is typical in the training rows, those that shorten
 * the path most first. The pale band is the 5th to the 95th percentile, the dark one the middle half,
 * the tick the median, the dot the event; a badge says when it lies outside of all training rows.
 */
export function typicalTable(
  {features, row, explanation}: Rescore,
  {quantiles, values}: ModelFile["profile"]
): HTMLElement {
  const order = features.map((_, j) => j);
  order.sort((a, b) => explanation.contributions[a] - explanation.contributions[b]);
  const lines = order.map((j) => {
    const at = (quantile: number): number => values[j][quantiles.indexOf(quantile)];
    const standing = standingWords(standingOf(row[j], quantiles, values[j]));
    return featureLine(features[j], row[j], {
      at,
      standing,
      contribution: explanation.contributions[j]
    });
  });
  const table = element(
    "table",
    {class: "against"},
    element("caption", {class: "unseen"}, "Each feature of the event against the training rows"),
    heading(),
    element("tbody", {}, ...lines)
  );
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "Actual against typical"},
    table
  );
}

/** What a value is set against: the quantiles of the training rows, and what it adds to the path. */
interface FeatureLineOptions {
  at: (quantile: number) => number;
  /** Where the value stands among them, in words. */
  standing: string;
  contribution: number;
}

function featureLine(
  feature: Rescore["features"][number],
  value: number,
  {at, standing, contribution}: FeatureLineOptions
): HTMLElement {
  const outside = value > at(1) || value < at(0);
  return element(
    "tr",
    {},
    element("th", {scope: "row", title: feature.meaning}, feature.label),
    element("td", {class: "number actual"}, featureText(feature, value)),
    element("td", {class: "strip"}, strip(value, at)),
    element(
      "td",
      {class: "typical", "data-name": "middle half"},
      middleHalf(featureText(feature, at(0.25)), featureText(feature, at(0.75))),
      element(
        "span",
        {class: outside ? "tag" : "standing-words"},
        outside ? `out of range: ${standing}` : standing
      )
    ),
    element("td", {class: "number"}, formatSigned(contribution))
  );
}

function middleHalf(low: string, high: string): string {
  return low === high ? low : `${low} – ${high}`;
}

function heading(): HTMLElement {
  const title = "what it adds to the path length; below 0 is stranger";
  return element(
    "thead",
    {},
    element(
      "tr",
      {},
      element("th", {scope: "col"}, "feature"),
      element("th", {scope: "col", class: "number"}, "actual"),
      element("th", {scope: "col", class: "strip"}, "against the training rows"),
      element("th", {scope: "col"}, "middle half of them"),
      element("th", {scope: "col", class: "number", title}, "levels")
    )
  );
}

function strip(value: number, at: (quantile: number) => number): SVGSVGElement {
  const low = Math.min(value, at(0));
  const high = Math.max(value, at(1));
  const x = scaleLinear([low, high > low ? high : low + 1], [5, width - 5]);
  const band = (from: number, until: number, name: string, size: number): SVGElement =>
    svgElement("rect", {
      class: name,
      x: x(at(from)) - 1,
      width: x(at(until)) - x(at(from)) + 2,
      y: (height - size) / 2,
      height: size,
      rx: 1
    });
  const middle = height / 2;
  return svgElement(
    "svg",
    {width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true"},
    svgElement("line", {class: "range", x1: x(at(0)), x2: x(at(1)), y1: middle, y2: middle}),
    band(0.05, 0.95, "most", 8),
    band(0.25, 0.75, "half", 8),
    svgElement("line", {class: "median", x1: x(at(0.5)), x2: x(at(0.5)), y1: 3, y2: height - 3}),
    svgElement("circle", {class: "dot", cx: x(value), cy: middle, r: 4})
  );
}
