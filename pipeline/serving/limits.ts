/** What a client may take of a service. */
export interface ServingLimits {
  /** The most bytes of the body of a request. */
  bodyBytes: number;

  /** The most rows of a request. */
  rows: number;

  /** The requests a second of one client, twice as many at once; 0 for any number. */
  requestsPerSecond: number;

  /** The most connections at a time. */
  connections: number;

  /** For how long, in seconds, the headers of a request may take to arrive, all of it, and the next one on the same connection. */
  headerSeconds: number;
  requestSeconds: number;
  idleSeconds: number;
}

/** The limits unless others are named. */
export const defaultLimits: ServingLimits = {
  bodyBytes: 16 * 2 ** 20,
  rows: 10_000,
  requestsPerSecond: 2_000,
  connections: 512,
  headerSeconds: 5,
  requestSeconds: 30,
  idleSeconds: 65
};
