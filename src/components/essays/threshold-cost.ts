import {
  thresholdForBudget,
  countAlerts,
  alertsForBudget
} from "../../core/evaluation/threshold-for-budget.js";
import {defaultIncidentsPerDay} from "../../core/incidents/budget.js";
import type {IncidentsPage, Severity} from "../../core/schema/incidents.js";
import type {Metrics} from "../../core/schema/published.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {selectionOf, testIncidents} from "../threshold/incidents/incident-selection.js";
import {roundedThreshold} from "../threshold/threshold-counts.js";

/** The budgets of alerts a day, and of incidents, that are tried where the log has as many. */
const alertBudgets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
const incidentBudgets = [1, 2, defaultIncidentsPerDay, 10, 20, 50];

/** The events that costs are counted over: those after training, or all if there are none. */
export interface CostFrame {
  window: Metrics["window"];
  days: number;
  events: number;
  labelled: number;
  attacks: number;

  /** The kinds of attack, by detailed label, with those at or above the threshold of the run. */
  byAttack: Metrics["byAttack"];

  /** The most anomalous of the events, as places in the tail, as far as it is complete. */
  places: number[];
}

/** What a threshold costs and finds. Shares are in [0, 1], and null where labels do not define them. */
export interface AlertCost {
  threshold: number;

  /** Whether it is the threshold of the run. */
  isOwn: boolean;
  alerts: number;
  perDay: number;

  /** The share of all events that are alerts. */
  alertRate: number;

  /** The attacks and the benign events among the alerts. */
  attacks: number;
  benign: number;
  recall: number | null;
  precision: number | null;

  /** The share of benign events that are alerts. */
  falseRate: number | null;
}

/** What a budget of incidents costs and finds. */
export interface IncidentCost {
  budget: number;
  incidents: number;
  perDay: number;

  /** The severity of the last one; null without any. */
  severity: Severity | null;

  /** The kinds of attack found, and how many there are; null without labels. */
  found: number | null;
  kinds: number | null;

  /** Of the incidents with labelled events, the share that is mostly attacks; null without any. */
  precision: number | null;
}

/** Returns the events that costs are counted over. */
export function costFrame(
  page: ThresholdPage,
  {testDays}: Pick<IncidentsPage, "testDays">
): CostFrame {
  const {metrics, tail, first, trainedUntil} = page;
  const model = metrics[0]?.model;
  const of = (window: Metrics["window"]) =>
    metrics.find((one) => one.model === model && one.window === window);
  const test = of("test");
  const own = test && test.events > 0 ? test : of("all");
  const isTest = own?.window === "test";
  const isIn = (place: number) =>
    !isTest || first + 1000 * tail.second[place] >= trainedUntil - 999;
  return {
    window: isTest ? "test" : "all",
    days: isTest ? testDays : page.days,
    events: own?.events ?? page.events,
    labelled: own?.labelled ?? page.labelled,
    attacks: own?.attacks ?? page.attacks,
    byAttack: own?.byAttack ?? [],
    places: Array.from({length: tail.complete}, (_, i) => i).filter(isIn)
  };
}

/** Returns what the threshold of the run and those of several budgets cost, by alerts, ascending. */
export function alertCosts(page: ThresholdPage, frame: CostFrame): AlertCost[] {
  const scores = frame.places.map((place) => page.tail.score[place]);
  if (scores.length === 0) return [];
  const tried = alertBudgets
    .map((perDay) => alertsForBudget(perDay, frame.days))
    .filter((budget) => budget <= scores.length)
    .map((budget) => thresholdForBudget(scores, budget).threshold);
  const own = roundedThreshold(page, page.threshold);
  const costs = [...tried, own].map((threshold) => costOf(page, frame, {scores, threshold, own}));
  const byAlerts = new Map(costs.map((cost) => [cost.alerts, cost])); // the threshold of the run last
  return [...byAlerts.values()].sort((a, b) => a.alerts - b.alerts);
}

/** Returns what several budgets of incidents cost, ascending. */
export function incidentCosts(
  {incidentLabels}: Pick<ThresholdPage, "incidentLabels">,
  page: IncidentsPage
): IncidentCost[] {
  const all = testIncidents(page, new Set());
  const days = Math.max(1, page.testDays);
  const costs = incidentBudgets.map((budget): IncidentCost => {
    const {selected, attacks, byLabels} = selectionOf(
      all,
      {perDay: budget, each: false},
      {days, labels: incidentLabels}
    );
    return {
      budget,
      incidents: selected.length,
      perDay: selected.length / days,
      severity: selected.at(-1)?.severity ?? null,
      found: attacks ? attacks.filter(({by}) => by !== null).length : null,
      kinds: attacks?.length ?? null,
      precision: byLabels && byLabels.labelled > 0 ? byLabels.attacks / byLabels.labelled : null
    };
  });
  const last = costs.findIndex(({incidents}) => incidents === all.length); // larger budgets change nothing
  return last < 0 ? costs : costs.slice(0, last + 1);
}

/** Returns the highest precision that is possible where a share *baseRate* of events are attacks: if each of them is an alert. */
export function precisionLimit(baseRate: number, alertRate: number): number | null {
  return alertRate > 0 ? Math.min(1, baseRate / alertRate) : null;
}

function costOf(
  {tail}: ThresholdPage,
  {places, days, events, labelled, attacks}: CostFrame,
  {scores, threshold, own}: {scores: readonly number[]; threshold: number; own: number}
): AlertCost {
  const alerts = countAlerts(scores, threshold);
  const above = places.slice(0, alerts);
  const found = above.filter((place) => tail.attack[place] === 1).length;
  const benign = above.filter((place) => tail.attack[place] === 0).length;
  const share = (part: number, of: number) => (attacks > 0 && of > 0 ? part / of : null);
  return {
    threshold,
    isOwn: threshold === own,
    alerts,
    perDay: alerts / days,
    alertRate: events > 0 ? alerts / events : 0,
    attacks: found,
    benign,
    recall: share(found, attacks),
    precision: share(found, found + benign),
    falseRate: share(benign, labelled - attacks)
  };
}
