import {aurocOf, averagePrecisionOf, precisionAtOf, rank} from "../evaluation/ranking.js";
import {meanAndDeviation} from "../evaluation/summary.js";
import {countAlerts} from "../evaluation/threshold-for-budget.js";
import type {Metrics} from "../schema/published.js";
import type {Tables} from "./tables.js";
import type {Scores} from "./scores.js";

/** The cuts at which precision is given. */
const cuts = [10, 50, 100, 500, 1000];

/** Over which events: all, or those after the training window. */
export type MetricsWindow = "all" | "test";

/** Which model’s score, and over which events. */
export interface MetricsRequest {
  model: string;

  /** The column of `published.events`. */
  column: "score" | "score_ml";
  window: MetricsWindow;
  threshold: number;

  /** The kinds of attack in the window. */
  attacks: readonly AttackCount[];
}

/** A kind of attack: how many events there are, and how many pass the threshold of each column. */
export interface AttackCount {
  attack: string;
  technique: string | null;
  events: number;
  score: number;
  score_ml: number;
}

/**
 * Returns the metrics of one model over all events, or over those after the training window. What
 * needs both classes is null where a class is missing: there are no metrics against invented labels.
 * Takes 25 bytes an event beside *scores*, for a while.
 */
export function metricsOf(scores: Scores, request: MetricsRequest): Metrics {
  const {model, column, window, threshold} = request;
  const all = column === "score" ? scores.score : scores.scoreMl;
  const values = window === "all" ? all : keptOf(all, scores.test);
  const labels = window === "all" ? scores.attack : keptOf(scores.attack, scores.test);
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
    byAttack: request.attacks.map(({attack, technique, events, [column]: alerts}) => ({
      attack,
      technique,
      events,
      alerts
    }))
  };
}

/** Returns the elements of *values* for which *keep* is 1; it is 0 for the others. */
function keptOf<Values extends Float64Array | Uint8Array>(
  values: Values,
  keep: Uint8Array
): Values {
  const kept = values.slice() as Values;
  let count = 0;
  for (let i = 0; i < keep.length; ++i) {
    kept[count] = values[i];
    count += keep[i];
  }
  return kept.subarray(0, count) as Values;
}

/** Returns per kind of attack how many events there are and how many pass each threshold; at most 100 kinds. */
export function attackCounts(
  tables: Tables,
  window: MetricsWindow,
  {until, thresholds}: {until: number; thresholds: readonly number[]}
): Promise<AttackCount[]> {
  return tables.rows<AttackCount>(
    `SELECT coalesce(detailed_label, label) AS attack, technique, CAST(count(*) AS DOUBLE) AS events,
      CAST(count(*) FILTER (score >= ?) AS DOUBLE) AS score,
      CAST(count(*) FILTER (score_ml >= ?) AS DOUBLE) AS score_ml
    FROM published.events
    WHERE attack = 1 AND (? OR time >= make_timestamp(CAST(? AS BIGINT)))
    GROUP BY ALL ORDER BY events DESC, attack, technique LIMIT 100`,
    [thresholds[0], thresholds[1], window === "all", until]
  );
}
