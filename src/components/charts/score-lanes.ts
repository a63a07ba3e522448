import * as Plot from "@observablehq/plot";
import {extent, max as maxOf} from "d3-array";
import {format} from "d3-format";
import {scaleLog} from "d3-scale";
import type {Histogram} from "../../core/schema/published.js";
import {formatCount, formatScore, plural} from "../kit/format.js";
import {scoreColor} from "../kit/score-color.js";
import {chart, ink} from "./plot.js";

const left = 34;

/** A histogram of scores under a name. */
export interface ScoreLane {
  name: string;
  histogram: Histogram;

  /** The threshold of these scores, from which on bars have a colour; null for none. */
  threshold: number | null;
}

/** How to draw histograms of scores. */
export interface ScoreLanesOptions {
  width: number;
  ariaLabel: string;

  /** The height of the bars of a lane, in pixels, and the space above them for its name. */
  height: number;
  top: number;

  /** The scores that the axis holds beside those of the bins that are not empty; none by default. */
  include?: readonly number[];

  /** Whether all lanes share one axis of counts; else each has its own, which is the default. */
  shared?: boolean;
}

/** Draws histograms of scores, one above the other on one axis of scores, with log counts. */
export function scoreLanes(
  lanes: readonly ScoreLane[],
  {width, ariaLabel, height, top, include = [], shared = false}: ScoreLanesOptions
): SVGSVGElement {
  const bins = lanes.flatMap(binsOf);
  const [low = 0, high = 1] = extent([
    ...bins.flatMap(({from, until}) => [from, until]),
    ...include
  ]);
  const heights = heightsOf(lanes, bins, shared);
  return chart({
    width,
    height: lanes.length * (height + top) + 22,
    ariaLabel,
    marginTop: 0,
    marginRight: 10,
    marginBottom: 22,
    marginLeft: left,
    x: {
      domain: [low, high],
      ticks: Math.max(2, Math.floor(width / 90)),
      tickFormat: (score: number) => String(Number(score.toFixed(3)))
    },
    y: {domain: [0, (height + top) / height], axis: null},
    fy: {domain: lanes.map(({name}) => name), axis: null, padding: 0},
    marks: [
      ...countMarks(lanes, heights),
      Plot.rect(bins, {
        fy: ({lane}: Bin) => lane.name,
        x1: "from",
        x2: "until",
        y1: 0,
        y2: ({lane, n}: Bin) => heights.get(lane)!.of(n),
        insetRight: 1,
        fill: {value: (bin: Bin) => colourOf(bin, high), scale: null},
        title: tipText,
        tip: true
      }),
      ...nameMarks(lanes, {high, height, top})
    ]
  });
}

/** The highest count of the axis of a lane, and the share of its height that a count has. */
interface LaneHeight {
  most: number;
  of: (n: number) => number;
}

function heightsOf(
  lanes: readonly ScoreLane[],
  bins: readonly Bin[],
  shared: boolean
): ReadonlyMap<ScoreLane, LaneHeight> {
  return new Map(
    lanes.map((lane) => {
      const counted = shared ? bins : bins.filter((bin) => bin.lane === lane);
      const most = maxOf(counted, ({n}) => n) ?? 1;
      return [lane, {most, of: scaleLog([0.7, Math.max(10, most)], [0, 1])}];
    })
  );
}

/** Returns a hairline and its count at every second power of ten. */
function countMarks(
  lanes: readonly ScoreLane[],
  heights: ReadonlyMap<ScoreLane, LaneHeight>
): Plot.Markish[] {
  const powers = lanes.flatMap((lane) => {
    const {most, of} = heights.get(lane)!;
    return powersTo(most).map((power) => ({lane: lane.name, power, y: of(power)}));
  });
  const text = ({power}: {power: number}): string => format("~s")(power);
  const at = {fy: "lane", y: "y"};
  return [
    Plot.gridY(powers, at),
    Plot.text(powers, {...at, frameAnchor: "left", textAnchor: "end", dx: -6, text})
  ];
}

/** Returns the name of each lane, and its threshold: through all lanes, named once, if it is the same. */
function nameMarks(
  lanes: readonly ScoreLane[],
  {high, height, top}: {high: number; height: number; top: number}
): Plot.Markish[] {
  const marked = lanes.filter(({threshold}) => threshold !== null && threshold <= high);
  const named = marked.filter(({threshold}, i) => threshold !== marked[i - 1]?.threshold);
  const above = (lane: ScoreLane): number => (named.includes(lane) ? 6 : top);
  const at = {fy: "name", lineAnchor: "bottom", dy: top - 8} as const;
  const text = ({threshold}: ScoreLane): string => `≥ ${formatScore(threshold)}`;
  const start = {frameAnchor: "top-left", textAnchor: "start", dx: -left} as const;
  return [
    Plot.text(lanes, {...at, ...start, text: "name", className: "strong"}),
    Plot.ruleX(marked, {
      fy: "name",
      x: "threshold",
      y1: 0,
      y2: (lane: ScoreLane) => (height + above(lane)) / height,
      stroke: ink.accent,
      strokeWidth: 1.5
    }),
    Plot.text(named, {...at, x: "threshold", frameAnchor: "top", text, className: "accent"})
  ];
}

/** A bin of a lane that is not empty. */
interface Bin {
  lane: ScoreLane;
  from: number;
  until: number;
  n: number;
}

function binsOf(lane: ScoreLane): Bin[] {
  const {from, step, counts} = lane.histogram;
  return counts.flatMap((n, i) =>
    n > 0 ? [{lane, from: from + i * step, until: from + (i + 1) * step, n}] : []
  );
}

function colourOf({lane, from, until}: Bin, high: number): string {
  const threshold = lane.threshold ?? Infinity;
  return scoreColor((from + until) / 2, threshold, Math.max(threshold, high));
}

function tipText({from, until, n}: Bin): string {
  return `${from.toFixed(2)} to ${until.toFixed(2)}\n${formatCount(n)} ${plural(n, "event")}`;
}

/** Returns every second power of ten from 1 to *most*. */
function powersTo(most: number): number[] {
  const powers = [];
  for (let power = 1; power <= most; power *= 100) powers.push(power);
  return powers;
}
