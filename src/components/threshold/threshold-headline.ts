import {defaultIncidentsPerDay} from "../../core/incidents/budget.js";
import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {traced} from "../provenance/traced-sentence.js";
import type {SentencePart} from "../site/sentence.js";
import {incidentBudgetSentence} from "./incidents/incident-budget-sentence.js";
import {selectionOf, testIncidents} from "./incidents/incident-selection.js";
import {countsAtThreshold} from "./threshold-counts.js";
import {thresholdSentence} from "./threshold-sentence.js";

/** Returns the sentence of the page at the default budget; that of the flow model where there are no incidents to read. */
export function thresholdHeadline(
  page: ThresholdPage,
  incidents: IncidentsPage | undefined
): SentencePart[] {
  if (!incidents)
    return traced(
      thresholdSentence(page, countsAtThreshold(page, page.threshold)),
      "threshold.headline"
    );
  const budget = {perDay: defaultIncidentsPerDay, each: false};
  const {testDays: days} = incidents;
  const shown = testIncidents(incidents, new Set());
  const selection = selectionOf(shown, budget, {days, labels: page.incidentLabels});
  return traced(incidentBudgetSentence(selection), "threshold.headline");
}
