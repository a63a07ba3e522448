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

  /** The height of the bars of a lane, in pixels, and the room above them for its name. */
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
  const highest = (some: readonly Bin[]): number => maxOf(some, ({n}) => n) ?? 1;
  const heights = new Map(
    lanes.map((lane) => {
      const most = highest(shared ? bins : bins.filter((bin) => bin.lane === lane));
      return [lane, {most, of: scaleLog([0.7, Math.max(10, most)], [0, 1])}];
    })
  );
  const powers = lanes.flatMap((lane) => {
    const {most, of} = heights.get(lane)!;
    return powersTo(most).map((power) => ({lane, power, y: of(power)}));
  });
  const marked = lanes.filter(({threshold}) => threshold !== null && threshold <= high);
  const nameOf = ({lane}: {lane: ScoreLane}): string => lane.name;
  const fy = {fy: ({name}: ScoreLane) => name};
  const above = {...fy, frameAnchor: "top", dy: top - 12} as const;
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
      Plot.gridY(powers, {fy: nameOf, y: "y"}),
      Plot.text(powers, {
        fy: nameOf,
        y: "y",
        frameAnchor: "left",
        textAnchor: "end",
        dx: -6,
        text: ({power}: {power: number}) => format("~s")(power)
      }),
      Plot.rect(bins, {
        fy: nameOf,
        x1: "from",
        x2: "until",
        y1: 0,
        y2: ({lane, n}: Bin) => heights.get(lane)!.of(n),
        insetRight: 1,
        fill: {value: (bin: Bin) => colourOf(bin, high), scale: null},
        title: tipText,
        tip: true
      }),
      Plot.text(lanes, {
        ...above,
        frameAnchor: "top-left",
        textAnchor: "start",
        dx: -left,
        text: "name",
        className: "strong"
      }),
      Plot.ruleX(marked, {
        ...fy,
        x: "threshold",
        y1: 0,
        y2: (height + 6) / height,
        stroke: ink.accent,
        strokeWidth: 1.5
      }),
      Plot.text(marked, {
        ...above,
        x: "threshold",
        text: ({threshold}: ScoreLane) => `≥ ${formatScore(threshold)}`,
        className: "accent"
      })
    ]
  });
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
