import {mostAnomalous, spearman} from "../../evaluation/agreement.js";
import {auroc, averagePrecision, labelCodes} from "../../evaluation/ranking.js";
import {thresholdForBudget} from "../../evaluation/threshold-for-budget.js";
import {firstComparison} from "../../first-comparison/figures.js";
import type {EventRow} from "../../schema/published.js";
import {threeMethods} from "../../schema/three-methods.js";
import type {
  MethodAlerts,
  ThreeComparison,
  ThreeMethod,
  ThreeMethodsEvent,
  ThreeMethodsPage
} from "../../schema/three-methods.js";
import {comparisonHead, comparisonWindow, drawSql} from "../comparison.js";
import {eventRows} from "../event-rows.js";
import type {Findings} from "../findings.js";
import {provenanceOf} from "../provenance.js";
import type {Tables} from "../tables.js";

/** The events that are listed at most. */
const maxListed = 150;

/** An event that detectors are compared on: its label, as in `labelCodes`, and how many rules hit it. */
export interface DrawnEvent {
  event: number;
  label: number;
  rules: number;
  score: number;
  scoreMl: number;
}

/** What one method says of the drawn events: its score, the place of each, and whether it raises it. */
export interface MethodView {
  method: ThreeMethod;
  scores: Float64Array;
  places: Uint32Array;
  threshold: number;
}

/** Returns what the three methods find, from the *scores* of each detector on the drawn events by its name, in the order of event_id. */
export async function threeMethodsPage(
  tables: Tables,
  findings: Findings,
  scores: ReadonlyMap<string, Float64Array> | null
): Promise<ThreeMethodsPage> {
  const all = threeMethods.flatMap((method) => scores?.get(method) ?? []);
  return {
    ...headOf(findings),
    comparison: all.length === threeMethods.length ? await compare(tables, findings, all) : null,
    first: firstComparison
  };
}

/** Returns what the page says whatever the methods find. */
export function headOf({
  chain,
  key,
  parameters
}: Findings): Pick<ThreeMethodsPage, "provenance" | "flowModel"> {
  return {provenance: provenanceOf(chain, key, parameters), flowModel: parameters.flowModel};
}

/** Returns the events that detectors are compared on, in the order of event_id. */
export function drawnEvents(tables: Tables, findings: Findings): Promise<DrawnEvent[]> {
  const {window} = comparisonWindow(findings);
  return tables.rows<DrawnEvent>(
    `SELECT CAST(event_id AS DOUBLE) AS event, CAST(coalesce(attack, ${labelCodes.unlabelled}) AS INTEGER) AS label,
      coalesce(rules, 0) AS rules, score, score_ml AS "scoreMl"
    FROM published.events JOIN (${drawSql}) AS drawn USING (event_id) LEFT JOIN published.rule_flows USING (event_id)
    ORDER BY event_id`,
    [window === "all", window === "all" ? 0 : findings.until]
  );
}

/** Returns what is known of the drawn events without any method. */
export function countDrawn(
  findings: Findings,
  drawn: readonly DrawnEvent[]
): Pick<ThreeComparison, "window" | "events" | "labelled" | "attacks" | "budget" | "ruleHits"> {
  const {window, events, labelled, attacks, budget} = comparisonHead(findings, labelsOf(drawn));
  const ruleHits = drawn.filter(({rules}) => rules > 0).length;
  return {window, events, labelled, attacks, budget, ruleHits};
}

/** Returns the view of a method: it raises its most anomalous events, *budget* of them. */
export function viewOf(method: ThreeMethod, scores: Float64Array, budget: number): MethodView {
  const {threshold} = thresholdForBudget(scores, budget, {floor: -Infinity});
  const places = new Uint32Array(scores.length);
  let place = 0;
  mostAnomalous(scores, scores.length).forEach((event, i, order) => {
    if (i === 0 || scores[event] < scores[order[i - 1]]) place = i + 1;
    places[event] = place;
  });
  return {method, scores, places, threshold};
}

