import * as Plot from "@observablehq/plot";
import type {EvaluationPage, Study} from "../../core/schema/study.js";
import {chart, ink} from "../charts/plot.js";
import {baseRateOf, formatMeasured, hasClasses, unitOf} from "../evaluation/study-methods.js";
import {studyExports} from "../evaluation/study-exports.js";
import {nameElement} from "../kit/clip.js";
import {formatCount, formatScore, formatShare, plural} from "../kit/format.js";
import {expandableTable} from "../kit/table.js";
import {methodFigure} from "../method/method-figure.js";
import {attackRecalls, regimeSlopes} from "./regime-slopes.js";
import type {Interval, RegimeSlope} from "./regime-slopes.js";

/** The sentences and figures of the notebook “Seen and novel attacks”; figures are null without a full evaluation. */
export interface RegimeView {
  answer: string;
  frame: string;
  slopes: HTMLElement | null;
  attacks: HTMLElement | null;
  penalty: string;
}

/** Returns the sentences and figures of the notebook; *data* is the URL of evaluation.json. */
export function regimeView({study, provenance}: EvaluationPage, data: string): RegimeView {
  if (!study || !hasClasses(study)) {
    const reason = study
      ? "Not measured: the events of this run do not have labels of both classes."
      : "Not measured yet: the command “atalaya evaluate” trains every method on the training window as it is and without its attacks, and the next build of the site draws it here.";
    return {answer: reason, frame: "", slopes: null, attacks: null, penalty: ""};
  }
  const slopes = regimeSlopes(study);
  const source = {provenance, data};
  const best = slopes.find(({kind}) => kind === "detector")!;
  const shown = study.methods.find(({name}) => name === best.name)!;
  const recalls = attackRecalls(study, shown);
  const n = study.events;
  return {
    answer: regimeAnswer(slopes),
    frame: frameText(study),
    slopes: methodFigure(source, {
      id: "figure-slopes",
      picture: (width) => slopeFigure(slopes, {width, base: baseRateOf(study, "event")}),
      caption: `Average precision over events, with ${formatCount(study.seeds.length)} seeds: a ring is trained on the window as it is, the dot above it without its attacks. Thin: 95 % of ${formatCount(study.bootstrapSamples)} bootstrap samples of hosts’ hours. Dashed: a random order.`,
      n,
      exports: {...studyExports(study).measures, figure: () => document.querySelector<SVGSVGElement>("#figure-slopes svg")} // prettier-ignore
    }),
    attacks: methodFigure(source, {
      picture: expandableTable(recalls, {
        class: "card",
        label: `recall of ${best.title} by attack`,
        caption: `${best.title}: share of events among the ${formatCount(study.budget.event)} most anomalous`,
        columns: [
          {name: "attack", header: true, cell: ({attack}) => nameElement(attack, 22, "plain")},
          {name: "in training", cell: ({isSeen}) => (isSeen ? "yes" : "no")},
          {name: "as it is", number: true, cell: ({seen}) => formatShare(seen)},
          {name: "without", number: true, cell: ({novel}) => formatShare(novel)}
        ]
      }),
      n,
      exports: studyExports(study).attacks
    }),
    penalty: penaltyText(study)
  };
}

/** Returns which method is best in both regimes, and how many are better without attacks in training, in a sentence. */
export function regimeAnswer(slopes: readonly RegimeSlope[]): string {
  const detectors = slopes.filter(({kind}) => kind === "detector");
  const both = detectors.filter(({seen, novel}) => seen && novel);
  const [best] = detectors;
  if (!best || both.length === 0)
    return "The training window has no labelled attack, so that every attack of the test window is new, and both ways to train are one.";
  const better = both.filter(({seen, novel}) => novel!.mean > seen!.mean).length;
  const apart = both.filter(({seen, novel}) => areApart(seen!, novel!)).length;
  const sure = apart === 0 ? "For none do the intervals of both lie apart" : `For ${formatCount(apart)} the intervals of both lie apart`; // prettier-ignore
  return `Without the attacks in the training window, ${formatCount(better)} of ${formatCount(both.length)} detectors rank the events of the test window better. ${sure}. Best of novel attacks is ${best.title}: an average precision of ${formatScore(best.novel!.mean)}, and ${formatScore(best.seen!.mean)} with them.`;
}

