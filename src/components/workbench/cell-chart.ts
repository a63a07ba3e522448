import * as Plot from "@observablehq/plot";
import {isScore, kindOf} from "../../core/notebook/chart.js";
import type {ChartPlan, ResultColumn} from "../../core/notebook/chart.js";
import {chart, ink} from "../charts/plot.js";
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

/** The context of a chart. */
interface CellChartOptions {
  columns: readonly ResultColumn[];
  width: number;

  /** The ends of the colours of scores: the threshold, and the highest score. */
  threshold: number;
  max: number;
}

const inks = [ink.soft, ink.quiet, ink.strong, ink.faint];
const dashes = ["none", "5 3", "1.5 2.5", "8 3 2 3"];

/** Returns a chart of *rows*: ink and greys, and the ramp of scores where a column is one. */
export function cellChart(
  plan: ChartPlan,
  rows: readonly ChartRow[],
  options: CellChartOptions
): HTMLElement {
  const shades = isScore(plan.color) || plan.mark === "bins" ? [] : shadesOf(rows);
  const panels = new Set(rows.map(({facet}) => facet)).size;
  const svg = chart({
    ...frameOf(plan, rows, options, panels),
    ariaLabel: describe(plan, rows),
    marks: marksOf(plan, rows, options, shades)
  });
  const legend = shades.length > 1 && element("p", {class: "shades"}, ...shades.map(shadeNode));
  return element("div", {class: "plot"}, legend, svg);
}

/** Returns a description of a chart: its mark, its columns, and its highest value. */
function describe(plan: ChartPlan, rows: readonly ChartRow[]): string {
  const y = plan.y ?? "rows";
  const highest = rows.reduce((high, row) => Math.max(high, row.y), -Infinity);
  const by = plan.color === null ? "" : `, by ${plan.color}`;
  const reach = Number.isFinite(highest) && plan.mark !== "bins" ? `; the highest is ${shortNumber(highest)}` : ""; // prettier-ignore
  return visible(`${plan.mark} chart of ${y} by ${plan.x ?? "row"}${by}${reach}`);
}

function frameOf(
  plan: ChartPlan,
  rows: readonly ChartRow[],
  {columns, width}: CellChartOptions,
  panels: number
): Plot.PlotOptions & {width: number} {
  const isTime = kindOf(columns.find(({name}) => name === plan.x)?.type ?? "") === "time";
  const log = plan.scale === "log";
  const bar = plan.mark === "bar";
  const counted = plan.mark === "histogram";
  const bars = new Set(rows.map(({x}) => x)).size;
  const across = {
    type: isTime ? ("utc" as const) : log ? ("log" as const) : ("linear" as const),
    ticks: Math.max(3, Math.floor(width / 110)),
    tickFormat: isTime ? undefined : tick
  };
  const up = {
    type: log && !counted && plan.mark !== "bins" ? ("log" as const) : ("linear" as const),
    tickFormat: tick,
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
    x: bar ? {...up, axis: null, grid: false} : across,
    y: bar ? {tickFormat: barName, domain: [...new Set(rows.map(({x}) => x))]} : up, // prettier-ignore
    fy: {label: null, tickFormat: barName}
  };
}

/** The ink of the marks of a chart. */
interface Inks {
  of: {value: (d: ChartRow) => string; scale: null};
  isScore: boolean;
  shades: readonly Shade[];
}

