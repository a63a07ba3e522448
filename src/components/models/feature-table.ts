import {features as official, formatFeature} from "../../core/features/list.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import {element, svgElement} from "../kit/element.js";

/** The positions of the quantiles 5 %, 25 %, 50 %, 75 % and 95 % in *typical* (ModelFile.profile). */
const quantiles = {p5: 2, p25: 3, p50: 4, p75: 5, p95: 6};

/** Shows the features that the models see: what each measures, and what is typical of it. */
export function featureTable(features: ModelsPage["features"]): HTMLElement {
  const heads = ["feature", "5 %", "median", "95 %", "over its whole range", "what it measures"];
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "features"},
    element(
      "table",
      {class: "features"},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...heads.map((name, i) =>
            element("th", {scope: "col", class: i > 0 && i < 4 ? "number" : null}, name)
          )
        )
      ),
      element("tbody", {}, ...features.map(line))
    )
  );
}

function line({name, label, meaning, typical}: ModelsPage["features"][number]): HTMLElement {
  const feature = official.find((f) => f.name === name);
  const text = (i: number): string => {
    if (typical[i] === undefined) return "–";
    return feature ? formatFeature(feature, typical[i]) : typical[i].toPrecision(3);
  };
  const {p5, p50, p95} = quantiles;
  return element(
    "tr",
    {},
    element("th", {scope: "row"}, label, " ", element("code", {class: "faint"}, name)),
    ...[p5, p50, p95].map((i) => element("td", {class: "number"}, text(i))),
    element("td", {}, strip(typical)),
    element("td", {class: "meaning soft"}, meaning)
  );
}

/** The quantiles on one line: the whole range, the middle 90 %, the middle half, the median. */
function strip(typical: readonly number[]): SVGElement {
  const [width, height] = [120, 10];
  const [low, high] = [typical[0], typical[typical.length - 1]];
  const x = (value: number): number =>
    high > low ? ((value - low) / (high - low)) * (width - 2) + 1 : width / 2;
  const bar = (from: number, to: number, thickness: number, kind: string): SVGElement =>
    svgElement("rect", {
      x: x(from),
      y: (height - thickness) / 2,
      width: Math.max(1, x(to) - x(from)),
      height: thickness,
      class: kind
    });
  const {p5, p25, p50, p75, p95} = quantiles;
  return svgElement(
    "svg",
    {width, height, class: "strip", "aria-hidden": "true"},
    bar(low, high, 1, "range"),
    bar(typical[p5], typical[p95], 4, "band"),
    bar(typical[p25], typical[p75], 8, "band"),
    svgElement("rect", {x: x(typical[p50]) - 1, y: 0, width: 2, height, class: "median"})
  );
}
