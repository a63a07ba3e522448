import type {Severity} from "./incidents.js";
import type {Provenance} from "./published.js";

/** Which hours of a log an hour is held against: those of the same hour of the week, of the day, or all. */
export type Season = "week" | "day" | "log";

/** A quantity of a host’s hour: the bytes it sent, or the connections it opened. */
export type Measure = "bytes_out" | "events";

/** What others did with a host as their target. */
export interface Inbound {
  events: number;
  /** How many of them failed. */
  failed: number;
  /** The number of addresses that called it, and of its ports that they called. */
  sources: number;
  ports: number;
  first: number;
  last: number;
}

/** An entity in a list: a host as source, as target, or as both. Its address is hostile text. */
export interface ListedEntity {
  entity: string;
  /** The connections that it opened; 0 if it is only a target. */
  events: number;
  /** How many of them failed. */
  failed: number;
  alerts: number;
  /** The highest score of these, or, of what is only a target, of the connections to it; and the event that has it. */
  score: number;
  event: number;
  first: number;
  last: number;
  /** The number of addresses that it called, and of their ports. */
  destinations: number;
  ports: number;
  /** What the source sent, in bytes. */
  bytesOut: number;
  /** What came to it; null if nothing did, or its totals are not kept. */
  inbound: Inbound | null;
  /** Its incidents by role, and the severity of the most severe; null if it has none. */
  incidents: {asSource: number; asTarget: number; severity: Severity | null};
  /** The hour in which it is most above what it usually does in such hours; null if none is. */
  self: {hour: number; measure: Measure; value: number; median: number; z: number} | null;
  /** The host that is most similar to it, in [0, 1] (src/core/entities/similarity.ts); null if it was not compared. */
  peer: {peer: string; similarity: number} | null;
  /** [bin, flows from and to it, severity of the evidence] of the bins with any, ascending: a place in `severities`, or −1. */
  spark: [number, number, number][];
}

/** entities.json: the most anomalous hosts, for the first sight of the page Entity. */
export interface EntitiesPage {
  provenance: Provenance;
  threshold: number;
  first: number;
  last: number;
  /** The end of the training window. */
  trainedUntil: number;
  /**
   * Up to 200 hosts with an incident, the most severe first, up to 200 sources, most anomalous first, and up to 100 that are
   * only targets, the busiest first; each host once.
   */
  entities: ListedEntity[];
  /** The number of sources in the log, and of those with an alert. */
  of: number;
  /** The number of addresses that are only targets. */
  onlyTargets: number;
  /** The number of hosts with an incident. */
  withIncident: number;
  alerting: number;
  /** The number of sources whose totals are kept; of those with hours, channels, first uses; of those compared. */
  kept: number;
  detailed: number;
  compared: number;
  /** What the sources did whose totals are not kept. */
  skipped: {events: number; alerts: number};
  /** The UTC days without any event, each range from the first to before the last, in days since 1970. */
  gaps: [from: number, until: number][];
  /** What an hour of a host is held against. */
  season: Season;
  /** The bins of the sparks: the start of the first and the width of each, in ms. */
  spark: {start: number; step: number; bins: number};
}
