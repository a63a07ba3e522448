import * as Plot from "@observablehq/plot";
import {isScore, kindOf} from "../../core/notebook/chart.js";
import type {ChartPlan, ResultColumn} from "../../core/notebook/chart.js";
import {clipMiddle} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, visible} from "../kit/format.js";
import {scoreColor} from "../kit/score-color.js";

/** A mark of a chart, as `chartQuery` gives it. */
export interface ChartRow {
  x: number | string;
  y: number;
  x2?: number;
  y2?: number;
  color: number | string | null;
  facet: string | null;
}

/** What a chart is drawn with. */
export interface ChartOptions {
  columns: readonly ResultColumn[];
  width: number;

  /** The line, and the highest score: what colours a score. */
  threshold: number;
  max: number;
}

const inks = ["var(--ink-soft)", "var(--quiet)", "var(--ink)", "var(--ink-faint)"];
const dashes = ["none", "5 3", "1.5 2.5", "8 3 2 3"];

/** Returns a chart of *rows*: ink and greys, and the ramp of scores where a column is one. */
export function cellChart(
  plan: ChartPlan,
  rows: readonly ChartRow[],
  options: ChartOptions
): HTMLElement {
  const shades = isScore(plan.color) || plan.mark === "bins" ? [] : shadesOf(rows);
  const panels = new Set(rows.map(({facet}) => facet)).size;
  const svg = Plot.plot({
    ...frameOf(plan, rows, options, panels),
    ariaLabel: describe(plan, rows),
    marks: marksOf(plan, rows, options, shades)
  });
  svg.setAttribute("role", "img");
  for (const part of svg.querySelectorAll("g[aria-label]")) {
    part.setAttribute("data-part", part.getAttribute("aria-label")!); // a group without a role has no label
    part.removeAttribute("aria-label");
  }
  const legend = shades.length > 1 && element("p", {class: "shades"}, ...shades.map(shadeNode));
  return element("div", {class: "plot"}, legend, svg);
}

/** Returns a chart in words: what is drawn of what, and how far it reaches. */
export function describe(plan: ChartPlan, rows: readonly ChartRow[]): string {
  const y = plan.y ?? "rows";
  const most = rows.reduce((high, row) => Math.max(high, row.y), -Infinity);
  const by = plan.color === null ? "" : `, by ${plan.color}`;
  const reach = Number.isFinite(most) && plan.mark !== "bins" ? `; the highest is ${shortNumber(most)}` : ""; // prettier-ignore
  return visible(`${plan.mark} chart of ${y} by ${plan.x ?? "row"}${by}${reach}`);
}

function frameOf(
  plan: ChartPlan,
  rows: readonly ChartRow[],
  {columns, width}: ChartOptions,
  panels: number
): Plot.PlotOptions {
  const isTime = kindOf(columns.find(({name}) => name === plan.x)?.type ?? "") === "time";
  const log = plan.scale === "log";
  const bar = plan.mark === "bar";
  const counted = plan.mark === "histogram";
  const bars = new Set(rows.map(({x}) => x)).size;
  const across = {
    type: isTime ? ("utc" as const) : log ? ("log" as const) : ("linear" as const),
    label: null,
    ticks: Math.max(3, Math.floor(width / 110)),
    tickFormat: isTime ? undefined : tick,
    tickSize: 0,
    grid: false
  };
  const up = {
    type: log && !counted && plan.mark !== "bins" ? ("log" as const) : ("linear" as const),
    label: null,
    tickFormat: tick,
    tickSize: 0,
    ticks: 4,
    grid: true
  };
  const names = rows.map(({x}) => barName(x));
  const longest = Math.max(3, ...names.map(({length}) => length));
  return {
    width,
    height: bar ? 30 + panels * (24 + bars * 20) : panels > 1 ? 40 + panels * 110 : 220,
    marginLeft: bar ? Math.min(width * 0.4, 12 + longest * 6.4) : 52,
    marginRight: bar ? 64 : plan.facet ? 110 : 20,
    marginTop: 14,
    marginBottom: bar ? 6 : 24,
    style: {background: "none", overflow: "visible"},
    x: bar ? {...up, axis: null, grid: false} : across,
    y: bar ? {label: null, tickSize: 0, tickFormat: barName, domain: [...new Set(rows.map(({x}) => x))]} : up, // prettier-ignore
    fy: {label: null, tickFormat: barName}
  } as Plot.PlotOptions;
}

/** How the marks of a chart get their ink. */
interface Inks {
  of: {value: (d: ChartRow) => string; scale: null};
  isScore: boolean;
  shades: readonly Shade[];
}

function inksOf(plan: ChartPlan, {threshold, max}: ChartOptions, shades: readonly Shade[]): Inks {
  const ramp = (score: number) => scoreColor(score, threshold, max);
  const plain = (d: ChartRow) => (shades.find(({name}) => name === d.color) ?? shades[0])?.ink ?? inks[0]; // prettier-ignore
  const scored = (value: (d: ChartRow) => number): Inks => ({
    of: {value: (d) => ramp(value(d)), scale: null},
    isScore: true,
    shades
  });
  if (isScore(plan.color)) return scored((d) => Number(d.color));
  if (plan.mark === "histogram" && isScore(plan.x)) return scored((d) => (Number(d.x) + d.x2!) / 2);
  if (/^(?:bar|dot)$/.test(plan.mark) && isScore(plan.y)) return scored((d) => d.y);
  return {of: {value: plain, scale: null}, isScore: false, shades};
}

