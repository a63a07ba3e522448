import {modelFeatures} from "../features/list.js";
import type {Cell} from "./tables.js";

/** The most events of the sample. */
export const normalEventsKept = 8192;

/** Which events are normal. */
export interface NormalEventsOptions {
  /** The end of the events that they are drawn from, in microseconds since the epoch, UTC: see `Findings`. */
  normalUntil: number;

  /** The line; normal events stand below it. */
  threshold: number;

  /** The seed of the models: with it, the events drawn are those that they were trained on. */
  seed: number;
}

/**
 * The query that gives the table `normal`: a sample of the events of the training window below
 * the threshold, among which a page finds the nearest ones. They are drawn as the training rows are
 * (`drawTrainingRows` in pipeline/training/window.ts), so that they are those rows, as far as these stand
 * below the threshold. Its parameters are what `normalValues` returns.
 */
export const normalEventsSql = `SELECT * FROM (
      SELECT rank, event_id, time, src, dst, dst_port, proto, service, score, ${modelFeatures.map(({name}) => name).join(", ")} FROM published.events
      WHERE time < make_timestamp(CAST(? AS BIGINT)) AND score < ?
      ORDER BY md5_number_lower(concat(CAST(? AS VARCHAR), ':', event_id)), event_id
      LIMIT ${normalEventsKept}
    ) ORDER BY event_id`;

/** Returns the parameters of `normalEventsSql`. */
export function normalValues({normalUntil, threshold, seed}: NormalEventsOptions): Cell[] {
  return [normalUntil, threshold, String(seed)];
}
