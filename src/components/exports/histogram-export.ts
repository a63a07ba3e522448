import type {Histogram} from "../../core/schema/published.js";
import type {ExportSource} from "./export-menu.js";

/** Returns the export of a histogram of scores: one row a bin. */
export function scoresExport(
  {from, step, counts}: Histogram,
  figure: () => SVGSVGElement | null
): ExportSource {
  return {
    name: "scores",
    figure,
    rows: () =>
      counts.map((events, i) => ({
        score_from: from + i * step,
        score_until: from + (i + 1) * step,
        events
      }))
  };
}
