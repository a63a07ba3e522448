/** One column of an event, as JSON: 64-bit integers as numbers, times in ms since the epoch, UTC. */
export type AlertValue = string | number | boolean | null;

/** An event that the front page leads to, whole. */
export interface PublishedAlert {
  /** Every column of the table `events`, by name. */
  event: {[column: string]: AlertValue};

  /** The line of the log; null if it is too long to be published twice. */
  record: {file: string; line: number; sha256: string; raw: string} | null;

  /** The events one rank before and after; null where there is none. */
  moreAnomalous: AlertNeighbour | null;
  lessAnomalous: AlertNeighbour | null;
}

/** A neighbour in the ranking. */
export interface AlertNeighbour {
  rank: number;
  event_id: number;
  /** What names it in any run of its file; missing in a log of the reader’s own. */
  identity?: string;
  src: string;
  dst: string;
  score: number;
}

/**
 * alerts.json: the events that the front page leads to, so that a page can show one before a database has
 * started. In the order of their ranks.
 */
export interface AlertsPage {
  alerts: PublishedAlert[];
}
