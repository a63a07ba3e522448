import {averagePathLength} from "../../core/forest/path-length.js";
import type {Metrics} from "../../core/schema/published.js";
import type {MethodPage} from "../../core/schema/method.js";
import {
  formatCount,
  formatDay,
  formatEndpoint,
  formatScore,
  formatShare,
  formatTime,
  formatWord,
  plural,
  visible
} from "../kit/format.js";
import {attackSentence, missedAttacks} from "./attack-table.js";
import {mean, readCase, scoreOfPath} from "./worked-example.js";
import {fairest} from "../../core/evaluation/choose-metrics.js";

/** The sentences of the notebook that depend on the data, as plain text. */
export interface MethodSentences {
  data: string;
  labels: string;
  unusualName: string;
  trees: string;
  events: string;
  worked: string;
  classes: string;
  found: string;
  missed: string;
  window: string;
  /** The metrics that the sentences are about: after training where those are labelled. */
  fairest: Metrics;
}

/** Returns the sentences of the notebook that depend on *page*, for labelled and unlabelled data. */
export function methodSentences(page: MethodPage): MethodSentences {
  const own = page.metrics.filter(({model}) => model === page.metrics[0].model);
  const metrics = fairest(own)!;
  const unusual = readCase(page, "anomalous").event;
  return {
    data: dataText(page),
    labels: labelText(metrics, page.provenance.synthetic),
    unusualName: `${visible(unusual.src).slice(0, 60)} to ${visible(formatEndpoint(unusual.dst, unusual.dstPort)).slice(0, 60)}, ${formatTime(unusual.time)} UTC`,
    trees: formatCount(page.trees),
    events: formatCount(page.events),
    worked: workedText(page),
    classes: metrics.labelled
      ? "Each class has its own axis of counts: attacks are far rarer than they look beside the others."
      : "There are no labels, so this shows which events are anomalous, not which are attacks.",
    found: foundText(metrics),
    missed: missedText(metrics),
    window: `It was trained on ${formatDay(page.from)} to ${formatDay(Math.max(page.from, page.until - 1))}; a habit that began later is anomalous until the model is trained again.`,
    fairest: metrics
  };
}

function dataText({events, windowRows, trainingRows, from, until, provenance}: MethodPage): string {
  const {fileCount, files, synthetic} = provenance;
  const named = `${formatWord(fileCount)} ${plural(fileCount, "file")}${fileCount === 1 && files[0] ? ` (${visible(files[0])})` : ""}`;
  const origin = synthetic
    ? `They are synthetic: a generator wrote them, so whatever is found here was put there, and a real network is harder. `
    : "";
  const drawn =
    trainingRows < windowRows
      ? `; ${formatCount(trainingRows)} of them, drawn at random, were used`
      : "";
  return `There are ${formatCount(events)} events from ${named}. ${origin}The forest learned from the ${formatCount(windowRows)} that fall between ${formatTime(from)} and ${formatTime(until)} UTC${drawn}. The others it had never seen when it scored them.`;
}

function labelText(
  {labelled, attacks, events, baseRate, window}: Metrics,
  synthetic: boolean
): string {
  if (labelled === 0)
    return "The events have no labels. What follows shows how the forest decides, and cannot show whether it is right.";
  const which = window === "test" ? "after training" : "in all";
  const whose = synthetic
    ? "the generator labels what it makes"
    : "somebody, or some tool, has labelled them";
  return `${formatCount(labelled)} of the ${formatCount(events)} events ${which} have a label: ${whose}. ${formatCount(attacks)} of them, ${formatShare(baseRate)}, belong to attacks. The forest was not shown the labels; they are used below, once, to count.`;
}

function workedText(page: MethodPage): string {
  const {normalizer, sampleSize} = page;
  const {pathLengths, event} = readCase(page, "anomalous");
  const length = mean(pathLengths);
  const score = scoreOfPath(length, normalizer);
  const agrees = Math.abs(score - event.score) < 1e-6;
  const check =
    Math.abs(averagePathLength(sampleSize) - normalizer) < 1e-9
      ? ""
      : ` The published c(${sampleSize}) is not the one this page computes, ${averagePathLength(sampleSize).toFixed(4)}: do not trust the figures above.`;
  return `The most anomalous event takes ${length.toFixed(3)} levels on average, so its score is 2 to the power of −${length.toFixed(3)} / ${normalizer.toFixed(4)} = ${formatScore(score)}; computed on this page, ${agrees ? "and as published" : `while ${formatScore(event.score)} was published`}.${check}`;
}

function foundText(metrics: Metrics): string {
  if (metrics.labelled === 0)
    return "There are no labels in this data, so there is nothing to count: neither what was found nor what was missed. The alerts are on the front page.";
  if (metrics.attacks === 0)
    return "The labels of this data name no attack, so there is nothing to find.";
  const where =
    metrics.window === "test"
      ? "Over the events after training: "
      : "Over all events, those of training included: ";
  const ap =
    metrics.ap === null
      ? ""
      : ` As a ranking, its average precision is ${metrics.ap.toFixed(3)}; a random order would have ${metrics.baseRate === null ? "an unknown one" : metrics.baseRate.toPrecision(2)}.`;
  return `${where}${attackSentence(metrics)}${ap}`;
}

function missedText(metrics: Metrics): string {
  const missed = missedAttacks(metrics);
  if (missed.length === 0) return "";
  const beacon = missed.some((name) => /beacon|c2|command/i.test(name));
  const why =
    "What is missed is missed for a reason: its events, taken one by one, have the sizes, durations and ports of normal ones, and no feature sees more than one event and five minutes of its source.";
  return beacon
    ? `${why} A beacon is the clearest case: only its regularity over hours gives it away, and no row holds that.`
    : why;
}
