import {
  alertsForBudget,
  alertsForQuantile,
  countAlerts,
  normalScore,
  thresholdForBudget
} from "../evaluation/threshold-for-budget.js";
import type {BudgetThreshold} from "../evaluation/threshold-for-budget.js";
import {thresholdForIncidents} from "../evaluation/threshold-for-incidents.js";
import type {ThresholdRule} from "../schema/threshold-rule.js";
import type {CertificateLevel} from "../schema/threshold.js";
import {certificateOf} from "./pages/certificate.js";
import type {CertificateRequest} from "./pages/certificate.js";
import type {Tables} from "./tables.js";

/** What a threshold is chosen from. */
export interface ThresholdRequest extends CertificateRequest {
  /** The scores of all events, in any order. */
  scores: Float64Array;
}

/** A threshold, and why its rule could not be followed. */
export interface ChosenThreshold extends BudgetThreshold {
  /** What could not be certified, so that the alert budget chose; null if the rule was followed. */
  notCertified: CertificateLevel | null;
}

/** How many events are read first, to find a threshold for incidents. */
const firstRows = 8_192;

/**
 * Returns the threshold by the rule of *request*, over the tables of `published`. Where a share of false alerts cannot be
 * certified, it is that of the alert budget, with the reason.
 */
export async function chooseThreshold(
  tables: Tables,
  request: ThresholdRequest
): Promise<ChosenThreshold> {
  const {rule, scores, days} = request;
  const followed = (chosen: BudgetThreshold): ChosenThreshold => ({
    threshold: chosen.threshold,
    alerts: chosen.alerts,
    notCertified: null
  });
  switch (rule.name) {
    case "budget":
      return followed(byBudget(request));
    case "auto":
      return followed({threshold: normalScore, alerts: countAlerts(scores, normalScore)});
    case "quantile":
      return followed(thresholdForBudget(scores, alertsForQuantile(rule.value, scores.length)));
    case "incidents":
      return followed(await byIncidents(tables, alertsForBudget(rule.value, days), scores));
    case "certified":
      return certified(tables, request, rule);
  }
}

function byBudget({scores, budgetPerDay, days}: ThresholdRequest): BudgetThreshold {
  return thresholdForBudget(scores, alertsForBudget(budgetPerDay, days));
}

async function byIncidents(
  tables: Tables,
  allowed: number,
  scores: Float64Array
): Promise<BudgetThreshold> {
  for (let limit = firstRows; ; limit *= 4) {
    const rows = await tables.rows<{score: number; source: string; time: number}>(
      `SELECT score, src AS source, CAST(epoch_ms(time) AS DOUBLE) AS time FROM published.events
      WHERE rank <= ? ORDER BY rank`,
      [limit]
    );
    const ranked = {
      score: rows.map(({score}) => score),
      source: rows.map(({source}) => source),
      time: rows.map(({time}) => time)
    };
    const {threshold, isReached} = thresholdForIncidents(ranked, allowed, normalScore);
    if (isReached || rows.length >= scores.length)
      return {threshold, alerts: countAlerts(scores, threshold)};
  }
}

async function certified(
  tables: Tables,
  request: ThresholdRequest,
  rule: Extract<ThresholdRule, {name: "certified"}>
): Promise<ChosenThreshold> {
  const certificate = await certificateOf(tables, request);
  const level = certificate?.levels.find(({alpha}) => alpha === rule.value);
  if (level?.certified && level.score !== null) {
    const {score: threshold} = level;
    return {threshold, alerts: countAlerts(request.scores, threshold), notCertified: null};
  }
  return {...byBudget(request), notCertified: level ?? withoutTestWindow(rule.value)};
}

function withoutTestWindow(alpha: number): CertificateLevel {
  const nothing = {alerts: 0, score: null, rowsNeeded: 0, attacks: 0, benign: 0};
  return {alpha, certified: false, obstacle: "no-test-window", ...nothing};
}