function marksOf(
  plan: ChartPlan,
  rows: readonly ChartRow[],
  options: ChartOptions,
  shades: readonly Shade[]
): Plot.Markish[] {
  const fill = inksOf(plan, options, shades);
  const log = plan.scale === "log";
  const above = log ? rows.filter(({y}) => y > 0) : rows;
  const low = log ? above.reduce((least, {y}) => Math.min(least, y), 1) : 0;
  const fy = plan.facet === null ? {} : {fy: (d: ChartRow) => d.facet};
  if (plan.mark === "histogram")
    return [Plot.rect(rows, {x1: "x", x2: "x2", y1: 0, y2: "y", ...fy, fill: fill.of, inset: 0.5}), Plot.ruleY([0], base)]; // prettier-ignore
  if (plan.mark === "bins") return [cellMark(rows, fy)];
  if (plan.mark === "bar") return barMarks(above, low, fill, fy);
  if (plan.mark === "dot")
    return [Plot.dot(above, {x: "x", y: "y", ...fy, r: 2.4, fill: fill.of, fillOpacity: fill.isScore ? 1 : 0.6})]; // prettier-ignore
  if (plan.mark === "area")
    return [Plot.areaY(above, {x: "x", y1: low, y2: "y", z: "color", ...fy, fill: fill.of, fillOpacity: 0.55}), Plot.ruleY(log ? [] : [0], base)]; // prettier-ignore
  return thresholdMarks(above, fill, fy);
}

const base = {stroke: "var(--rule-strong)"};

/** The channel that puts a mark into its panel, if there are panels. */
interface Panel {
  fy?: (d: ChartRow) => string | null;
}

function cellMark(rows: readonly ChartRow[], fy: Panel): Plot.Markish {
  const most = Math.log(1 + rows.reduce((n, {color}) => Math.max(n, Number(color)), 1));
  const value = (d: ChartRow) => 0.12 + (0.88 * Math.log(1 + Number(d.color))) / most;
  return Plot.rect(rows, {x1: "x", x2: "x2", y1: "y", y2: "y2", ...fy, fill: "var(--ink)", fillOpacity: {value, scale: null}}); // prettier-ignore
}

function barMarks(rows: readonly ChartRow[], low: number, fill: Inks, fy: Panel): Plot.Markish[] {
  const bars = Plot.barX(rows, {x1: low, x2: "y", y: "x", ...fy, fill: fill.of, insetTop: 3, insetBottom: 3}); // prettier-ignore
  if (fill.shades.length > 1)
    return [Plot.barX(rows, {x: "y", y: "x", ...fy, fill: fill.of, insetTop: 3, insetBottom: 3})];
  const text = (d: ChartRow) => shortNumber(d.y);
  return [bars, Plot.text(rows, {x: "y", y: "x", ...fy, text, textAnchor: "start", dx: 5, fill: "var(--ink-soft)"})]; // prettier-ignore
}

function thresholdMarks(rows: readonly ChartRow[], fill: Inks, fy: Panel): Plot.Markish[] {
  if (fill.isScore)
    return [
      Plot.line(rows, {x: "x", y: "y", ...fy, stroke: "var(--rule-strong)", strokeWidth: 1.25}),
      Plot.dot(rows, {x: "x", y: "y", ...fy, r: 2.2, fill: fill.of})
    ];
  return fill.shades.flatMap(({name, ink: stroke, dash}) => {
    const own = rows.filter(({color}) => color === name);
    const line = Plot.line(own, {x: "x", y: "y", ...fy, stroke, strokeDasharray: dash, strokeWidth: 1.5}); // prettier-ignore
    return own.length < 60 ? [line, Plot.dot(own, {x: "x", y: "y", ...fy, r: 2, fill: stroke})] : [line]; // prettier-ignore
  });
}

/** How a category is told from others: a grey, and for lines a dash. */
interface Shade {
  name: number | string | null;
  ink: string;
  dash: string;
}

function shadesOf(rows: readonly ChartRow[]): Shade[] {
  const names = [...new Set(rows.map(({color}) => color))];
  return names.map((name, i) => ({
    name,
    ink: inks[Math.min(i, inks.length - 1)],
    dash: dashes[Math.min(i, dashes.length - 1)]
  }));
}

function shadeNode({name, ink}: Shade, i: number): HTMLElement | false {
  if (i > 5) return false;
  const swatch = element("span", {class: "swatch"});
  swatch.style.background = ink;
  return element("span", {}, swatch, clipMiddle(visible(String(name)), 24));
}

function barName(name: unknown): string {
  return clipMiddle(visible(String(name)).replaceAll("\n", "⏎"), 28);
}

function tick(value: number | Date): string {
  return typeof value === "number" ? shortNumber(value) : String(value);
}

function shortNumber(value: number): string {
  const size = Math.abs(value);
  const [unit, name] = size >= 1e12 ? [1e12, " T"] : size >= 1e9 ? [1e9, " G"] : [1e6, " M"];
  if (size >= 1e6) return `${Number((value / unit).toPrecision(3))}${name}`;
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(3)));
}
