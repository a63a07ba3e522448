import {describeForest, describeLibraryForest} from "../detectors/describe-forest.js";
import {detectorNames} from "../detectors/detector.js";
import type {Description} from "../detectors/detector.js";
import type {FlowModelName} from "../detectors/flow-model.js";
import {overlapAt, spearman} from "../evaluation/agreement.js";
import {countAlerts, thresholdForBudget} from "../evaluation/threshold-for-budget.js";
import {aurocOf, averagePrecisionOf, labelCodes, rank} from "../evaluation/ranking.js";
import type {ComparedDetector, Comparison} from "../schema/models-page.js";
import type {LoadedModel} from "./loaded-model.js";
import type {Findings} from "./findings.js";

/** The events that all detectors are compared on, at most; some methods score a few thousand a second. */
const drawnEvents = 20_000;

/**
 * The query that draws the events to compare detectors on, by the smallest MD5 of their event_id, so that
 * the draw can be done in parts. Its parameters: whether from all events, and the microsecond since the
 * epoch from which on, if not.
 */
export const drawSql = `SELECT event_id FROM published.events
    WHERE ? OR time >= make_timestamp(CAST(? AS BIGINT))
    ORDER BY md5_number_lower(CAST(event_id AS VARCHAR)), event_id LIMIT ${drawnEvents}`;

/** Returns the place of a detector among those that are compared: first the one that alerts, then as in `detectorNames`. */
export function placeOf(name: string, flowModel: FlowModelName): number {
  return name === flowModel ? -1 : (detectorNames as readonly string[]).indexOf(name);
}

/** What is measured of a detector that is compared. */
export type ComparedMeasures = Pick<
  ComparedDetector,
  "ap" | "auroc" | "alerts" | "precisionAtBudget" | "recallAtBudget" | "spearman" | "overlap"
>;

/** Returns what detectors are compared on: which window, how many events to draw from, how many to draw. */
export function comparisonWindow({scores: {test}}: Findings): {
  window: Comparison["window"];
  of: number;
  due: number;
} {
  const held = test.reduce((sum, one) => sum + one, 0);
  const of = held > 0 ? held : test.length;
  return {window: held > 0 ? "test" : "all", of, due: Math.min(drawnEvents, of)};
}

/** Returns what a comparison says of its events, whose *labels* are those of `labelCodes`. */
export function comparisonHead(
  findings: Findings,
  labels: Uint8Array
): Omit<Comparison, "detectors"> {
  const {window, of} = comparisonWindow(findings);
  const events = labels.length;
  const share = (findings.budgetPerDay * findings.days) / findings.scores.score.length;
  const labelled = labels.filter((label) => label !== labelCodes.unlabelled).length;
  const attacks = labels.filter((label) => label === labelCodes.attack).length;
  return {
    events,
    of,
    window,
    labelled,
    attacks,
    baseRate: labelled ? attacks / labelled : null,
    budget: Math.min(events, Math.max(1, Math.round(share * events)))
  };
}

/** Returns what a detector found among the drawn events: *scores* are its own, *first* those of the first. */
export function measureCompared(
  scores: Float64Array,
  first: Float64Array,
  labels: Uint8Array,
  budget: number
): ComparedMeasures {
  const ranking = rank(scores, labels);
  const {threshold, alerts} = thresholdForBudget(scores, budget, {floor: -Infinity});
  const caught = countAlerts(ranking.attacks, threshold);
  const read = caught + countAlerts(ranking.benign, threshold);
  const correlation = spearman(scores, first);
  return {
    ap: averagePrecisionOf(ranking),
    auroc: aurocOf(ranking),
    alerts,
    precisionAtBudget: read ? caught / read : null,
    recallAtBudget: ranking.attacks.length ? caught / ranking.attacks.length : null,
    spearman: Number.isNaN(correlation) ? null : correlation,
    overlap: overlapAt(scores, first, budget)
  };
}

/** Returns what the forest of a model file is, in words. */
export function describeModel({file, forest}: Pick<LoadedModel, "file" | "forest">): Description {
  const {rows} = file.training;
  const sampleSize = Number(file.parameters.sampleSize ?? rows);
  const describe = file.name === "ml-isolation-forest" ? describeLibraryForest : describeForest;
  return describe({rows, sampleSize, trees: forest.roots.length});
}
