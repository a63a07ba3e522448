import type {MethodPage} from "../../core/schema/method.js";
import {attacksExport} from "../exports/score-exports.js";
import {formatCount} from "../kit/format.js";
import {attackTable} from "./attack-table.js";
import {classHistograms} from "./class-histograms.js";
import {contributionSteps} from "./contribution-steps.js";
import {featureStrips} from "./feature-strips.js";
import {methodExport} from "./method-exports.js";
import type {MethodFigure} from "./method-exports.js";
import {methodFigure} from "./method-figure.js";
import type {MethodFigureOptions} from "./method-figure.js";
import {methodSentences} from "./method-sentences.js";
import {convergence, pathLengthDots} from "./path-lengths.js";
import {scoreCurve} from "./score-curve.js";
import {fallFigure} from "./tree-path.js";

/** Returns the figure *name* of the notebook “Anomaly detection explained”, whose data is at the URL *data*. */
export function explainedFigure(name: MethodFigure, page: MethodPage, data: string): HTMLElement {
  const {provenance} = page;
  const options = {id: name, exports: methodExport(page, name), ...figures[name](page)};
  return methodFigure({provenance, data}, options);
}

/** Returns the table of the attacks that the alerts find; an empty text if no event has the label of an attack. */
export function attacksFigure(page: MethodPage, data: string): HTMLElement | string {
  if (!page.metrics[0]?.byAttack.length) return "";
  const {fairest} = methodSentences(page);
  const {provenance} = page;
  return methodFigure(
    {provenance, data},
    {picture: attackTable(fairest), n: fairest.labelled, exports: attacksExport(fairest)}
  );
}

const figures: {[name in MethodFigure]: (page: MethodPage) => MethodFigureOptions} = {
  "figure-features": (page) => ({
    picture: (width) => featureStrips(page, {width}),
    caption: `Each tick is one of ${page.normal.length} events drawn from the training window; the dot is the most anomalous event of the run. Every strip runs from its own least to its own greatest value, so a dot at an end means “extreme in this sample”, not how far. The numbers on the right are ${methodSentences(page).unusualName}’s.`,
    n: page.normal.length,
    phase: "transformation"
  }),
  "figure-fall": (page) => ({
    picture: fallFigure(page),
    caption: `The first of ${page.trees} trees, for the most anomalous event and for the most normal one. Downward: splits. Across: the training rows still on the event’s side, on a logarithmic axis. One tree is an anecdote: another tree asks other questions, and may well isolate the normal event first.`,
    n: page.sampleSize,
    phase: "training"
  }),
  "figure-paths": (page) => ({
    picture: (width) => pathLengthDots(page, {width}),
    caption: `One dot a tree. The triangles are the means. The line is c(${page.sampleSize}), the mean depth of a leaf in a random tree of ${page.sampleSize} rows: what a path length is compared with. The heaps overlap; only their means are used.`,
    n: page.trees * page.cases.length,
    phase: "training"
  }),
  "figure-convergence": (page) => ({
    picture: (width) => convergence(page, {width}),
    caption:
      "The mean over the first trees, with a band of twice its standard error. The band narrows as the root of the number of trees: it is what another seed would change, and says nothing about whether anomalous means hostile. It begins at five trees.",
    n: page.trees,
    phase: "training"
  }),
  "figure-scores": (page) => ({
    picture: (width) => scoreCurve(page, {width}),
    caption:
      "The score is not a probability and not a distance: it is a mean path length on a bent axis. The same score here and on another network is not equally anomalous.",
    n: page.cases.length
  }),
  "figure-classes": (page) => ({
    picture: (width) => classHistograms(page, {width}),
    caption: `All ${formatCount(page.events)} events. Heights are powers of ten: the highest bars hold most of the events, and a bar half as high holds far fewer than half as many. ${methodSentences(page).classes}`,
    n: page.events
  }),
  "figure-contributions": (page) => ({
    picture: (width) => contributionSteps(page, {width}),
    caption:
      "In levels; to the left is shorter, hence more anomalous. A contribution states what the forest used, not what caused the event. Features that say nearly the same share a contribution between them by chance.",
    n: page.features.length
  })
};
