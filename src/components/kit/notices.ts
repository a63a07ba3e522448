import type {Metrics, Today} from "../../core/schema/published.js";
import {formatCount, formatScore, formatShare, plural} from "./format.js";

/** A sentence above the figures, and whether the figures mislead without it. */
export interface Notice {
  text: string;
  warning: boolean;
}

/**
 * Returns what the reader must know before believing the figures: the warnings of the evaluation, how many lines
 * were read and rejected, and, where there are labels, average precision and precision beside the base rate that a
 * random ranking would have, over the test window (all events, if the classes are not both in it).
 */
export function noticesOf({accounting, metrics, warnings}: Today): Notice[] {
  const {lines, comments, accepted, rejected} = accounting;
  const sentences = [
    `${formatCount(lines)} ${plural(lines, "line")} read: ${formatCount(accepted)} accepted, ${formatCount(comments)} of header or comment, ${formatCount(rejected)} rejected.`
  ];
  const [all, test] = metrics;
  const scored = [test, all].find((one) => one && one.ap !== null);
  if (scored) sentences.push(labelSentence(scored));
  return [
    ...warnings.map(({message}) => ({text: message, warning: true})),
    ...sentences.map((text) => ({text, warning: false}))
  ];
}

function labelSentence(measured: Metrics): string {
  const {ap, baseRate, precisionAtBudget, recallAtBudget, attacks, window} = measured;
  const where = window === "test" ? "in the test window" : "over all events";
  const precision =
    precisionAtBudget === null
      ? "no alert has a label"
      : `precision ${formatScore(precisionAtBudget)}`;
  return `With labels, ${where}: average precision ${formatScore(ap)}, ${precision} (base rate ${formatScore(baseRate)}, what a random order has); the alerts hold ${formatShare(recallAtBudget)} of ${formatCount(attacks)} attacks.`;
}
