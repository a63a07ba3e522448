import type {ThresholdPage} from "../../core/schema/threshold.js";
import {formatCount, formatPrecision, formatScore} from "../kit/format.js";
import {runBudget} from "./threshold-by-rule.js";
import {countsAtThreshold, thresholdForDailyBudget, maxPerDay} from "./threshold-counts.js";
import {noscript, table} from "../site/noscript.js";

/** Returns the alerts and attacks at some budgets, for readers of Threshold without JavaScript. */
export function thresholdHtml(page: ThresholdPage): string {
  const {budgetPerDay, attacks} = page;
  const max = maxPerDay(page);
  const budgets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter((n) => n <= max);
  const sorted = [...new Set([...budgets, budgetPerDay])].sort((a, b) => a - b);
  const rows = sorted.map((n) => {
    const threshold = n === runBudget(page) ? page.threshold : thresholdForDailyBudget(page, n);
    const above = countsAtThreshold(page, threshold);
    const labelled = above.attacks + above.benign;
    return [
      formatCount(n),
      formatScore(threshold),
      formatCount(above.alerts),
      attacks > 0 ? `${formatCount(above.attacks)} of ${formatCount(attacks)}` : "–",
      labelled > 0 ? formatPrecision(above.attacks / labelled, attacks / page.labelled) : "–"
    ];
  });
  return noscript(
    table(["alerts a day", "threshold", "alerts", "attacks caught", "precision"], rows),
    page.labelled === 0
      ? "<p>No event has a label, so how many alerts are attacks is unknown.</p>"
      : "",
    "<p>Moving the threshold, and the curves, need JavaScript.</p>"
  );
}
