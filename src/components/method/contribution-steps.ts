import * as Plot from "@observablehq/plot";
import {cumsum, extent, range, sort} from "d3-array";
import type {MethodPage} from "../../core/schema/method.js";
import {chart, ink} from "../charts/plot.js";
import {formatSigned} from "../kit/format.js";
import {rowTexts} from "./row-texts.js";
import type {TextRow} from "./row-texts.js";
import {caseColor, featureLabel, featureValue, mean, readCase} from "./worked-example.js";
import type {Case} from "./worked-example.js";

/** A row, and where its bar begins and ends; the same for a dot. */
interface StepRow extends TextRow {
  from: number;
  to: number;
}

/**
 * Draws what each feature adds to the path of the most anomalous event, in levels: from the mean of the
 * training rows, step by step, to the event’s own mean path length.
 */
export function contributionSteps(page: MethodPage, {width}: {width: number}): SVGSVGElement {
  const event = readCase(page, "anomalous");
  const rows = stepRows(page, event);
  const narrow = width < 480; // the name of a row is above its bar
  const height = narrow ? 36 : 25;
  const middle = (_: TextRow, i: number): number => i * height + (narrow ? 25 : height / 2);
  const steps = rows.slice(1, -1);
  return chart({
    width,
    height: rows.length * height + 8,
    ariaLabel: "contributions to the path length",
    marginTop: 0,
    marginBottom: 0,
    marginLeft: narrow ? 8 : 278,
    marginRight: narrow ? 8 : 54,
    x: {domain: extent(rows.flatMap(({from, to}) => [from, to])) as number[], nice: true, axis: null}, // prettier-ignore
    y: {domain: [rows.length * height + 8, 0], axis: null},
    marks: [
      Plot.ruleX(steps, {
        x: "to",
        y1: (row: StepRow, i: number) => middle(row, i + 1),
        y2: (row: StepRow, i: number) => middle(row, i + 2),
        className: "hairline"
      }),
      Plot.rect(steps, {
        x1: "from",
        x2: "to",
        y1: (row: StepRow, i: number) => middle(row, i + 1) - 6.5,
        y2: (row: StepRow, i: number) => middle(row, i + 1) + 6.5,
        insetLeft: -0.5, // at least a pixel wide
        insetRight: -0.5,
        fill: {
          value: ({from, to}: StepRow) => (to < from ? caseColor(event) : "var(--lower)"),
          scale: null
        }
      }),
      Plot.dot(rows, {
        filter: (_: StepRow, i: number) => i === 0 || i === rows.length - 1,
        x: "to",
        y: middle,
        r: 4,
        fill: ink.strong
      }),
      ...rowTexts(rows, {y: middle, narrow, left: narrow ? -8 : -20, right: narrow ? 8 : 54})
    ]
  });
}

/** Returns the mean of the training rows, the features from the most shortening on, and the event. */
function stepRows(page: MethodPage, event: Case): StepRow[] {
  const {base, contributions, row, pathLengths} = event;
  const order = sort(range(contributions.length), (j) => contributions[j]);
  const ends = cumsum([base, ...order.map((j) => contributions[j])]);
  const own = mean(pathLengths);
  return [
    {name: "mean of the training rows", value: base.toFixed(2), from: base, to: base},
    ...order.map((j, i) => ({
      name: `${featureLabel(page, j)}, ${featureValue(page, j, row[j])}`,
      value: formatSigned(contributions[j]),
      from: ends[i],
      to: ends[i + 1]
    })),
    {name: "this event", value: own.toFixed(2), from: own, to: own}
  ];
}
