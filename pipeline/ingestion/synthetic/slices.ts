import {hour} from "./options.js";
import type {FeedSettings} from "./options.js";

/** A stretch of time, at most an hour, that is made, sorted and written as one. */
export interface Slice {
  /** The position among the slices, from 0. */
  index: number;

  /** The hour of the feed that it is in, from 0. */
  hour: number;

  /** Its first instant, in microseconds since the epoch, UTC. */
  from: number;

  /** The instant at which it ends, exclusive. */
  until: number;

  /** The number of normal flows that begin in it; those of all slices add up to what was asked. */
  flows: number;
}

const maxFlows = 8192; // what is held at a time, about, however long the feed

/**
 * Yields the slices of a feed of *flows* normal flows, in order. *rates* says how busy each hour of
 * the feed is, relative to the others, and *planned* how many flows it has besides. An hour is cut into as
 * many slices as keep each small.
 */
export function* slicesOf(
  rates: Float64Array,
  flows: number,
  planned: Float64Array,
  {from}: FeedSettings
): Generator<Slice> {
  const before = new Float64Array(rates.length + 1);
  for (let h = 0; h < rates.length; ++h) before[h + 1] = before[h] + rates[h];
  const total = before[rates.length];
  let done = 0;
  let index = 0;
  for (let h = 0; h < rates.length; ++h) {
    const due = Math.floor(flows * (before[h + 1] / total)); // the last quotient is exactly 1
    const parts = Math.max(1, Math.ceil((due - done + planned[h]) / maxFlows));
    for (let part = 0; part < parts; ++part) {
      const share = Math.floor((due - done) / (parts - part));
      const start = from + h * hour;
      yield {
        index: index++,
        hour: h,
        from: start + Math.floor((part * hour) / parts),
        until: start + Math.floor(((part + 1) * hour) / parts),
        flows: share
      };
      done += share;
    }
  }
}
