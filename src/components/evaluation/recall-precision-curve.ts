import * as Plot from "@observablehq/plot";
import type {SeedCurves} from "../../core/schema/threshold.js";
import {chart, ink} from "../charts/plot.js";
import {formatShare} from "../kit/format.js";

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
export function recallPrecisionCurve(curves: SeedCurves, {width}: {width: number}): SVGSVGElement {
  const baseRate = curves.attacks / curves.labelled;
  const [own, ...others] = recallPrecision(curves);
  const at = {x: "recall", y: "precision"};
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const axis = {domain: [0, 1], ticks, tickFormat: formatShare};
  return chart({
    width,
    height: Math.min(340, Math.round(0.62 * width)),
    ariaLabel: `Precision over recall; a random order has ${formatShare(baseRate)} everywhere`,
    marginTop: 18,
    marginRight: 14,
    marginBottom: 36,
    x: {...axis, label: "recall", labelAnchor: "right"},
    y: {...axis, label: "precision", grid: true},
    marks: [
      Plot.ruleY([baseRate], {stroke: ink.faint, strokeDasharray: "3 3"}),
      ...others.map((curve) =>
        Plot.line(curve, {...at, stroke: ink.faint, strokeWidth: 1, strokeOpacity: 0.45})
      ),
      Plot.line(own, {...at, stroke: ink.strong, strokeWidth: 1.8}),
      Plot.text([baseRate], {
        x: 0,
        y: (rate: number) => rate,
        dx: 6,
        dy: -9,
        text: (rate: number) => `random: ${formatShare(rate)}`,
        textAnchor: "start",
        className: "halo"
      }),
      Plot.tip(own, Plot.pointer({...at, title: tipText}))
    ]
  });
}

function tipText({recall, precision}: RecallPrecision): string {
  return `${formatShare(recall)} of the attacks,\n${formatShare(precision)} of the events read`;
}
