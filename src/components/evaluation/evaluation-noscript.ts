import type {ThresholdPage} from "../../core/schema/threshold.js";
import {notCovered} from "./evaluation-sentence.js";
import {formatCount, formatScore, formatShare} from "../kit/format.js";
import {noscript, table} from "../site/noscript.js";

/** Returns what was measured by window, for readers of Evaluation without JavaScript. */
export function evaluationHtml({metrics}: ThresholdPage): string {
  const heads = [
    "events",
    "count",
    "labelled",
    "attacks",
    "average precision",
    "base rate",
    "recall at the budget",
    "AUROC"
  ];
  const rows = metrics.map((m) => [
    m.window === "test" ? "after training" : "all",
    formatCount(m.events),
    formatCount(m.labelled),
    formatCount(m.attacks),
    formatScore(m.ap),
    formatShare(m.baseRate),
    formatShare(m.recallAtBudget),
    formatScore(m.auroc)
  ]);
  return noscript(table(heads, rows), `<p>${notCovered}</p>`);
}
