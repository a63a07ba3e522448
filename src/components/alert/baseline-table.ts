// Drawn by hand: forty strips of five marks each, on every event; a Plot each would be forty scales and axes.
import {scaleLinear} from "d3-scale";
import {standingOf, standingWords} from "../../core/features/standing.js";
import type {ModelFile} from "../../core/schema/models.js";
import {element, svgElement} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {featureText} from "../kit/feature-text.js";
import {formatSigned} from "../kit/format.js";
import {table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import type {Rescore} from "./rescore.js";

const width = 190;
const height = 18;

/**
 * Shows each feature’s actual value against what is typical in the training rows, those that shorten
 * the path most first. The pale band is the 5th to the 95th percentile, the dark one the middle half,
 * the tick the median, the dot the event; a badge marks a value outside of all training rows.
 */
export function typicalTable(
  {features, row, explanation}: Rescore,
  {quantiles, values}: ModelFile["profile"]
): HTMLElement {
  const rows = features.map((feature, j): FeatureRow => ({
    feature,
    value: row[j],
    at: (quantile) => values[j][quantiles.indexOf(quantile)],
    standing: standingWords(standingOf(row[j], quantiles, values[j])),
    contribution: explanation.contributions[j]
  }));
  rows.sort((a, b) => a.contribution - b.contribution);
  return table(rows, {class: "against", label: "Actual against typical", columns});
}

/** A feature of an event, with the quantiles of the training rows and what it adds to the path length. */
interface FeatureRow {
  feature: Rescore["features"][number];
  value: number;
  at: (quantile: number) => number;
  /** The place of the value among the training rows, as text. */
  standing: string;
  contribution: number;
}

const columns: readonly Column<FeatureRow>[] = [
  {
    name: "feature",
    header: true,
    cell: ({feature}) => feature.label,
    attributes: ({feature}) => ({title: feature.meaning})
  },
  {
    name: "actual",
    number: true,
    class: () => "actual",
    cell: ({feature, value}) => featureText(feature, value)
  },
  {name: "against the training rows", class: "strip", cell: ({value, at}) => strip(value, at)},
  {
    name: "middle half of them",
    class: () => "typical",
    attributes: () => ({"data-name": "middle half"}),
    cell: middleHalf
  },
  {
    name: "levels",
    number: true,
    title: "what it adds to the path length; below 0 is more anomalous",
    cell: ({contribution}) => formatSigned(contribution)
  }
];

function middleHalf({feature, value, at, standing}: FeatureRow): Child[] {
  const [low, high] = [0.25, 0.75].map((quantile) => featureText(feature, at(quantile)));
  const outside = value > at(1) || value < at(0);
  return [
    low === high ? low : `${low} – ${high}`,
    element(
      "span",
      {class: outside ? "tag" : "standing-words"},
      outside ? `out of range: ${standing}` : standing
    )
  ];
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
