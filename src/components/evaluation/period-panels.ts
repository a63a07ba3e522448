import * as Plot from "@observablehq/plot";
import type {Regime, Study, StudiedMethod} from "../../core/schema/study.js";
import {chart, ink} from "../charts/plot.js";
import {formatDay, formatShare} from "../kit/format.js";
import {regimesOf} from "./study-methods.js";

/** How to draw the panels. */
export interface PeriodPanelsOptions {
  width: number;
  ariaLabel: string;
}

interface Point {
  method: string;
  regime: Regime;
  time: Date;
  ap: number | null;
}

/** What a random order has in a period: attacks as a share of its labelled events. */
interface Rate {
  from: Date;
  to: Date;
  rate: number | null;
}

const narrow = 640;
const dayMillis = 86_400_000;

/** Draws the average precision of methods by period, a panel each: seen as a line, novel as a thin one, and what a random order has. */
export function periodPanels(
  study: Study,
  methods: readonly StudiedMethod[],
  {width, ariaLabel}: PeriodPanelsOptions
): SVGSVGElement {
  const titles = methods.map(({title}) => title);
  const points = pointsOf(study, methods);
  const rates: Rate[] = study.periods.map(({from, to, labelled, attacks}) => ({
    ...{from: new Date(from), to: new Date(to)},
    rate: labelled > 0 ? attacks / labelled : null
  }));
  const isNarrow = width < narrow;
  const facet = isNarrow ? "fy" : "fx";
  const highest = Math.max(0.01, ...points.map(({ap}) => ap ?? 0), ...rates.map(({rate}) => rate ?? 0)); // prettier-ignore
  const span = study.test.to - study.test.from;
  const panelWidth = isNarrow ? width : width / methods.length;
  const count = Math.max(2, Math.floor(panelWidth / 80));
  return chart({
    ...{width, ariaLabel, marginTop: 24, marginBottom: 24, marginLeft: 44, marginRight: 10},
    height: isNarrow ? methods.length * 130 + 24 : 210,
    x: {
      ...{type: "utc", domain: [new Date(study.test.from), new Date(study.test.to)], ticks: count},
      tickFormat: (time: Date) =>
        span < 3 * dayMillis ? time.toISOString().slice(11, 16) : formatDay(time.getTime())
    },
    y: {...{domain: [0, Math.min(1, highest * 1.1)], ticks: 4, grid: true}, tickFormat: (ap: number) => String(Number(ap.toFixed(3)))}, // prettier-ignore
    [facet]: {domain: titles, axis: null, padding: isNarrow ? 0.2 : 0.1},
    marks: [
      Plot.ruleY(rates, {x1: "from", x2: "to", y: "rate", className: "reference"}),
      ...regimesOf(study).map((regime) => regimeLine(points, regime, facet)),
      Plot.text(titles, {
        ...{[facet]: (title: string) => title, text: (title: string) => title},
        ...{frameAnchor: "top-left", textAnchor: "start", dy: -18, className: "strong"}
      }),
      ...nameMarks(points, rates, {facet, title: titles[0]}),
      Plot.tip(points, Plot.pointer({x: "time", y: "ap", [facet]: "method", title: tipText}))
    ]
  });
}

const strokes = {
  seen: {stroke: ink.strong, strokeWidth: 1.8},
  novel: {stroke: ink.soft, strokeWidth: 1.1}
} as const;

function regimeLine(points: readonly Point[], regime: Regime, facet: string): Plot.Markish {
  const of = points.filter((point) => point.regime === regime);
  const at = {x: "time", y: "ap", z: "method", [facet]: "method"};
  return [
    Plot.line(of, {...at, ...strokes[regime]}),
    Plot.dot(of, {...at, r: 1.8, fill: strokes[regime].stroke})
  ];
}

/** Returns the names of the lines, in the first panel: where they are furthest apart. */
function nameMarks(
  points: readonly Point[],
  rates: readonly Rate[],
  {facet, title}: {facet: string; title: string}
): Plot.Markish[] {
  const own = points.filter(({method, ap}) => method === title && ap !== null);
  const pairs = own
    .filter(({regime}) => regime === "seen")
    .map((seen) => [seen, ...own.filter((other) => other.regime === "novel" && other.time.getTime() === seen.time.getTime())]); // prettier-ignore
  const gap = ([seen, novel]: Point[]) => (novel ? Math.abs(seen.ap! - novel.ap!) : 0);
  const [apart = []] = pairs.toSorted((a, b) => gap(b) - gap(a));
  const shared = {[facet]: () => title, className: "halo"};
  const [highest] = rates.filter(({rate}) => rate !== null).toSorted((a, b) => b.rate! - a.rate!);
  return [
    ...apart.map((point, i) => {
      const isUpper = apart.every(({ap}) => ap! <= point.ap!) && (i === 0 || gap(apart) > 0);
      return Plot.text([point], {...shared, x: "time", y: "ap", text: "regime", dy: isUpper ? -9 : 10});
    }),
    highest && Plot.text([highest], {...shared, x: "from", y: "rate", text: ["random"], textAnchor: "start", dx: 4, dy: -8})
  ]; // prettier-ignore
}

function pointsOf({periods, ...study}: Study, methods: readonly StudiedMethod[]): Point[] {
  return methods.flatMap((method) =>
    regimesOf(study).flatMap((regime) =>
      periods.map(({from, to}, i) => ({
        method: method.title,
        regime,
        time: new Date((from + to) / 2),
        ap: method[regime]?.periodAp[i] ?? null
      }))
    )
  );
}

function tipText({method, regime, time, ap}: Point): string {
  return `${method}, ${regime}\n${time.toISOString().slice(0, 16).replace("T", " ")} UTC\naverage precision ${ap === null ? "not defined" : ap.toFixed(3)} (${formatShare(ap)})`;
}
