import {labelledMetrics} from "../../core/evaluation/choose-metrics.js";
import {twoByTwo} from "../../core/evaluation/two-by-two.js";
import type {Today} from "../../core/schema/published.js";
import {formatCount, plural} from "../kit/format.js";

/** Returns what the model sees that the labels do not, and the reverse, in one sentence. */
export function rulesSentence(today: Today): string {
  const metrics = labelledMetrics(today);
  const counts = metrics && twoByTwo(metrics);
  if (!metrics || !counts) {
    return `This run has no rules and no labels: the model alone alerts on ${formatCount(today.alerts)} of ${formatCount(today.events)} events.`;
  }
  const where = metrics.window === "test" ? " after training" : "";
  const attacks = `Of ${formatCount(metrics.attacks)} labelled ${plural(metrics.attacks, "attack")}${where}, the model misses ${formatCount(counts.attacksBelow)}`;
  const alerts = `of its ${formatCount(metrics.labelledAlerts)} labelled ${plural(metrics.labelledAlerts, "alert")}, the labels call ${formatCount(counts.benignAbove)} benign`;
  return metrics.attacks === 0
    ? `No labelled attack${where}: ${alerts}.`
    : `${attacks}; ${alerts}.`;
}
