import {fairest} from "../../core/evaluation/choose-metrics.js";
import {scoreLanes} from "../charts/score-lanes.js";
import type {Models} from "./model-sentence.js";

/** Draws the scores of each model as a histogram with log counts, one above the other, on one axis. */
export function modelHistograms(models: Models, {width}: {width: number}): SVGSVGElement {
  const lanes = models.map(({name, histogram, metrics}) => ({
    name,
    histogram,
    threshold: fairest(metrics)?.threshold ?? null
  }));
  return scoreLanes(lanes, {
    width,
    ariaLabel: `histograms of the scores of ${models.map(({name}) => name).join(" and ")}`,
    height: 96,
    top: 26,
    shared: true
  });
}
