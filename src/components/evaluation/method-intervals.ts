import * as Plot from "@observablehq/plot";
import type {Measured, StudiedMethod} from "../../core/schema/study.js";
import {chart, ink} from "../charts/plot.js";
import {formatShare} from "../kit/format.js";
import {formatMeasured} from "./study-methods.js";

/** A panel of lanes, one a method: its place, what a random order has, and the number of a method. */
export interface IntervalPanel {
  column: string;
  row: string;
  base: number | null;
  of: (method: StudiedMethod) => Measured | null;
}

/** How to draw the panels. */
export interface MethodIntervalsOptions {
  width: number;
  ariaLabel: string;

  /** The ends of the axis of all panels; by default from 0 to the highest number. */
  domain?: readonly [number, number];

  /** The name of the method that is set strong. */
  own: string;

  /** How a base rate is written; by default as a share. */
  formatBase?: (base: number) => string;
}

/** Below this width, in pixels, panels stand one below the other. */
const narrow = 520;

/** The height of a lane, and the space for the text at its end, in pixels. */
const laneHeight = 21;
const valueWidth = 92;

/** The space for the title of a panel, and below it, in pixels. */
const panelTop = 34;
const panelBottom = 12;

interface Lane {
  panel: string;
  column: string;
  row: string;
  method: string;
  kind: StudiedMethod["kind"];
  measured: Measured;
}

/**
 * Draws a number of each method in panels side by side: the mean over the seeds as a dot (a ring for a baseline), its standard error as
 * a thick bar, the bootstrap interval as a thin one, and the number at the end of its lane.
 */
export function methodIntervals(
  methods: readonly StudiedMethod[],
  panels: readonly IntervalPanel[],
  {width, ariaLabel, domain, own, formatBase = formatShare}: MethodIntervalsOptions
): SVGSVGElement {
  const stacked = width < narrow;
  const place = stacked ? {fy: "panel"} : {fx: "column", fy: "row"};
  const titled = panels.map((panel) => ({...panel, panel: panelName(panel)}));
  const lanes = lanesOf(methods, titled);
  const columns = [...new Set(panels.map(({column}) => column))];
  const rows = [...new Set(panels.map(({row}) => row))];
  const count = stacked ? panels.length : rows.length;
  const clip = stacked ? 19 : 26;
  return chart({
    width,
    height: count * (methods.length * laneHeight + panelTop + panelBottom) + 22,
    ariaLabel,
    marginTop: 6,
    marginBottom: 22,
    marginLeft: stacked ? 126 : 168,
    marginRight: 2,
    x: {
      domain: [...(domain ?? [0, highest(lanes)])],
      insetRight: valueWidth,
      ticks: 3,
      tickFormat: (value: number) => String(Number(value.toPrecision(2)))
    },
    y: {domain: methods.map(({title}) => title), type: "band", padding: 0, axis: null, insetTop: panelTop, insetBottom: panelBottom / 2}, // prettier-ignore
    fx: stacked ? undefined : {domain: columns, axis: null, padding: 0.05},
    fy: {domain: stacked ? titled.map(({panel}) => panel) : rows, axis: null, padding: 0},
    marks: [
      Plot.gridX({ticks: 3, insetTop: panelTop}),
      ...baseMarks(titled, place, formatBase),
      ...laneMarks(lanes, place),
      ...nameMarks(methods, titled, {own, stacked, place, clip})
    ]
  });
}

/** The channels of the facet that a mark stands in. */
type Place = {fx?: string; fy: string};

function laneMarks(lanes: readonly Lane[], place: Place): Plot.Markish[] {
  const at = {...place, y: "method"};
  const mean = ({measured}: Lane) => measured.mean;
  const withError = lanes.filter(({measured}) => measured.error !== null);
  const bounded = lanes.filter(({measured: {low, high}}) => low !== null && high !== null);
  return [
    Plot.ruleY(bounded, {
      ...{...at, x1: ({measured}: Lane) => measured.low, x2: ({measured}: Lane) => measured.high},
      ...{stroke: ink.soft, strokeWidth: 1}
    }),
    Plot.ruleY(withError, {
      ...{...at, x1: ({measured}: Lane) => measured.mean - measured.error!},
      ...{x2: ({measured}: Lane) => measured.mean + measured.error!},
      ...{stroke: ink.soft, strokeWidth: 5}
    }),
    Plot.dot(lanes, {
      ...{...at, x: mean, r: 3.4, stroke: ink.strong, strokeWidth: 1.3},
      fill: {value: ({kind}: Lane) => (kind === "baseline" ? ink.paper : ink.strong), scale: null}
    }),
    Plot.text(lanes, {
      ...{...at, frameAnchor: "right", textAnchor: "end"},
      text: ({measured}: Lane) => formatMeasured(measured)
    })
  ];
}

type TitledPanel = IntervalPanel & {panel: string};

function baseMarks(
  panels: readonly TitledPanel[],
  place: Place,
  format: (base: number) => string
): Plot.Markish[] {
  const based = panels.filter(({base}) => base !== null);
  return [
    Plot.ruleX(based, {...place, x: "base", className: "reference", insetTop: 18}),
    Plot.text(based, {
      ...{...place, x: "base", frameAnchor: "top", textAnchor: "start", dx: 4, dy: 18},
      ...{text: ({base}: TitledPanel) => `random: ${format(base!)}`, className: "halo"}
    })
  ];
}

interface NameOptions {
  own: string;
  stacked: boolean;
  place: Place;
  clip: number;
}

/** Returns the title of each panel, and the names of the methods beside those on the left. */
function nameMarks(
  methods: readonly StudiedMethod[],
  panels: readonly TitledPanel[],
  {own, stacked, place, clip}: NameOptions
): Plot.Markish[] {
  const left = stacked ? panels : panels.filter(({column}) => column === panels[0].column);
  const names = left.flatMap((panel) => methods.map((method) => ({...method, ...panel})));
  const mark = (isOwn: boolean) =>
    Plot.text(
      names.filter(({name}) => (name === own) === isOwn),
      {
        ...{...place, y: "title", frameAnchor: "left", textAnchor: "end", dx: -10},
        text: ({title}: StudiedMethod) => clipEnd(title, clip),
        className: isOwn ? "strong" : undefined
      }
    );
  return [
    Plot.text(panels, {
      ...{...place, frameAnchor: "top-left", textAnchor: "start", dy: 2},
      ...{text: "panel", className: "strong"}
    }),
    mark(false),
    mark(true)
  ];
}

function panelName({row, column}: IntervalPanel): string {
  return row === "" ? column : `${row}, ${column}`;
}

function lanesOf(methods: readonly StudiedMethod[], panels: readonly TitledPanel[]): Lane[] {
  return panels.flatMap(({panel, column, row, of}) =>
    methods.flatMap((method) => {
      const measured = of(method);
      const {title, kind} = method;
      return measured ? [{panel, column, row, method: title, kind, measured}] : [];
    })
  );
}

function highest(lanes: readonly Lane[]): number {
  return Math.max(
    0.01,
    ...lanes.map(({measured: {mean, high, error}}) => Math.max(mean + (error ?? 0), high ?? 0))
  );
}

function clipEnd(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
