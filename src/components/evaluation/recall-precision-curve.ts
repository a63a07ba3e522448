import {scaleLinear} from "d3-scale";
import {line as path} from "d3-shape";
import type {SeedCurves} from "../../core/schema/threshold.js";
import {svgElement} from "../kit/element.js";
import {formatShare} from "../kit/format.js";

const [left, right, top, bottom] = [44, 14, 18, 36];

/** A point of a precision-recall curve: two shares in [0, 1]. */
export interface RecallPrecision {
  recall: number;
  precision: number;
}

/** Returns the curve of each forest, the run’s own first; empty without attacks. */
export function recallPrecision({caught, benign, attacks}: SeedCurves): RecallPrecision[][] {
  if (attacks === 0) return [];
  return caught.map((counts, f) =>
    counts.flatMap((n, i) => {
      const read = n + benign[f][i];
      return read > 0 ? [{recall: n / attacks, precision: n / read}] : [];
    })
  );
}

/** Draws precision over recall: the run’s forest strong, those of other seeds faint, chance dashed. */
export function evaluationCurve(curves: SeedCurves, {width}: {width: number}): SVGSVGElement {
  const height = Math.min(340, Math.round(0.62 * width));
  const x = scaleLinear([0, 1], [left, width - right]);
  const y = scaleLinear([0, 1], [height - bottom, top]);
  const baseRate = curves.attacks / curves.labelled;
  const [own, ...others] = recallPrecision(curves);
  const draw = path<RecallPrecision>(
    ({recall}) => x(recall),
    ({precision}) => y(precision)
  );
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `Precision over recall; a random order has ${formatShare(baseRate)} everywhere`
  });
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const [at, below] = [y(share), x(share)];
    svg.append(
      svgElement("line", {class: "hairline", x1: left, x2: width - right, y1: at, y2: at}),
      text(left - 6, at + 4, "end", formatShare(share)),
      text(below, height - 20, "middle", formatShare(share))
    );
  }
  svg.append(
    svgElement("line", {
      class: "reference",
      x1: left,
      x2: width - right,
      y1: y(baseRate),
      y2: y(baseRate)
    }),
    ...others.map((curve) => svgElement("path", {class: "other-curve", d: draw(curve)})),
    svgElement("path", {class: "own-curve", d: draw(own)}),
    text(0, 9, "start", "↑ precision"),
    text(width - right, height - 4, "end", "recall →"),
    svgElement(
      "text",
      {class: "halo", x: left + 6, y: y(baseRate) - 5},
      `random: ${formatShare(baseRate)}`
    )
  );
  return svg;
}

function text(x: number, y: number, anchor: string, said: string): SVGElement {
  return svgElement("text", {x, y, "text-anchor": anchor}, said);
}
