import {max, range, ticks as niceTicks} from "d3-array";
import {brushX} from "d3-brush";
import type {D3BrushEvent} from "d3-brush";
import {scaleUtc} from "d3-scale";
import {select} from "d3-selection";
import {svgElement, element} from "../kit/element.js";
import type {Dimension} from "./dimensions.js";
import {
  formatBytes,
  formatCount,
  formatDay,
  formatDuration,
  formatScore,
  formatTime
} from "../kit/format.js";

// Drawn by hand: Plot would draw all of it anew for each event of the pointer. One path per histogram takes
// a brush at 1,000,000 rows to 32 ms at the 95th percentile, five histograms and four lists together.

/** Numbers of events, by bin. */
export type Counts = Uint32Array | readonly number[];

/** How a histogram is drawn, and its listeners. */
export interface HistogramOptions {
  /** The height of the bars in pixels; defaults to 56. */
  height?: number;

  /** A value to mark with a line and its name, e.g. the threshold. */
  mark?: {value: number; label: string};

  /** Controls beside the label. */
  tools?: Node;

  /** Called with the brushed bins [first, last], or null when the brush is removed. */
  onBrush: (range: [number, number] | null) => void;

  /** Called before a brush is likely, so that it can be prepared. */
  onApproach?: () => void;
}

/** A histogram over the bins of a dimension, with a brush. */
export interface HistogramView {
  node: HTMLElement;

  /** Draws the counts of every event, by bin. */
  setTotals(counts: Counts): void;

  /** Draws the counts of the selected events over those of all; null where nothing is filtered. */
  setSelected(counts: Counts | null): void;

  /** Moves the brush to *range*, without calling onBrush. */
  setRange(range: [number, number] | null): void;
}

/** Returns the text of a value on the axis of *dimension*. */
function formatValue({kind}: Pick<Dimension, "kind">, value: number): string {
  if (kind === "time") return formatTime(value).replace(/:00$/, "");
  if (kind === "score") return formatScore(value);
  return kind === "bytes" ? formatBytes(value) : formatDuration(value);
}

/** Returns the text of bins [first, last] of *dimension*; an end of the axis is left open. */
export function formatRange(dimension: Dimension, [first, last]: [number, number]): string {
  const from = first > 0 ? formatValue(dimension, dimension.edge(first)) : "";
  const until = last < dimension.bins - 1 ? formatValue(dimension, dimension.edge(last + 1)) : "";
  if (from && until) return `${from} – ${until}`;
  if (from) return `≥ ${from}`;
  return until ? `< ${until}` : "any value";
}

/** Returns a histogram with logarithmic counts, so that ten events are visible beside a million. */
// eslint-disable-next-line max-lines-per-function -- a view is one closure over its state
export function brushHistogram(
  dimension: Dimension,
  {height = 56, mark, tools, onBrush, onApproach}: HistogramOptions
): HistogramView {
  const svg = svgElement("svg", {height: height + 20, class: "histogram", role: "group"});
  const totals = svg.appendChild(svgElement("path", {class: "totals"}));
  const selected = svg.appendChild(svgElement("path", {class: "selected"}));
  const marks = svg.appendChild(svgElement("g"));
  const axis = svg.appendChild(svgElement("g", {class: "ticks"}));
  const surface = svg.appendChild(svgElement("g", {class: "brush", tabindex: 0, role: "slider"}));
  const readout = element("span", {class: "readout"});
  const title = element("h2", {}, dimension.label, readout);
  const heading = element("div", {class: "heading"}, title, tools);
  const node = element("div", {class: "dimension"}, heading, svg);
  let width = 0;
  let all: Counts = new Uint32Array(dimension.bins);
  let some: Counts | null = null;
  let range: [number, number] | null = null;

  const x = (bin: number): number => (bin / dimension.bins) * width;
  const brush = brushX<unknown>().on("brush end", brushed);

  function brushed({selection, sourceEvent, type}: D3BrushEvent<unknown>): void {
    if (!sourceEvent) return; // moved by setRange
    const next = selection && snap(selection as [number, number]);
    if (!same(next, range)) onBrush((range = next));
    if (type === "end") place();
  }

  function snap([from, to]: [number, number]): [number, number] {
    const bin = (pixel: number) => (pixel / width) * dimension.bins;
    const first = Math.min(dimension.bins - 1, Math.round(bin(from)));
    return [first, Math.max(first, Math.min(dimension.bins, Math.round(bin(to))) - 1)];
  }

  function place(): void {
    select(surface).call(brush.move, range && [x(range[0]), x(range[1] + 1)]);
    describe();
  }

  function describe(): void {
    readout.textContent = range ? formatRange(dimension, range) : "";
    surface.setAttribute(
      "aria-label",
      `${dimension.label}: ${readout.textContent || "all"}; arrow keys move, shift and arrow keys widen, Escape clears`
    );
    surface.setAttribute("aria-valuemin", "0");
    surface.setAttribute("aria-valuemax", String(dimension.bins - 1));
    surface.setAttribute("aria-valuenow", String(range?.[0] ?? 0));
    surface.setAttribute("aria-valuetext", readout.textContent || "all");
  }

  /** Draws the bars of *counts*; those of all events set the scale. */
  function draw(path: SVGPathElement, counts: Counts | null): void {
    const top = Math.log10(1 + Math.max(1, max(all) ?? 1));
    const size = (n: number) => (height * Math.log10(1 + n)) / top;
    path.setAttribute("d", counts && width ? barPath(counts, width / dimension.bins, size, height) : ""); // prettier-ignore
  }

  function drawAll(): void {
    draw(totals, all);
    draw(selected, some);
    title.title = `up to ${formatCount(max(all))} in a bar; heights are logarithms of counts`;
  }

  function layout(): void {
    svg.setAttribute("width", String(width));
    brush.extent([
      [0, 0],
      [width, height]
    ]);
    select(surface).call(brush);
    axis.replaceChildren(
      ...ticks(dimension, width).map(([bin, text, anchor]) =>
        svgElement("text", {x: x(bin), y: height + 14, "text-anchor": anchor}, text)
      )
    );
    marks.replaceChildren(
      ...(mark ? markNodes(mark, x(position(dimension, mark.value)), height) : [])
    );
    drawAll();
    place();
  }

  surface.addEventListener("keydown", (event) => {
    const next = moved(range, event, dimension.bins);
    if (next === undefined) return;
    event.preventDefault();
    range = next;
    place();
    onBrush(range);
  });
  if (onApproach) svg.addEventListener("pointerenter", onApproach);
  new ResizeObserver(([entry]) => {
    const next = Math.floor(entry.contentRect.width);
    if (next > 0 && next !== width) {
      width = next;
      layout();
    }
  }).observe(node);

  return {
    node,
    setTotals(counts) {
      all = counts;
      drawAll();
    },
    setSelected(counts) {
      some = counts;
      draw(selected, some);
    },
    setRange(next) {
      if (same(next, range)) return;
      range = next;
      if (width) place();
    }
  };
}