function areApart(a: Interval, b: Interval): boolean {
  if (a.low === null || a.high === null || b.low === null || b.high === null) return false;
  return a.high < b.low || b.high < a.low;
}

function frameText({rows, events, of, attacks, test}: Study): string {
  const novel = attacks.filter(({isSeen}) => !isSeen).length;
  const drawn = events === of ? `${formatCount(of)} events, all` : `${formatCount(events)} events, drawn from the ${formatCount(of)}`; // prettier-ignore
  return `Every method ranks the same ${drawn} of the test window, which has ${formatCount(test.attacks)} labelled attacks. It is fitted on ${formatCount(rows.seen)} rows of the training window as it is${rows.novel === null ? "" : `, and on ${formatCount(rows.novel)} rows of it without labelled attacks`}. Of ${formatCount(attacks.length)} ${plural(attacks.length, "kind")} of attack, ${formatCount(novel)} ${plural(novel, "is", "are")} in no part of the training window.`;
}

function penaltyText({methods}: Study): string {
  const find = (name: string) => methods.find((method) => method.name === name);
  const [plain, penalised] = [find("isolation-forest"), find("range-penalised-forest")];
  if (!plain || !penalised) return "The evaluation of this run does not hold both forests.";
  const regime = plain.novel && penalised.novel ? "novel" : "seen";
  const [a, b] = [unitOf(plain, regime)?.ap, unitOf(penalised, regime)?.ap];
  if (!a || !b) return "The average precision of the two forests is not defined here.";
  return `In this run, the average precision of ${regime === "novel" ? "novel " : ""}attacks is ${formatMeasured(a)} for the plain forest and ${formatMeasured(b)} for the penalised one; ± is the standard error over the seeds.`;
}

function slopeFigure(
  slopes: readonly RegimeSlope[],
  {width, base}: {width: number; base: number | null}
): SVGSVGElement {
  const points = slopes.flatMap(({title, seen, novel}) => [
    ...(seen ? [{title, regime: "seen", ...seen, dy: 4}] : []),
    ...(novel ? [{title, regime: "novel", ...novel, dy: -4}] : [])
  ]);
  const pairs = slopes.filter(({seen, novel}) => seen && novel);
  const side = (regime: string) => points.filter((point) => point.regime === regime);
  const intervals = (regime: string, dy: number) =>
    Plot.ruleY(side(regime).filter(({low, high}) => low !== null && high !== null), {y: "title", x1: "low", x2: "high", dy, stroke: ink.soft, strokeWidth: 1}); // prettier-ignore
  return chart({
    width,
    height: 30 * slopes.length + 40,
    marginLeft: width < 500 ? 132 : 180,
    marginRight: 16,
    ariaLabel: "Average precision of each method, trained with and without attacks",
    x: {domain: [0, Math.max(0.05, ...points.map(({mean, high}) => high ?? mean))], ticks: 4, grid: true, nice: true}, // prettier-ignore
    y: {type: "band", domain: slopes.map(({title}) => title), tickFormat: (title: string) => (title.length > 20 && width < 500 ? `${title.slice(0, 19)}…` : title)}, // prettier-ignore
    marks: [
      base === null ? null : Plot.ruleX([base], {className: "reference"}),
      intervals("seen", 4),
      intervals("novel", -4),
      Plot.link(pairs, {
        ...{y1: "title", y2: "title", stroke: ink.strong, strokeWidth: 1.4},
        x1: ({seen}: RegimeSlope) => seen!.mean,
        x2: ({novel}: RegimeSlope) => novel!.mean
      }),
      Plot.dot(side("seen"), {x: "mean", y: "title", dy: 4, r: 3.6, fill: ink.paper, stroke: ink.strong}), // prettier-ignore
      Plot.dot(side("novel"), {x: "mean", y: "title", dy: -4, r: 3.6, fill: ink.strong})
    ]
  });
}
