import type {VerdictSummary} from "../../core/schema/verdict-measures.js";
import {formatCount, formatPrecision, formatScore, plural} from "../kit/format.js";

/**
 * Returns the measures of the first model of a run against verdicts, in sentences with their denominators, and
 * their limits; null if there was no verdict on the files of the run.
 */
export function verdictSentence(summary: VerdictSummary | null): string | null {
  if (!summary) return null;
  const {verdicts, matched, unmatched, incidents, models} = summary;
  const [{above, precision, ap}] = models;
  const decided = above.true + above.false;
  const lost =
    unmatched > 0
      ? ` (${formatCount(unmatched)} ${plural(unmatched, "names a line", "name lines")} of no event)`
      : "";
  const sentences = [
    `This run was measured against ${formatCount(verdicts)} ${plural(verdicts, "verdict")}: ${formatCount(matched)} matched an event${incidents > 0 ? ` or an incident (${formatCount(incidents)} on incidents: with their events, ${formatCount(summary.true + summary.false + summary.unsure)} events have a verdict)` : ""}${lost}.`,
    precision === null
      ? "No alert has a verdict of true or false: there is no precision."
      : `Of ${formatCount(decided)} ${plural(decided, "alert")} with a verdict of true or false, ${formatCount(above.true)} ${plural(above.true, "is a true positive", "are true positives")}: precision ${formatPrecision(precision, verdictBaseRate(summary))}${above.unsure > 0 ? `; ${formatCount(above.unsure)} unsure, not counted` : ""}.`
  ];
  if (ap !== null)
    sentences.push(
      `Average precision over the ${formatCount(summary.true + summary.false)} events with a verdict of true or false: ${formatScore(ap)}.`
    );
  sentences.push(
    "Events with a verdict are not a random sample: people triage the highest scores first. It is no measure of what nobody triaged."
  );
  return sentences.join(" ");
}

/**
 * Returns the precision of each model over its own alerts with a verdict of true or false; how to get verdicts
 * where there are none.
 */
export function verdictModelsSentence(summary: VerdictSummary | null): string {
  if (!summary || summary.matched === 0)
    return "Precision over verdicts: none yet. Give verdicts with t, f or u, export them under “Your verdicts”, and `atalaya verdicts import verdicts.jsonl`: the next run measures each model on them.";
  const texts = summary.models.map(({model, above, precision}) => {
    const decided = above.true + above.false;
    return precision === null
      ? `${model}: no alert with a verdict of true or false`
      : `${model}: ${formatPrecision(precision, verdictBaseRate(summary))}, ${formatCount(above.true)} of ${formatCount(decided)}`;
  });
  return `Precision over verdicts, of the alerts with a verdict of true or false. ${texts.join("; ")}. Events with a verdict are not a random sample: people triage the alerts of the first model first.`;
}

/** Returns the share of true positives among all events with a verdict of true or false; null if there is none. */
function verdictBaseRate(summary: VerdictSummary): number | null {
  const decided = summary.true + summary.false;
  return decided > 0 ? summary.true / decided : null;
}
