import * as Plot from "@observablehq/plot";

/** How a chart of the project is drawn: Plot's own options, and what it is called. */
export interface ChartOptions extends Plot.PlotOptions {
  /** The width of the figure, in pixels. */
  width: number;

  /** What the chart shows, in a sentence, for those who cannot see it. Required. */
  ariaLabel: string;
}

/** A chart, with the scales that it is drawn by. */
export type Chart = SVGSVGElement & Pick<Plot.Plot, "scale">;

/**
 * Draws a chart with Plot in the theme of the project: ink and greys from the page's tokens, no frame, no tick
 * marks, hairlines for a grid. Colours are CSS variables, so that a chart follows the theme of the page.
 */
export function chart({style, x, y, ...options}: ChartOptions): Chart {
  const figure = Plot.plot({
    marginTop: 14,
    marginRight: 12,
    marginBottom: 28,
    marginLeft: 44,
    ...options,
    x: axis(x),
    y: axis(y),
    style: {background: "none", overflow: "visible", ...(style as object)}
  }) as Chart;
  figure.setAttribute("role", "img");
  // Plot labels the group of each mark, and the lines of a frame, which may have no label without a role.
  for (const part of figure.querySelectorAll("g[aria-label], line[aria-label]")) {
    part.setAttribute("data-part", part.getAttribute("aria-label")!);
    part.removeAttribute("aria-label");
  }
  return figure;
}

/** The inks of the charts: colour is for scores, verdicts and what the reader controls. */
export const ink = {
  strong: "var(--ink)",
  soft: "var(--ink-soft)",
  faint: "var(--ink-faint)",
  quiet: "var(--quiet)",
  rule: "var(--rule)",
  accent: "var(--accent)",
  accentSoft: "var(--accent-soft)",
  paper: "var(--paper)"
} as const;

function axis(options: Plot.ScaleOptions = {}): Plot.ScaleOptions {
  return {label: null, tickSize: 0, ...options};
}
