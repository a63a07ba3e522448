import type {Provenance} from "./published.js";

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
  peers: number;
  /** What the source sent, in bytes. */
  bytesOut: number;
  /** [bin, events, highest score] of the bins in which it spoke, ascending. */
  spark: [number, number, number][];
}

/** entities.json: the strangest hosts, for the first sight of the page Entity. */
export interface EntitiesPage {
  provenance: Provenance;
  threshold: number;
  first: number;
  last: number;
  /** The end of the training window. */
  trainedUntil: number;
  /** Up to 200, strangest first. */
  entities: ListedEntity[];
  /** The number of sources, of those with an alert, and of those with hours, channels and first uses. */
  of: number;
  alerting: number;
  detailed: number;
  /** The bins of the sparks: the start of the first and the width of each, in ms. */
  spark: {start: number; step: number; bins: number};
}
