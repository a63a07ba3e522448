import type {Provenance} from "./published.js";

/** Which hours of a log an hour is held against: those of the same hour of the week, of the day, or all. */
export type Season = "week" | "day" | "log";

/** A quantity of a host’s hour: the bytes it sent, or the connections it opened. */
export type Measure = "bytes_out" | "events";

/** An entity in a list: a source address, hence hostile text. */
export interface ListedEntity {
  entity: string;
  events: number;
  alerts: number;
  /** Its highest score, in (0, 1), and the event that has it. */
  score: number;
  event: number;
  first: number;
  last: number;
  /** The number of addresses that it called. */
  destinations: number;
  /** What the source sent, in bytes. */
  bytesOut: number;
  /** The hour in which it is most above what it usually does in such hours; null if none is. */
  self: {hour: number; measure: Measure; value: number; median: number; z: number} | null;
  /** The host that is most similar to it, in [0, 1] (src/core/entities/similarity.ts); null if it was not compared. */
  peer: {peer: string; similarity: number} | null;
  /** [bin, events, highest score] of the bins in which it spoke, ascending. */
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
  /** Up to 200, most anomalous first. */
  entities: ListedEntity[];
  /** The number of sources in the log, and of those with an alert. */
  of: number;
  alerting: number;
  /** The number of sources whose totals are kept; of those with hours, channels, first uses; of those compared. */
  kept: number;
  detailed: number;
  compared: number;
  /** What the sources did whose totals are not kept. */
  skipped: {events: number; alerts: number};
  /** What an hour of a host is held against. */
  season: Season;
  /** The bins of the sparks: the start of the first and the width of each, in ms. */
  spark: {start: number; step: number; bins: number};
}
