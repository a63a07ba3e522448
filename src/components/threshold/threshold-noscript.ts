import type {ThresholdPage} from "../../core/schema/threshold.js";
import {formatCount, formatScore, formatShare} from "../kit/format.js";
import {countsAtThreshold, thresholdForDailyBudget, maxPerDay} from "./threshold-counts.js";
import {noscript, table} from "../site/noscript.js";

/** Returns what some budgets would catch, for readers of Threshold without JavaScript. */
export function thresholdHtml(page: ThresholdPage): string {
  const {budgetPerDay, attacks} = page;
  const most = maxPerDay(page);
  const budgets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter((n) => n <= most);
  const sorted = [...new Set([...budgets, budgetPerDay])].sort((a, b) => a - b);
  const rows = sorted.map((n) => {
    const line = n === budgetPerDay ? page.threshold : thresholdForDailyBudget(page, n);
    const above = countsAtThreshold(page, line);
    const read = above.attacks + above.benign;
    return [
      formatCount(n),
      formatScore(line),
      formatCount(above.alerts),
      attacks > 0 ? `${formatCount(above.attacks)} of ${formatCount(attacks)}` : "–",
      read > 0 ? formatShare(above.attacks / read) : "–"
    ];
  });
  return noscript(
    table(["alerts a day", "line", "alerts", "attacks caught", "precision"], rows),
    page.labelled === 0 ? "<p>No event has a label, so nobody can say what is caught.</p>" : "",
    "<p>The line moves, and the curves are drawn, with JavaScript only.</p>"
  );
}
