import type {RunDrift} from "../schema/drift.js";
import type {Retraining} from "../schema/retraining.js";
import type {Warning} from "../schema/warnings.js";
import {defaultFlowModel} from "../detectors/flow-model.js";
import {readLogTime} from "../evaluation/log-time.js";
import type {LogTime} from "../evaluation/log-time.js";
import {alertsForBudget, thresholdForBudget} from "../evaluation/threshold-for-budget.js";
import {recommendRetraining} from "../evaluation/retraining.js";
import {chooseThreshold} from "./choose-threshold.js";
import {certificateWarnings} from "./certificate-warnings.js";
import {parseThresholdRule} from "../schema/threshold-rule.js";
import type {ThresholdRule} from "../schema/threshold-rule.js";
import {groupAlerts} from "../incidents/group-alerts.js";
import {startOfDay} from "../incidents/past.js";
import {runParameters} from "../schema/run-parameters.js";
import type {ModelFile} from "../schema/models.js";
import type {Incident, Metrics} from "../schema/published.js";
import type {VerdictSummary} from "../schema/verdict-measures.js";
import {readAlerts, reasonsFor} from "./incidents.js";
import {attackCounts, metricsOf} from "./metrics.js";
import {verdictMeasuresFrom} from "./verdict-measures.js";
import {scoredNames} from "./loaded-model.js";
import type {LoadedModel} from "./loaded-model.js";
import {isTrainedElsewhere} from "./provenance.js";
import type {Chain, EvaluationParameters} from "./provenance.js";
import {calibrationRows} from "./calibration-window.js";
import {runDrift} from "./run-drift.js";
import {runWarnings} from "./run-warnings.js";
import type {Scores} from "./scores.js";
import type {Tables} from "./tables.js";

/** What an evaluation has found, before it is published. */
export interface Findings {
  chain: Chain;

  /** The key of the evaluation. */
  key: string;
  scores: Scores;

  /** The times of the first and the last event, in milliseconds since the epoch. */
  first: number;
  last: number;

  /** The time that the log covers. */
  time: LogTime;

  /** The days the budget is given for: those that the log covers, at least 1. */
  days: number;
  parameters: EvaluationParameters;
  budgetPerDay: number;

  /** The rule that chose the threshold. */
  rule: ThresholdRule;
  threshold: number;

  /** The threshold of the Isolation Forest at the same budget, or number of alerts; `threshold` if it alerts. */
  forestThreshold: number;

  /** The number of events at or above the threshold. */
  alerts: number;
  incidents: Incident[];
  metrics: Metrics[];

  /** What people’s verdicts say; null if there was none on the files of the run. */
  verdictSummary: VerdictSummary | null;

  /** The end of the training window, in microseconds since the epoch; 0, before every event, if the models were trained elsewhere. */
  until: number;

  /** The end of the events that normal ones are drawn from: the training window, or the log if the models were trained elsewhere. */
  normalUntil: number;

  /** The end of what behaviour is calibrated on, in microseconds since the epoch: see `calibratedUntil`. */
  behaviourUntil: number;

  /** How far the test window is from the training window; null without a test window. */
  drift: RunDrift | null;

  /** Whether the model should be trained anew. */
  retraining: Retraining;

  /** What the reader must know before believing a number. */
  warnings: Warning[];
}

/** What an evaluation starts from. */
export interface FindRequest {
  chain: Chain;

  /** The key of the evaluation. */
  key: string;
  parameters: EvaluationParameters;
  scores: Scores;

  /** Both models, the Isolation Forest first. */
  models: readonly LoadedModel[];
}

