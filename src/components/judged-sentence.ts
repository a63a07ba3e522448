import type {Judged} from "../core/schema/judged.js";
import {formatCount, formatScore, formatShare, plural} from "./format.js";

/**
 * Returns what verdicts say of the first model of a run, in sentences with their denominators, and what
 * they do not say; null if there was no verdict on the files of the run.
 */
export function judgedSentence(judged: Judged | null): string | null {
  if (!judged) return null;
  const {verdicts, matched, unmatched, models} = judged;
  const [{above, precision, ap}] = models;
  const decided = above.true + above.false;
  const lost =
    unmatched > 0
      ? ` (${formatCount(unmatched)} ${plural(unmatched, "names a line", "name lines")} that ${plural(unmatched, "is", "are")} no event)`
      : "";
  const sentences = [
    `This run was measured against ${formatCount(verdicts)} ${plural(verdicts, "verdict")}: ${formatCount(matched)} matched an event${lost}.`,
    precision === null
      ? "At or above the line, none is judged true or false: there is no precision."
      : `Of ${formatCount(decided)} judged at or above the line, ${formatCount(above.true)} ${plural(above.true, "is", "are")} true: precision ${formatShare(precision)}${above.unsure > 0 ? `; ${formatCount(above.unsure)} unsure, not counted` : ""}.`
  ];
  if (ap !== null)
    sentences.push(
      `Average precision over the ${formatCount(judged.true + judged.false)} judged true or false: ${formatScore(ap)}.`
    );
  sentences.push(
    "Judged events are no random sample: people judge what stands on top. It says nothing of what nobody looked at."
  );
  return sentences.join(" ");
}
