import {aurocOf, averagePrecisionOf, precisionAtOf, rank} from "../evaluation/ranking.js";
import {meanAndDeviation} from "../evaluation/summary.js";
import {countAlerts} from "../evaluation/threshold-for-budget.js";
import type {Metrics} from "../schema/published.js";
import type {Tables} from "./tables.js";
import type {Scores} from "./scores.js";

/** The cuts at which precision is given. */
const cuts = [10, 50, 100, 500, 1000];

/** Which model’s score, and over which events. */
export interface MetricsRequest {
  model: string;

  /** The column of `published.events`. */
  column: "score" | "score_ml";
  window: "all" | "test";

  /** The end of the training window, in microseconds since the epoch. */
  until: number;
  threshold: number;
}

/**
 * Returns the metrics of one model over all events, or over those after the training window. What
 * needs both classes is null where a class is missing: there are no metrics against invented labels.
 */
export async function metricsOf(
  tables: Tables,
  scores: Scores,
  request: MetricsRequest
): Promise<Metrics> {
  const {model, column, window, threshold} = request;
  const all = column === "score" ? scores.score : scores.scoreMl;
  const kept = (_: number, i: number) => window === "all" || scores.test[i] === 1;
  const values = window === "all" ? all : all.filter(kept);
  const labels = window === "all" ? scores.attack : scores.attack.filter(kept);
  const ranking = rank(values, labels);
  const attacks = ranking.attacks.length;
  const labelled = attacks + ranking.benign.length;
  const alerts = countAlerts(values, threshold);
  const caught = countAlerts(ranking.attacks, threshold);
  const read = caught + countAlerts(ranking.benign, threshold);
  const {mean, deviation} = values.length ? meanAndDeviation(values) : {mean: 0, deviation: 0};
  const both = attacks > 0 && attacks < labelled;
  return {
    model,
    window,
    events: values.length,
    anomalyRate: values.length ? alerts / values.length : 0,
    scoreMean: mean,
    scoreStd: deviation,
    threshold,
    alerts,
    labelledAlerts: read,
    labelled,
    attacks,
    baseRate: labelled ? attacks / labelled : null,
    ap: averagePrecisionOf(ranking),
    auroc: aurocOf(ranking),
    precisionAt: cuts
      .filter((k) => both && k <= labelled)
      .map((k) => ({k, precision: precisionAtOf(ranking, k)})),
    recallAtBudget: attacks ? caught / attacks : null,
    precisionAtBudget: read ? caught / read : null,
    byAttack: await byAttack(tables, request)
  };
}

/** Returns per kind of attack how many events there are and how many pass the threshold; at most 100. */
function byAttack(tables: Tables, {column, window, until, threshold}: MetricsRequest) {
  return tables.rows<Metrics["byAttack"][number]>(
    `SELECT coalesce(detailed_label, label) AS attack, technique, CAST(count(*) AS DOUBLE) AS events,
      CAST(count(*) FILTER (${column} >= ?) AS DOUBLE) AS alerts
    FROM published.events
    WHERE attack = 1 AND (? OR time >= make_timestamp(CAST(? AS BIGINT)))
    GROUP BY ALL ORDER BY events DESC, attack, technique LIMIT 100`,
    [threshold, window === "all", until]
  );
}
