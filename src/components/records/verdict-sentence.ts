import type {Judged} from "../../core/schema/verdict-measures.js";
import {formatCount, formatScore, formatShare, plural} from "../kit/format.js";

/**
 * Returns what verdicts say of the first model of a run, in sentences with their denominators, and what
 * they do not say; null if there was no verdict on the files of the run.
 */
export function verdictSentence(judged: Judged | null): string | null {
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

/**
 * Returns what verdicts say of each model, its precision over the events at or above its own line that were
 * judged true or false; how to get verdicts where there are none.
 */
export function verdictModelsSentence(judged: Judged | null): string {
  if (!judged || judged.matched === 0)
    return "Precision over verdicts: none yet. Judge alerts with t, f or u, export them under “Your verdicts”, and `atalaya verdicts import verdicts.jsonl`: the next run measures each model on them.";
  const said = judged.models.map(({model, above, precision}) => {
    const decided = above.true + above.false;
    return precision === null
      ? `${model}: no alert judged true or false`
      : `${model}: ${formatShare(precision)}, ${formatCount(above.true)} of ${formatCount(decided)}`;
  });
  return `Precision over verdicts, of the alerts judged true or false. ${said.join("; ")}. Judged events are no random sample: people judge what the first model puts on top.`;
}
