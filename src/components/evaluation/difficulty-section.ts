import {runParameters} from "../../core/schema/run-parameters.js";
import type {DifficultyTier, EvaluationPage} from "../../core/schema/study.js";
import type {ExportRow} from "../exports/export-menu.js";
import {answeredSection} from "../kit/answered-section.js";
import {element} from "../kit/element.js";
import {formatCount} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {difficultyPanels} from "./difficulty-panels.js";

const title = "By difficulty";

const hardest = runParameters.difficulty.max;

/** Shows what the incidents find at each difficulty of the synthetic feed; what would show it, where one alone was run; null for other logs. */
export function difficultySection(
  {tiers, provenance}: EvaluationPage,
  data: string
): HTMLElement | null {
  if (!provenance.synthetic) return null;
  if (tiers.length < 2) {
    const answer = "One difficulty alone was run.";
    const about = `Runs of the same feed that differ in --difficulty, 0 (loud) to ${hardest} (low, slow, blended), are drawn here as a curve an attack: \`atalaya run --difficulty N\`, with the other options of this run.`;
    return answeredSection({title, answer, about}, provenanceLine(provenance, {n: 0, data}));
  }
  const figure = responsive((width) =>
    difficultyPanels(tiers, {width, ariaLabel: answerOf(tiers)})
  );
  const runs = tiers.map(({difficulty, run}) => `${difficulty}: ${run}`).join(", ");
  const exports = {name: "attacks-by-difficulty", rows: () => rowsOf(tiers), figure: () => figure.querySelector("svg")}; // prettier-ignore
  const n = tiers.reduce((sum, {attacks}) => sum + attacks, 0);
  return answeredSection(
    {
      title,
      answer: answerOf(tiers),
      about: `The share of the attacks that incidents find within ${formatCount(tiers[0].budgetPerDay)} a day, after training, by the difficulty of the feed: 0 is loud, ${hardest} low, slow and blended. Runs that differ in it alone (${runs}). Unit: the attack.`
    },
    element("figure", {}, figure),
    provenanceLine(provenance, {n, data, exports})
  );
}

function answerOf(tiers: readonly DifficultyTier[]): string {
  const parts = tiers.map(({difficulty, attacks, found}) => `${formatCount(found)} of ${formatCount(attacks)} at ${difficulty}`); // prettier-ignore
  return `Attacks found by difficulty: ${parts.join(", ")}.`;
}

function rowsOf(tiers: readonly DifficultyTier[]): ExportRow[] {
  return tiers.flatMap(({difficulty, run, scenarios}) =>
    scenarios.map((scenario): ExportRow => ({difficulty, run, ...scenario}))
  );
}
