import type {Metrics} from "../../core/schema/published.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {formatCount, formatScore, formatShare, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";

/** Returns the metrics that the page opens with: those after the training window if both classes are there, else of all. */
export function heldOut({metrics: [all, test]}: ThresholdPage): Metrics {
  return test.ap !== null ? test : all;
}

/** Returns the sentence that opens the page: average precision beside the base rate, or why it cannot be measured. */
export function evaluationSentence(page: ThresholdPage): SentencePart[] {
  const {ap, baseRate, events, attacks, labelled, window} = heldOut(page);
  if (labelled === 0) {
    const text = `No event has a label: how good the ranking of ${formatCount(page.events)} ${plural(page.events, "event")} is, cannot be measured.`;
    return [{text}];
  }
  if (ap === null) {
    const only = attacks === 0 ? "benign" : "attacks";
    return [
      {
        text: `All ${formatCount(labelled)} labelled ${plural(labelled, "event")} are ${only}: there is nothing to tell apart.`
      }
    ];
  }
  const where = window === "test" ? "events after training" : "events, training included";
  return [
    {text: "Average precision "},
    {text: formatScore(ap), strong: true},
    {text: ", where a random order has "},
    {text: formatScore(baseRate), strong: true},
    {text: `: on ${formatCount(events)} ${where}, ${formatCount(attacks)} of them `},
    {text: `${plural(attacks, "an attack", "attacks")} (${formatShare(attacks / labelled)}).`}
  ];
}

/** Returns what the protocol asks for and this version of the page does not measure, in one sentence. */
export const notCovered =
  "Not measured here: means and errors over ten training draws, the regime in which an attack is kept out of training by design, parity with published figures, and calibration of the threshold.";
