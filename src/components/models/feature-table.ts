import * as Plot from "@observablehq/plot";
import {features as official, formatFeature} from "../../core/features/list.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import {chart} from "../charts/plot.js";
import {element} from "../kit/element.js";
import {table} from "../kit/table.js";

type Feature = ModelsPage["features"][number];

/** The positions of the quantiles 5 %, 25 %, 50 %, 75 % and 95 % in *typical* (ModelFile.profile). */
const quantiles = {p5: 2, p25: 3, p50: 4, p75: 5, p95: 6};

/** Shows the features of the models: what each measures, and what is typical of it. */
export function featureTable(features: ModelsPage["features"]): HTMLElement {
  const {p5, p50, p95} = quantiles;
  const quantile = (name: string, i: number) => ({
    name,
    number: true,
    cell: (feature: Feature) => quantileText(feature, i)
  });
  return table(features, {
    class: "features",
    label: "features",
    columns: [
      {
        name: "feature",
        header: true,
        cell: ({label, name}) => [label, " ", element("code", {class: "faint"}, name)]
      },
      quantile("5 %", p5),
      quantile("median", p50),
      quantile("95 %", p95),
      {name: "over its complete range", cell: quantileStrip},
      {name: "what it measures", class: () => "meaning soft", cell: ({meaning}) => meaning}
    ]
  });
}

function quantileText({name, typical}: Feature, i: number): string {
  if (typical[i] === undefined) return "–";
  const feature = official.find((f) => f.name === name);
  return feature ? formatFeature(feature, typical[i]) : typical[i].toPrecision(3);
}

/** Draws the quantiles on one line: the complete range, the middle 90 %, the middle half, the median. */
function quantileStrip({typical, label}: Feature): SVGSVGElement {
  const [width, height] = [120, 10];
  const [low, high] = [typical[0], typical[typical.length - 1]];
  const {p5, p25, p50, p75, p95} = quantiles;
  const bar = (from: number, until: number, thickness: number, className: string) =>
    Plot.rect([{from, until}], {
      x1: "from",
      x2: "until",
      insetTop: (height - thickness) / 2,
      insetBottom: (height - thickness) / 2,
      className
    });
  const strip = chart({
    width,
    height,
    marginTop: 0,
    marginRight: 0,
    marginBottom: 0,
    marginLeft: 0,
    ariaLabel: `quantiles of ${label}`,
    x: {
      domain: high > low ? [low, high] : [low - 1, low + 1],
      axis: null,
      insetLeft: 1,
      insetRight: 1
    },
    marks: [
      bar(low, high, 1, "range"),
      bar(typical[p5], typical[p95], 4, "band"),
      bar(typical[p25], typical[p75], 8, "band"),
      Plot.ruleX([typical[p50]], {strokeWidth: 2, className: "median"})
    ]
  });
  strip.classList.add("strip");
  return strip;
}
