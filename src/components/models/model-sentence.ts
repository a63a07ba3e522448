import {fairest} from "../../core/evaluation/choose-metrics.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import type {Metrics} from "../../core/schema/published.js";
import {formatCount, formatShare, plural} from "../kit/format.js";

/** The models of the page, the first of which is the one whose alerts are read. */
export type Models = ModelsPage["models"];

/** Below this difference in average precision, no model is called better: it is within the seeds. */
const seedSpread = 0.02;

/**
 * Returns the answer to “which model, and by how much?”: the difference in average precision on the
 * events after training if there are labels, else that there is nothing to decide by.
 */
export function modelSentence(models: Models): string {
  const [first, second] = models;
  if (!first) return "No model has scored these events.";
  if (!second)
    return `One model, ${first.name}, has scored these events; there is none to compare.`;
  const [a, b] = [fairest(first.metrics), fairest(second.metrics)];
  if (a?.ap == null || b?.ap == null) {
    return `${undecided(a)}, so nothing here says which model is better; only where they differ.`;
  }
  const where = `${formatCount(a.attacks)} ${plural(a.attacks, "attack")} among ${formatCount(a.labelled)} ${a.window === "test" ? "events after training" : "events, those of training included"}`;
  const best = a.ap >= b.ap ? first.name : second.name;
  const worse = best === first.name ? second.name : first.name;
  const [high, low] = [Math.max(a.ap, b.ap), Math.min(a.ap, b.ap)];
  const base = `a random order has ${formatShare(a.baseRate)}`;
  if (high - low < seedSpread) {
    return `Neither, to two decimals of average precision: ${high.toFixed(2)} and ${low.toFixed(2)} over ${where}; ${base}.`;
  }
  return `${best}: average precision ${high.toFixed(2)} against ${low.toFixed(2)} of ${worse}, over ${where}; ${base}.`;
}

/** Returns why no average precision is defined: there are no labels, or all say the same. */
function undecided(metrics: Metrics | undefined): string {
  if (!metrics?.labelled) return "These events have no labels";
  const labelled = `the ${formatCount(metrics.labelled)} labelled ${plural(metrics.labelled, "event")}`;
  return metrics.attacks === 0
    ? `None of ${labelled} is an attack`
    : `All of ${labelled} are attacks`;
}