/** Chooses the threshold, groups the alerts and measures, over the tables of `published`. */
export async function findingsFrom(
  tables: Tables,
  {chain, key, parameters, scores, models}: FindRequest
): Promise<Findings> {
  const {budgetPerDay} = parameters;
  const until = trainedUntil(chain, models);
  const time = await readLogTime(tables, "published.events");
  const [first, last] = [time.first / 1000, time.last / 1000];
  const days = Math.max(1, time.days(time.first, time.last));
  const rule = parseThresholdRule(parameters.threshold);
  const events = scores.score.length;
  const window = {first, last, until, days, budgetPerDay, events};
  const chosen = await chooseThreshold(tables, {...window, rule, scores: scores.score});
  const {threshold, alerts} = chosen;
  const budget = rule.name === "budget" ? alertsForBudget(budgetPerDay, days) : Math.max(1, alerts);
  const thresholds = [threshold, thresholdForBudget(scores.scoreMl, budget).threshold];
  const limits = {until, thresholds};
  const attacks = {
    all: await attackCounts(tables, "all", limits),
    test: await attackCounts(tables, "test", limits)
  };
  const metrics = scoredNames(models, parameters.flowModel).flatMap((model, i) =>
    (["all", "test"] as const).map((window) => {
      const column = i === 0 ? "score" : "score_ml";
      const request = {model, column, window, threshold: thresholds[i], attacks: attacks[window]} as const; // prettier-ignore
      return metricsOf(scores, request);
    })
  );
  const incidents = await incidentsOf(tables, alerts, models[0]);
  const [{file}, [{model}]] = [models[0], metrics];
  const drift = await runDrift(tables, {file, scores, model, until});
  const calibration = await calibrationRows(tables, window);
  return {
    chain,
    key,
    scores,
    first,
    last,
    time,
    days,
    parameters,
    budgetPerDay,
    rule,
    threshold,
    forestThreshold: thresholds[parameters.flowModel === defaultFlowModel ? 0 : 1],
    alerts,
    incidents,
    metrics,
    verdictSummary: await verdictMeasuresFrom(tables, metrics),
    until,
    normalUntil: isTrainedElsewhere(chain) ? Math.floor(last * 1000) + 1 : until,
    behaviourUntil: calibratedUntil(chain, until, time),
    drift,
    retraining: recommendRetraining(drift, ageOf(file, last)),
    warnings: [
      ...runWarnings({chain, models, parameters, events, time, metrics, drift, calibration}),
      ...certificateWarnings(chosen.notCertified, window)
    ]
  };
}

/**
 * Returns where the test window begins, in microseconds since the epoch: at the end of the training window, or at 0, before
 * every event, if the models were trained on other events than those of the log.
 */
export function trainedUntil(chain: Chain, models: readonly LoadedModel[]): number {
  if (isTrainedElsewhere(chain)) return 0;
  const iso = models[0].file.training.until; // ISO 8601 with six decimals
  return Date.parse(`${iso.slice(0, 19)}Z`) * 1000 + Number(iso.slice(20, 26));
}

/**
 * Returns the end of the events that the rates of behaviour are calibrated on, in microseconds since the epoch: the training
 * window; the past alone, if there is one; the first half of the *time* of the log, if a model came without events.
 */
export function calibratedUntil(chain: Chain, until: number, time: LogTime): number {
  if (chain.past) return startOfDay(time.first);
  if (!isTrainedElsewhere(chain)) return until;
  return Math.floor(time.at(runParameters.trainShare.default)) + 1;
}

/** Returns the days from the end of the training window of *file* to the *last* event, in milliseconds since the epoch; 0 if it ends later. */
function ageOf(file: ModelFile, last: number): number {
  return Math.max(0, last - Date.parse(file.training.until)) / 86_400_000;
}

async function incidentsOf(
  tables: Tables,
  alerts: number,
  {forest, file}: LoadedModel
): Promise<Incident[]> {
  const groups = groupAlerts(await readAlerts(tables, alerts));
  const reasons = await reasonsFor(
    tables,
    groups.map(({event}) => event),
    forest,
    file.profile
  );
  return groups.map(({events: _, ...incident}) => ({
    ...incident,
    reason: reasons.get(incident.event)!
  }));
}
