import {alertsForQuantile, normalScore} from "../../core/evaluation/threshold-for-budget.js";
import {alertsForBudget, thresholdForBudget} from "../../core/evaluation/threshold-for-budget.js";
import {thresholdForIncidents} from "../../core/evaluation/threshold-for-incidents.js";
import {parseThresholdRule} from "../../core/schema/threshold-rule.js";
import type {ThresholdRule} from "../../core/schema/threshold-rule.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {formatCount, formatShare} from "../kit/format.js";
import {reasonOf} from "./certificate-text.js";
import {thresholdForDailyBudget} from "./threshold-counts.js";

/** The threshold of a rule, or null with the reason why there is none here. */
export interface RuleThreshold {
  threshold: number | null;

  /** What it means, or why there is none: a sentence. */
  status: string;
}

/** Returns the alerts a day of the run’s alert budget; null if another rule chose its threshold. */
export function runBudget({rule, budgetPerDay}: Pick<ThresholdPage, "rule" | "budgetPerDay">): number | null {
  return parseThresholdRule(rule).name === "budget" ? budgetPerDay : null;
} // prettier-ignore

/** Returns the threshold that *rule* chooses among the published events, as a run with `--threshold` has it. */
export function thresholdByRule(page: ThresholdPage, rule: ThresholdRule): RuleThreshold {
  switch (rule.name) {
    case "budget":
      return {
        threshold: thresholdForDailyBudget(page, page.budgetPerDay),
        status: `At most ${formatCount(page.budgetPerDay)} alerts a day, the budget of the run.`
      };
    case "auto":
      return {
        threshold: normalScore,
        status:
          "The score of an average path: what most libraries call contamination “auto”. It knows no budget."
      };
    case "quantile":
      return byQuantile(page, rule.value);
    case "incidents":
      return byIncidents(page, rule.value);
    case "certified":
      return byCertificate(page, rule.value);
  }
}

function byQuantile({tail, events}: ThresholdPage, at: number): RuleThreshold {
  const alerts = alertsForQuantile(at, events);
  if (alerts > tail.complete) return beyondTail(tail.complete);
  const scores = tail.score.slice(0, tail.complete);
  return {
    threshold: thresholdForBudget(scores, alerts).threshold,
    status: `At most ${formatShare(alerts / events)} of the events are alerts: ${formatCount(alerts)} of ${formatCount(events)}.`
  };
}

function byIncidents({tail, first, days}: ThresholdPage, perDay: number): RuleThreshold {
  const allowed = alertsForBudget(perDay, days);
  if (tail.complete === 0) return beyondTail(0);
  const ranked = {
    score: tail.score.slice(0, tail.complete),
    source: tail.src,
    time: tail.second.map((second) => first + 1000 * second)
  };
  const {threshold, incidents, isReached} = thresholdForIncidents(ranked, allowed, normalScore);
  if (!isReached) return beyondTail(tail.complete);
  return {
    threshold,
    status: `The alerts form ${formatCount(incidents)} incidents, of at most ${formatCount(allowed)}: alerts of one source in contiguous hours.`
  };
}

function byCertificate({certificate}: ThresholdPage, alpha: number): RuleThreshold {
  const level = certificate?.levels.find((one) => one.alpha === alpha);
  const share = formatShare(alpha);
  if (!certificate || !level)
    return {threshold: null, status: `At most ${share} false alerts was not tested for this run.`};
  if (!level.certified || level.score === null)
    return {
      threshold: null,
      status: `At most ${share} false alerts cannot be certified: ${reasonOf(level, certificate)}.`
    };
  return {
    threshold: level.score,
    status: `Certified for the last half of the test window: at most ${share} of the alerts are false, on average. See below for what this rests on.`
  };
}

function beyondTail(published: number): RuleThreshold {
  return {
    threshold: null,
    status: `Only the ${formatCount(published)} most anomalous events are published here, and this reaches beyond them; \`atalaya run --threshold\` chooses among all.`
  };
}