/** Returns what a method raises, and how much of it the labels and rules confirm. */
export function alertsOf(view: MethodView, drawn: readonly DrawnEvent[]): MethodAlerts {
  const raised = drawn.filter((_, i) => isRaised(view, i));
  const count = (code: number) => raised.filter(({label}) => label === code).length;
  const labels = labelsOf(drawn);
  return {
    method: view.method,
    alerts: raised.length,
    truePositives: count(labelCodes.attack),
    falsePositives: count(labelCodes.benign),
    unlabelled: count(labelCodes.unlabelled),
    ruleHits: raised.filter(({rules}) => rules > 0).length,
    ap: averagePrecision(view.scores, labels),
    auroc: auroc(view.scores, labels)
  };
}

async function compare(
  tables: Tables,
  findings: Findings,
  scores: readonly Float64Array[]
): Promise<ThreeComparison> {
  const drawn = await drawnEvents(tables, findings);
  const head = countDrawn(findings, drawn);
  const views = threeMethods.map((method, i) => viewOf(method, scores[i], head.budget));
  const raised = [...drawn.keys()].filter((i) => views.some((view) => isRaised(view, i)));
  const best = (i: number) => Math.min(...views.map(({places}) => places[i]));
  const listed = raised.sort((a, b) => best(a) - best(b) || a - b).slice(0, maxListed);
  const rows = await rowsOf(tables, listed.map((i) => drawn[i].event)); // prettier-ignore
  return {
    ...head,
    methods: views.map((view) => alertsOf(view, drawn)),
    pairs: pairsOf(views),
    sets: setsOf(views, drawn),
    listed: listed.map((i): ThreeMethodsEvent => ({
      ...rows.get(drawn[i].event)!,
      ranks: views.map(({places}) => places[i]),
      raised: views.map((view) => isRaised(view, i)),
      ...verdictOf(drawn[i])
    })),
    raised: raised.length
  };
}

/** Returns what labels and rules say of an event. */
export function verdictOf({label, rules}: DrawnEvent): Pick<ThreeMethodsEvent, "attack" | "rules"> {
  return {attack: label === labelCodes.unlabelled ? null : label, rules};
}

/** Returns the rows of *events*, by their ids. */
export async function rowsOf(
  tables: Tables,
  events: readonly number[]
): Promise<Map<number, EventRow>> {
  const ids = events.map((event) => Math.trunc(event)).join(", ");
  const rows = events.length ? await eventRows(tables, `WHERE event_id IN (${ids})`) : [];
  return new Map(rows.map((row) => [row.event, row]));
}

/** Returns whether a method raises the drawn event *i*. */
export function isRaised({scores, threshold}: MethodView, i: number): boolean {
  return scores[i] >= threshold;
}

function pairsOf(views: readonly MethodView[]): ThreeComparison["pairs"] {
  return views.flatMap((first, i) =>
    views.slice(i + 1).map((second) => {
      const rho = spearman(first.scores, second.scores);
      const both = [...first.scores.keys()].filter((k) => isRaised(first, k) && isRaised(second, k)).length; // prettier-ignore
      return {
        first: first.method,
        second: second.method,
        spearman: Number.isNaN(rho) ? null : rho,
        both
      };
    })
  );
}

function setsOf(
  views: readonly MethodView[],
  drawn: readonly DrawnEvent[]
): ThreeComparison["sets"] {
  const combinations = [7, 6, 5, 3, 4, 2, 1, 0].map((bits) => [4, 2, 1].map((bit) => (bits & bit) > 0)); // prettier-ignore
  return combinations.map((raised) => {
    const within = drawn.filter((_, i) =>
      views.every((view, k) => isRaised(view, i) === raised[k])
    );
    return {
      raised,
      events: within.length,
      attacks: within.filter(({label}) => label === labelCodes.attack).length,
      benign: within.filter(({label}) => label === labelCodes.benign).length,
      ruleHits: within.filter(({rules}) => rules > 0).length
    };
  });
}

function labelsOf(drawn: readonly DrawnEvent[]): Uint8Array {
  return Uint8Array.from(drawn, ({label}) => label);
}
