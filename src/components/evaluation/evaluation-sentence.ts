import type {DetectionMeasures, DetectionPage} from "../../core/schema/detection.js";
import type {Metrics} from "../../core/schema/published.js";
import type {SeedCurves, ThresholdPage} from "../../core/schema/threshold.js";
import {formatCount, formatPrecision, formatScore, formatShare, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";

/** Returns the metrics that the page opens with: those after the training window if both classes are there, else of all. */
export function heldOut({metrics: [all, test]}: ThresholdPage): Metrics {
  return test.ap !== null ? test : all;
}

/**
 * Returns the sentence that opens the page: the attacks that the incidents find within the budget and how many of those are true, then
 * the ranking of the flow model beside a random order; without labels, what is known all the same.
 */
export function evaluationSentence(
  page: ThresholdPage,
  detection?: Pick<DetectionPage, "measures">
): SentencePart[] {
  const measures = detection?.measures;
  return measures
    ? [...systemParts(measures), {text: " "}, ...modelParts(page, "The flow model alone has average precision ")]
    : modelParts(page, "Average precision of the flow model: "); // prettier-ignore
}

function systemParts({budgetPerDay, attacks, found, shown, trueShown, incidents, trueIncidents}: DetectionMeasures): SentencePart[] {
  const opening: SentencePart[] = [
    {text: `Within ${formatCount(budgetPerDay)} incidents a day, `},
    {text: `${formatCount(found)} of ${formatCount(attacks)}`, strong: true},
    {text: ` ${plural(attacks, "attack")} ${plural(found, "is", "are")} found`}
  ];
  if (shown === 0) return [...opening, {text: "; no incident is shown."}];
  return [
    ...opening,
    {text: ", and "},
    {text: formatShare(trueShown / shown), strong: true},
    {text: ` of the ${formatCount(shown)} ${plural(shown, "incident")} are true (base rate ${formatShare(trueIncidents / incidents)}).`}
  ];
} // prettier-ignore

function modelParts(page: ThresholdPage, opening: string): SentencePart[] {
  const {ap, baseRate, attacks, labelled} = heldOut(page);
  if (labelled === 0) {
    const text = `How good it is cannot be measured: none of ${formatCount(page.events)} ${plural(page.events, "event")} has a label.`;
    return [{text}, ...steadyParts(page)];
  }
  if (ap === null) {
    const only = attacks === 0 ? "benign" : "attacks";
    return [
      {
        text: `All ${formatCount(labelled)} labelled ${plural(labelled, "event")} are ${only}: there is nothing to tell apart.`
      }
    ];
  }
  return [
    {text: opening},
    {text: formatScore(ap), strong: true},
    {text: ", where a random order has "},
    {text: formatScore(baseRate), strong: true},
    {text: "."}
  ];
}

/** Returns what is known without labels: how much of the order is chance. */
function steadyParts(page: ThresholdPage): SentencePart[] {
  const steady = page.curves && steadyAlerts(page, page.curves);
  if (!steady) return [];
  return [
    {text: ` Known is that of the ${formatCount(steady.budget)} most anomalous, `},
    {text: formatShare(steady.share), strong: true},
    {text: ` are so under all ${formatCount(steady.seeds)} seeds.`}
  ];
}

/** How many of the most anomalous of the drawn events, as many as the budget, are so under all seeds. */
export interface SteadyAlerts {
  budget: number;
  share: number;
  seeds: number;
}

/** Returns how steady the alerts are over seeds; null of one seed, which always agrees with itself. */
export function steadyAlerts(
  {alerts, events}: Pick<ThresholdPage, "alerts" | "events">,
  {budgets, always, seeds, events: drawn}: SeedCurves
): SteadyAlerts | null {
  const at = budgets.findLastIndex((n) => n <= Math.max(1, (alerts / events) * drawn));
  if (seeds.length === 0 || at < 0) return null;
  return {budget: budgets[at], share: always[at] / budgets[at], seeds: seeds.length + 1};
}

/** Returns the sentence below the opening one: what was measured on, where there is something. */
export function evaluationRemark(page: ThresholdPage, {measures}: Pick<DetectionPage, "measures">): string {
  const {ap, events, attacks, precisionAtBudget, recallAtBudget, baseRate, window} = heldOut(page);
  const where = window === "test" ? "after training" : "of the log, training included";
  const flows = ap === null ? "" : `Flows: ${formatCount(events)} events ${where}, ${formatCount(attacks)} of them ${plural(attacks, "an attack", "attacks")}; the alerts hold ${formatShare(recallAtBudget)} of these at precision ${formatPrecision(precisionAtBudget, baseRate)}.`;
  const incidents = measures
    ? `Incidents: ${formatCount(measures.incidents)} of ${formatCount(Math.max(1, Math.round(measures.days)))} days; an attack is found if true incidents within the budget cover a tenth of its flows.`
    : "";
  return [incidents, flows].filter(Boolean).join(" ");
} // prettier-ignore
