import * as Plot from "@observablehq/plot";
import {features} from "../../core/features/list.js";
import type {FeatureDrift} from "../../core/features/drift.js";
import type {Drifted} from "../../core/schema/drift.js";
import {chart, ink} from "../charts/plot.js";
import type {ExportSource} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {featureText} from "../kit/feature-text.js";
import {formatShare} from "../kit/format.js";
import {table} from "../kit/table.js";
import {labelOf} from "./log-sentence.js";

const verdicts: Readonly<Record<Drifted, string>> = {
  same: "as in training",
  shifted: "shifted",
  different: "different",
  unknown: "too few to measure"
};

/**
 * Shows the distribution of each feature against the training rows, those that differ most first: bars up
 * are the shares of this log by bin, bars down those of training.
 */
export function driftTable(drift: readonly FeatureDrift[]): HTMLElement {
  const rows = [...drift].sort((a, b) => b.stability - a.stability);
  return table(rows, {
    class: "drift",
    label: "Drift by feature, of your log against the training rows",
    row: ({verdict}) => ({class: verdict}),
    columns: [
      {
        name: "feature",
        header: true,
        cell: ({name}) => labelOf(name),
        attributes: ({name}) => ({title: featureOf(name)?.meaning})
      },
      {name: "verdict", cell: ({verdict}) => element("span", {class: "tag"}, verdicts[verdict])},
      {name: "your log above, training below", cell: mirroredBars},
      {
        name: "PSI",
        number: true,
        title:
          "population stability index: from 0.25 on, and beyond what chance explains, a feature counts as different",
        cell: ({stability}) => stability.toFixed(2)
      },
      {
        name: "KS",
        number: true,
        title:
          "Kolmogorov–Smirnov: the greatest distance between the two distribution functions, over the bins",
        cell: ({distance}) => distance.toFixed(2)
      },
      {
        name: "outside",
        number: true,
        title:
          "the share of your connections below the minimum or above the maximum of the training rows",
        cell: ({outside}) => formatShare(outside)
      }
    ]
  });
}

/** Returns the export of the drift: one row a bin of a feature, from its edge on, shares in [0, 1]. */
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

function featureOf(name: string): (typeof features)[number] | undefined {
  return features.find((feature) => feature.name === name);
}

function mirroredBars({name, bins}: FeatureDrift): SVGSVGElement {
  const {edges, expected, actual} = bins;
  const max = Math.max(...expected, ...actual, 1e-9);
  const bars = edges.flatMap((_, i) => [
    {i, share: actual[i], fill: ink.soft},
    {i, share: -expected[i], fill: ink.quiet}
  ]);
  const title = ({i}: {i: number}): string =>
    `${binText(name, edges, i)}: ${formatShare(actual[i])} of your log, ${formatShare(expected[i])} in training`;
  return chart({
    ariaLabel: `${labelOf(name)}: shares by bin, of your log above and in training below`,
    width: 180,
    height: 30,
    marginTop: 1,
    marginRight: 0,
    marginBottom: 1,
    marginLeft: 0,
    x: {axis: null, domain: [0, edges.length]},
    y: {axis: null, domain: [-max, max]},
    marks: [
      Plot.rect(bars, {
        x1: "i",
        x2: ({i}: {i: number}) => i + 1,
        y1: 0,
        y2: "share",
        fill: {value: "fill", scale: null},
        insetLeft: 0.5,
        insetRight: 0.5,
        title
      }),
      Plot.ruleY([0], {stroke: ink.rule})
    ]
  });
}

function binText(name: string, edges: readonly number[], i: number): string {
  const feature = featureOf(name);
  const text = (edge: number) => (feature ? featureText(feature, edge) : edge.toPrecision(3));
  const until = edges[i + 1];
  if (until === undefined) return `${text(edges[i])} and more`;
  return feature?.unit === "code" ? text(edges[i]) : `${text(edges[i])} to ${text(until)}`;
}
