import {entityDetectors} from "../detectors/entity/registry.js";
import type {EntityWindow} from "../detectors/entity/entity-detector.js";
import {count} from "../detectors/entity/wording.js";
import type {QueryRunner} from "./query-runner.js";

/** What a log says of its events at all: the numbers of those that have a value. */
export interface Visibility {
  events: number;
  /** With the sensor’s word on which end is local. */
  sensed: number;
  /** With a local end. */
  local: number;
  /** With bytes sent, and with a connection state. */
  bytes: number;
  states: number;
  /** With the domain of the destination. */
  named: number;
  /** DNS queries of a log of their own. */
  queries: number;
}

/** Counts what the tables *events* and *dns*, and the tables of base.ts made from it, hold. */
export async function readVisibility(
  runner: QueryRunner,
  events: string,
  dns: string | undefined
): Promise<Visibility> {
  const [row] = await runner.rows<Omit<Visibility, "local" | "queries">>(
    `SELECT count(*)::DOUBLE AS events, count(coalesce(local_orig, local_resp))::DOUBLE AS sensed,
      count(domain)::DOUBLE AS named, count(orig_bytes)::DOUBLE AS bytes, count(conn_state)::DOUBLE AS states FROM ${events}`
  );
  const [{local}] = await runner.rows<{local: number}>(
    `SELECT coalesce(sum(flows) FILTER (src_local OR dst_local), 0)::DOUBLE AS local FROM pair_hours`
  );
  if (dns === undefined) return {...row, local, queries: 0};
  const [{queries}] = await runner.rows<{queries: number}>(
    `SELECT count(*)::DOUBLE AS queries FROM ${dns}`
  );
  return {...row, local, queries};
}

/** What the sentences of `unseenOf` are made from. */
export interface UnseenFacts {
  visibility: Visibility;
  window: EntityWindow;
  calibrationDays: number;
  /** How many pieces of evidence each detector has. */
  measured: {readonly [detector: string]: number | undefined};
  /** The days that the log covers. */
  days: number;
}

/** Returns in a sentence each what the method cannot see on this log, and why. */
export function unseenOf({visibility, window, calibrationDays, measured, days}: UnseenFacts) {
  const {events, sensed, local, bytes, states, queries} = visibility;
  const sentences: string[] = [];
  if (local === 0)
    sentences.push(
      "No address is private and the log names none as local: every host counts as outside, so that nothing that needs an inside is measured; name the networks with --local-net."
    );
  else if (sensed === 0)
    sentences.push(
      "The log does not say which hosts are local: private addresses count as local, so that a public address of your own counts as outside."
    );
  if (queries === 0)
    sentences.push(
      "No DNS log: a tunnel through DNS is seen by its bytes alone, not by its names, and destinations are addresses unless TLS or HTTP names them."
    );
  if (bytes < events / 2)
    sentences.push(
      `${count(events - bytes)} of ${count(events)} flows have no byte counts: uploads, tunnels and sizes are not seen in them.`
    );
  if (states < events / 2)
    sentences.push(
      `${count(events - states)} of ${count(events)} flows have no connection state: failed connections, hence scans, are not seen in them.`
    );
  if (days < 1)
    sentences.push(
      "The log is shorter than a day: a rhythm of hours or days is not seen, and nothing can be compared with the same hour of another day."
    );
  if (calibrationDays < 3)
    sentences.push(
      `Rates rest on ${calibrationDays < 0.25 ? "other networks alone" : "other networks as well"}: ${calibrationDays === 0 ? "no hour" : `${count(calibrationDays * 24)} hours`} of training ${calibrationDays === 0 ? "is" : "are"} left after the warm-up, and three days are needed.`
    );
  else
    sentences.push(
      `Incidents begin after the warm-up of ${count(window.warm - window.first)} hours: until then everything is new.`
    );
  const silent = entityDetectors.filter(
    ({name, log}) => !measured[name] && (log === undefined || queries > 0)
  );
  if (silent.length > 0)
    sentences.push(
      `No behaviour was large enough to be measured for: ${silent.map(({title}) => title).join(", ")}.`
    );
  return sentences;
}