/** Returns the brush after a key: arrows move it, with shift they move its end; undefined for other keys. */
function moved(
  range: [number, number] | null,
  {key, shiftKey}: KeyboardEvent,
  bins: number
): [number, number] | null | undefined {
  if (key === "Escape" || key === "Delete" || key === "Backspace") return null;
  const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  if (!step) return undefined;
  if (!range) return step > 0 ? [0, 0] : [bins - 1, bins - 1];
  const [first, last] = range;
  if (shiftKey) return [first, Math.max(first, Math.min(bins - 1, last + step))];
  return first + step < 0 || last + step >= bins ? range : [first + step, last + step];
}

/** Returns the bars as one path: 180 bars are redrawn at each frame, too many for an element each. */
function barPath(
  counts: Counts,
  width: number,
  size: (n: number) => number,
  height: number
): string {
  const drawn = (width - (width > 4 ? 1 : 0)).toFixed(2);
  let path = "";
  for (let i = 0; i < counts.length; ++i) {
    if (counts[i] === 0) continue;
    path += `M${(i * width).toFixed(2)},${height}v${-Math.max(1, size(counts[i])).toFixed(2)}h${drawn}V${height}z`;
  }
  return path;
}

/** Returns the ticks under a histogram: bin, text and anchor; as many as fit. */
function ticks(dimension: Dimension, width: number): [number, string, string][] {
  const count = Math.max(2, Math.floor(width / (dimension.kind === "time" ? 110 : 62)));
  const first = dimension.edge(0);
  const last = dimension.edge(dimension.bins);
  const values =
    dimension.kind === "time"
      ? scaleUtc([first, last], [0, 1]).ticks(count).map(Number)
      : dimension.kind === "score"
        ? niceTicks(first, last, Math.min(count, 5))
        : decades(dimension, count);
  const texts = values.map((value) => tickText(dimension, value));
  return values
    .map((value, i): [number, string, string] => {
      const bin = position(dimension, value);
      const x = (bin / dimension.bins) * width;
      return [bin, texts[i], x < 18 ? "start" : x > width - 18 ? "end" : "middle"];
    })
    .filter((_, i) => texts[i] !== texts[i - 1]); // closer than the digits tell apart
}

const [minute, day] = [60_000, 86_400_000];

function tickText({kind, edge, bins}: Dimension, value: number): string {
  if (kind === "time") {
    if (value % day === 0) return formatDay(value);
    const seconds = edge(bins) - edge(0) < 10 * minute;
    return new Date(value).toISOString().slice(11, seconds ? 19 : 16);
  }
  if (kind === "score") return String(Number(value.toFixed(3)));
  if (kind === "seconds" && value >= 1) return `${formatCount(value)} s`;
  return (kind === "bytes" ? formatBytes(value) : formatDuration(value)).replace(".0 ", " ");
}

function decades(dimension: Dimension, count: number): number[] {
  const low = Math.round(Math.log10(dimension.edge(1)));
  const high = Math.floor(Math.log10(dimension.edge(dimension.bins)));
  const step = [1, 2, 3, 6].find((s) => (high - low) / s < count - 1) ?? 6;
  return [
    0,
    ...range(low, high + 1, 1)
      .filter((e) => e > low && e % step === 0)
      .map((e) => 10 ** e)
  ];
}

/** Returns the position of a value on the axis, in bins. */
function position({edge, bins}: Dimension, value: number): number {
  let low = 0;
  let high = bins;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edge(middle) <= value) low = middle;
    else high = middle;
  }
  const span = edge(low + 1) - edge(low);
  return low + Math.max(0, Math.min(1, (value - edge(low)) / span));
}

function markNodes({label}: {label: string}, x: number, height: number): SVGElement[] {
  const side = x < 50 ? {x: x + 5, "text-anchor": "start"} : {x: x - 5, "text-anchor": "end"};
  return [
    svgElement("line", {class: "line", x1: x, x2: x, y1: -4, y2: height}),
    svgElement("text", {class: "accent", y: 6, ...side}, label)
  ];
}

function same(a: [number, number] | null, b: [number, number] | null): boolean {
  return a === b || (a !== null && b !== null && a[0] === b[0] && a[1] === b[1]);
}
