import {similarityScaleOf, robustScales} from "../../core/features/similar-events.js";
import {seeded} from "../../core/forest/random.js";
import {sample} from "../../core/forest/sample.js";
import type {ModelFile} from "../../core/schema/models.js";
import {fullRow} from "./event-rows.js";
import type {ScoredLog} from "./event-rows.js";
import type {SimilarEvents} from "./messages.js";

/** The maximum number of events that one is compared with, as many as a model is trained on. */
export const maxSampled = 8192;

const neighbours = 10;

/**
 * Returns the ten events most similar to *event* among a sample of the others below the *threshold*: up to 8,192 of them,
 * the same each time; equally near ones in the order of the log.
 */
export function nearestNormalEvents(
  log: ScoredLog,
  {profile}: Pick<ModelFile, "profile">,
  {event, threshold}: {event: number; threshold: number}
): SimilarEvents {
  const {order, scores, matrix} = log;
  const above = countFrom(log, threshold);
  const own = scores[event] < threshold ? order.indexOf(event) - above : -1; // its index among those below
  const below = order.length - above - (own < 0 ? 0 : 1);
  const drawn = sample(below, Math.min(maxSampled, below), seeded(0));
  const scales = robustScales(profile);
  const rowOf = (i: number) => matrix.values.subarray(i * matrix.columns, (i + 1) * matrix.columns);
  const row = rowOf(event);
  const found = Array.from(drawn, (i) => above + i + (own >= 0 && i >= own ? 1 : 0))
    .map((at) => ({at, event: order[at], ...similarityScaleOf(row, rowOf(order[at]), scales)}))
    .sort((a, b) => a.distance - b.distance || a.event - b.event)
    .slice(0, neighbours);
  const events = found.map(({at, event}) => fullRow(log, event, at + 1));
  return {events, of: drawn.length, below};
}

/** Returns the number of events at or above the threshold. */
function countFrom({order, scores}: ScoredLog, threshold: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[order[middle]] >= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}
