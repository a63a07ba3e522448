import {labelledMetrics} from "../../core/evaluation/choose-metrics.js";
import {countTechniques} from "../../core/evaluation/two-by-two.js";
import type {Today} from "../../core/schema/published.js";
import {formatCount} from "../kit/format.js";
import {noscript, table} from "../site/noscript.js";

/** Returns what becomes of each labelled technique, for readers of Rules × model without JavaScript. */
export function rulesHtml(today: Today): string {
  const rows = countTechniques(labelledMetrics(today)?.byAttack ?? []).map((count) => [
    count.technique ?? "none",
    count.attacks.slice(0, 4).join(", "),
    formatCount(count.alerts),
    formatCount(count.events)
  ]);
  return noscript(
    rows.length ? table(["technique", "labelled as", "at or above the threshold", "of"], rows) : "",
    "<p>The table of labels and model needs JavaScript.</p>"
  );
}