function inksOf(
  plan: ChartPlan,
  {threshold, max}: CellChartOptions,
  shades: readonly Shade[]
): Inks {
  const ramp = (score: number) => scoreColor(score, threshold, max);
  const plain = (d: ChartRow) => (shades.find(({name}) => name === d.color) ?? shades[0])?.color ?? inks[0]; // prettier-ignore
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
  options: CellChartOptions,
  shades: readonly Shade[]
): Plot.Markish[] {
  const fill = inksOf(plan, options, shades);
  const log = plan.scale === "log";
  const above = log ? rows.filter(({y}) => y > 0) : rows;
  const low = log ? above.reduce((min, {y}) => Math.min(min, y), 1) : 0;
  const fy = plan.facet === null ? {} : {fy: (d: ChartRow) => d.facet};
  if (plan.mark === "histogram")
    return [Plot.rect(rows, {x1: "x", x2: "x2", y1: 0, y2: "y", ...fy, fill: fill.of, inset: 0.5}), Plot.ruleY([0], base)]; // prettier-ignore
  if (plan.mark === "bins") return [cellMark(rows, fy)];
  if (plan.mark === "bar") return barMarks(above, low, fill, fy);
  if (plan.mark === "dot")
    return [Plot.dot(above, {x: "x", y: "y", ...fy, r: 2.4, fill: fill.of, fillOpacity: fill.isScore ? 1 : 0.6})]; // prettier-ignore
  if (plan.mark === "area")
    return [Plot.areaY(above, {x: "x", y1: low, y2: "y", z: "color", ...fy, fill: fill.of, fillOpacity: 0.55}), Plot.ruleY(log ? [] : [0], base)]; // prettier-ignore
  return lineMarks(above, fill, fy);
}

const base = {stroke: "var(--rule-strong)"};

/** The channel that puts a mark into its panel, if there are panels. */
interface Panel {
  fy?: (d: ChartRow) => string | null;
}

function cellMark(rows: readonly ChartRow[], fy: Panel): Plot.Markish {
  const max = Math.log(1 + rows.reduce((n, {color}) => Math.max(n, Number(color)), 1));
  const value = (d: ChartRow) => 0.12 + (0.88 * Math.log(1 + Number(d.color))) / max;
  return Plot.rect(rows, {x1: "x", x2: "x2", y1: "y", y2: "y2", ...fy, fill: ink.strong, fillOpacity: {value, scale: null}}); // prettier-ignore
}

function barMarks(rows: readonly ChartRow[], low: number, fill: Inks, fy: Panel): Plot.Markish[] {
  const bars = Plot.barX(rows, {x1: low, x2: "y", y: "x", ...fy, fill: fill.of, insetTop: 3, insetBottom: 3}); // prettier-ignore
  if (fill.shades.length > 1)
    return [Plot.barX(rows, {x: "y", y: "x", ...fy, fill: fill.of, insetTop: 3, insetBottom: 3})];
  const text = (d: ChartRow) => shortNumber(d.y);
  return [bars, Plot.text(rows, {x: "y", y: "x", ...fy, text, textAnchor: "start", dx: 5, fill: ink.soft})]; // prettier-ignore
}

function lineMarks(rows: readonly ChartRow[], fill: Inks, fy: Panel): Plot.Markish[] {
  if (fill.isScore)
    return [
      Plot.line(rows, {x: "x", y: "y", ...fy, stroke: "var(--rule-strong)", strokeWidth: 1.25}),
      Plot.dot(rows, {x: "x", y: "y", ...fy, r: 2.2, fill: fill.of})
    ];
  return fill.shades.flatMap(({name, color: stroke, dash}) => {
    const own = rows.filter(({color}) => color === name);
    const line = Plot.line(own, {x: "x", y: "y", ...fy, stroke, strokeDasharray: dash, strokeWidth: 1.5}); // prettier-ignore
    return own.length < 60 ? [line, Plot.dot(own, {x: "x", y: "y", ...fy, r: 2, fill: stroke})] : [line]; // prettier-ignore
  });
}

/** The look of a category: a grey, and for lines a dash. */
interface Shade {
  name: number | string | null;
  color: string;
  dash: string;
}

function shadesOf(rows: readonly ChartRow[]): Shade[] {
  const names = [...new Set(rows.map(({color}) => color))];
  return names.map((name, i) => ({
    name,
    color: inks[Math.min(i, inks.length - 1)],
    dash: dashes[Math.min(i, dashes.length - 1)]
  }));
}

function shadeNode({name, color}: Shade, i: number): HTMLElement | false {
  if (i > 5) return false;
  const swatch = element("span", {class: "swatch"});
  swatch.style.background = color;
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
