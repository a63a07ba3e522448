import {fairest} from "../../core/evaluation/choose-metrics.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import {formatCount, formatScore, formatShare} from "../kit/format.js";
import {noscript, table} from "../site/noscript.js";

/** Returns what each model found and how far they agree, for readers of Models without JavaScript. */
export function modelsHtml({models, agreement, features}: ModelsPage): string {
  const rows = models.map(({name, metrics, trees, trainingRows}) => {
    const found = fairest(metrics);
    return [
      name,
      formatCount(found?.events),
      formatCount(found?.alerts),
      formatScore(found?.threshold),
      formatScore(found?.ap),
      formatShare(found?.baseRate),
      formatScore(found?.auroc),
      formatShare(found?.recallAtBudget),
      formatCount(trees),
      formatCount(trainingRows)
    ];
  });
  const heads = ["model", "events", "alerts", "threshold", "average precision", "base rate", "AUROC", "recall at budget", "trees", "trained on"]; // prettier-ignore
  const agreed = agreement.spearman === null ? "" : ` Spearman’s ρ of the two scores over all events: ${agreement.spearman.toFixed(3)}.`; // prettier-ignore
  return noscript(
    table(heads, rows),
    `<p>Both see the same ${formatCount(features.length)} features.${agreed}</p>`,
    "<p>The figures need JavaScript.</p>"
  );
}
