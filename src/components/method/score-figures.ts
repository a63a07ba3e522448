import type {Today} from "../../core/schema/published.js";
import {histogramQuery, queries} from "../database/queries.js";
import {scoreExports} from "../exports/score-exports.js";
import {methodFigure} from "./method-figure.js";
import {baseRateControl, quantileTable, shareCurve} from "./score-meaning.js";

/** Returns the share of events at or above each score, with its caption and provenance. */
export function shareFigure(today: Today, data: string): HTMLElement {
  const {provenance, events, histogram} = today;
  return methodFigure({provenance, data}, {
    picture: (width) => shareCurve(today, {width}),
    caption:
      "The share of all events that have at least a score, by powers of ten; each step is a bin of the histogram. Coloured from the threshold up. The steeper the curve at the threshold, the more alerts a small change of the threshold adds or removes.",
    n: events,
    query: histogramQuery(histogram),
    exports: scoreExports(today).curve
  }); // prettier-ignore
}

/** Returns the scores of some ranks, with their provenance. */
export function quantileFigure(today: Today, data: string): HTMLElement {
  const {provenance, events} = today;
  const exports = scoreExports(today).ranks;
  return methodFigure(
    {provenance, data},
    {picture: quantileTable(today), n: events, query: queries.mostAnomalous, exports}
  );
}

/** Returns the control of the base rate and the value of an alert, with its caption and provenance. */
export function baseRateFigure(today: Today, data: string): HTMLElement {
  const {provenance, alerts} = today;
  return methodFigure({provenance, data}, {
    picture: baseRateControl(today),
    caption:
      "Bayes’ rule, with the alerts of this run: all attacks × the share of them at or above the threshold, over all alerts. The bar is the share of alerts that are attacks. If attacks are one in a hundred thousand, even a threshold that finds them all is mostly wrong, since the benign events are so many: the base-rate fallacy (Axelsson, 2000).",
    n: alerts,
    query: queries.alerts
  }); // prettier-ignore
}
