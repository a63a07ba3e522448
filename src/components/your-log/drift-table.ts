import {features} from "../../core/features/list.js";
import type {Drifted, FeatureDrift} from "../../core/features/drift.js";
import {element, svgElement} from "../kit/element.js";
import type {ExportSource} from "../exports/export-menu.js";
import {featureText} from "../kit/feature-text.js";
import {formatShare} from "../kit/format.js";
import {labelOf} from "./log-sentence.js";

const words: Readonly<Record<Drifted, string>> = {
  same: "as in training",
  shifted: "shifted",
  different: "different",
  unknown: "too few to tell"
};

const width = 180;
const height = 30;

/**
 * Shows each feature’s distribution against the training rows, those that differ most first: bars up
 * are the shares of this log by bin, bars down those of training.
 */
export function driftTable(drift: readonly FeatureDrift[]): HTMLElement {
  const lines = [...drift].sort((a, b) => b.stability - a.stability).map(driftLine);
  const heads = ["feature", "", "your log above, training below", "PSI", "KS", "outside"];
  const table = element(
    "table",
    {class: "drift"},
    element("caption", {class: "unseen"}, "Each feature of your log against the training rows"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...heads.map((head, i) =>
          element(
            "th",
            {scope: "col", class: i > 2 ? "number" : null, title: titles[i]},
            head || "verdict"
          )
        )
      )
    ),
    element("tbody", {}, ...lines)
  );
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "Drift by feature"},
    table
  );
}

/** Returns what the drift is taken away as: one row a bin of a feature, from its edge on, shares in [0, 1]. */
export function driftExport(drift: readonly FeatureDrift[]): ExportSource {
  return {
    name: "your-log-drift",
    rows: () =>
      drift.flatMap(({name, verdict, stability, noise, distance, outside, bins}) =>
        bins.edges.map((bin_from, i) => ({
          feature: name,
          verdict,
          population_stability_index: stability,
          noise,
          kolmogorov_smirnov: distance,
          outside,
          bin_from,
          share_of_log: bins.actual[i],
          share_of_training: bins.expected[i]
        }))
      )
  };
}

const titles = [
  null,
  null,
  null,
  "population stability index: from 0.25 on, and beyond what chance explains, a feature counts as different",
  "Kolmogorov–Smirnov: the greatest distance between the two distribution functions, over the bins",
  "the share of your connections below the least or above the greatest training row"
];

function driftLine(drift: FeatureDrift): HTMLElement {
  const feature = features.find(({name}) => name === drift.name);
  return element(
    "tr",
    {class: drift.verdict},
    element("th", {scope: "row", title: feature?.meaning}, labelOf(drift.name)),
    element("td", {}, element("span", {class: "tag"}, words[drift.verdict])),
    element("td", {}, mirrored(drift)),
    element("td", {class: "number"}, drift.stability.toFixed(2)),
    element("td", {class: "number"}, drift.distance.toFixed(2)),
    element("td", {class: "number"}, formatShare(drift.outside))
  );
}

function mirrored({name, bins}: FeatureDrift): SVGSVGElement {
  const feature = features.find((feature) => feature.name === name);
  const {edges, expected, actual} = bins;
  const step = width / edges.length;
  const most = Math.max(...expected, ...actual, 1e-9);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "aria-hidden": "true"
  });
  const middle = height / 2;
  edges.forEach((edge, i) => {
    const bar = (share: number, kind: string, y: number): SVGElement =>
      svgElement("rect", {
        class: kind,
        x: i * step + 0.5,
        width: Math.max(1, step - 1),
        y,
        height: (share / most) * (middle - 1)
      });
    const until = edges[i + 1];
    const value = feature ? featureText(feature, edge) : edge.toPrecision(3);
    const end =
      until === undefined
        ? " and more"
        : feature?.unit === "code"
          ? ""
          : ` to ${feature ? featureText(feature, until) : until}`;
    svg.append(
      svgElement(
        "g",
        {},
        svgElement(
          "title",
          {},
          `${value}${end}: ${formatShare(actual[i])} of your log, ${formatShare(expected[i])} in training`
        ),
        bar(actual[i], "yours", middle - (actual[i] / most) * (middle - 1)),
        bar(expected[i], "theirs", middle)
      )
    );
  });
  svg.append(svgElement("line", {class: "hairline", x1: 0, x2: width, y1: middle, y2: middle}));
  return svg;
}
