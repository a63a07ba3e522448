import {sum} from "d3-array";
import type {MethodPage} from "../../core/schema/method.js";
import {scoreLanes} from "../charts/score-lanes.js";
import {formatCount} from "../kit/format.js";

/** Draws the scores of every class of events, one above the other on one axis, with log counts. */
export function classHistograms(
  {histograms, threshold}: MethodPage,
  {width}: {width: number}
): SVGSVGElement {
  const shown = histograms.length > 1 ? histograms.filter(({name}) => name !== "all") : histograms;
  const lanes = shown.map(({name, histogram}) => ({
    name: `${name === "attack" ? "attacks" : `${name} events`}, ${formatCount(sum(histogram.counts))}`,
    histogram,
    threshold
  }));
  return scoreLanes(lanes, {
    width,
    ariaLabel: "histograms of the scores",
    height: 84,
    top: 24,
    include: [threshold]
  });
}
