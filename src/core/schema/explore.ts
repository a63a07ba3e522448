import type {Severity} from "./incidents.js";
import type {Provenance} from "./published.js";

/**
 * A quantity that Explore draws as a histogram. Bin i holds the values in [edges[i], edges[i + 1]); the
 * first is open below and the last above, so that every value lies in one. A missing value lies in none.
 */
export interface PublishedDimension {
  /** The parameter in the URL, and the column of the bins in the table `explore`. */
  name: string;

  /** The column in `events`. */
  column: string;

  /** What people read above the histogram; lower case. */
  label: string;

  /** How an axis reads: ms since the epoch (UTC), a score, bytes, seconds. */
  kind: "time" | "score" | "bytes" | "seconds";

  /** The ascending edges, one more than there are bins; at most 255. */
  edges: number[];

  /** The number of events in each bin. */
  counts: number[];
}

/** The values of a column of events, the commonest first; of equals, the first in order of text. */
export interface PublishedList {
  /** The parameter in the URL, and the column of the codes in the table `explore`. */
  name: string;

  /** The number of distinct values, a missing one included. */
  distinct: number;

  /** Up to 16 values as text, null for a missing one, each with its number of events. */
  values: [string | null, number][];
}

/** The most anomalous events, by columns: what the table of Explore shows of each. */
export interface PublishedRows {
  rank: number[];
  event_id: number[];
  time: number[];
  src: string[];
  dst: string[];
  dst_port: (number | null)[];
  proto: (string | null)[];
  service: (string | null)[];
  conn_state: (string | null)[];
  duration: (number | null)[];
  orig_bytes: (number | null)[];
  resp_bytes: (number | null)[];
  score: number[];

  /** The most severe incident that it belongs to, or null: the SHA-256 of its file, a colon, its id; and its severity. */
  incident: (string | null)[];
  severity: (Severity | null)[];
}

/** explore.json: the first view of Explore, whole, so that it is drawn before any database is there. */
export interface ExplorePage {
  provenance: Provenance;
  events: number;
  threshold: number;

  /** The number of events at or above the threshold. */
  alerts: number;

  /** The highest score. */
  top: number;

  /** Whether any event has a label. */
  labelled: boolean;
  dimensions: PublishedDimension[];
  lists: PublishedList[];

  /** The 100 most anomalous events. */
  rows: PublishedRows;
}
