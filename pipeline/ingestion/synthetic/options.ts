import {parseInstant} from "../../../src/core/readers/instant.js";
import {runParameters} from "../../../src/core/schema/run-parameters.js";
import type {RunParameter} from "../../../src/core/schema/run-parameters.js";
import {UsageError} from "../../config/errors.js";

/** What the synthetic feed is to hold. The bytes are a function of these and of nothing else. */
export interface SyntheticOptions {
  /** The number of flows, an integer in [1000, 100000000]; defaults to 250,000. */
  flows?: number;

  /** The number of days they spread over, an integer in [1, 365]; defaults to 14. */
  days?: number;

  /** The seed of the randomness, an unsigned 32-bit integer; defaults to 42. */
  seed?: number;

  /** How hard the attacks are to find, an integer in [0, 3]; defaults to 1. 0 is loud, 3 low, slow and blended. */
  difficulty?: number;

  /** Whether there are attacks; defaults to true. */
  attacks?: boolean;

  /** The instant of the first day, ISO 8601 with a zone; defaults to 2026-03-02T00:00:00Z, a Monday. */
  start?: string;
}

/** The options of a feed, complete and checked. */
export interface FeedSettings {
  /** The number of flows. */
  readonly flows: number;

  /** The number of days. */
  readonly days: number;

  /** The seed. */
  readonly seed: number;

  /** How hard the attacks are to find, in [0, 3]. */
  readonly difficulty: number;

  /** Whether there are attacks. */
  readonly attacks: boolean;

  /** The first instant, in microseconds since the epoch, UTC. */
  readonly from: number;

  /** The instant at which the feed ends, exclusive, in microseconds since the epoch, UTC. */
  readonly until: number;
}

/** The version of the generator: raised when the same options give other bytes. Version 1 had no benign look-alikes. */
export const generatorVersion = 2;

/** Microseconds in a second, the unit of every time in the feed: Zeek logs to the microsecond. */
export const second = 1e6;

/** Microseconds in an hour. */
export const hour = 3600 * second;

/** Microseconds in a day. */
export const day = 24 * hour;

/** Returns the settings that *options* ask for; throws a UsageError on a value out of its range. */
export function readSettings(options: SyntheticOptions = {}): FeedSettings {
  const {
    flows = runParameters.flows.default,
    days = runParameters.days.default,
    seed = runParameters.seed.default,
    difficulty = runParameters.difficulty.default,
    attacks = true,
    start = "2026-03-02T00:00:00Z"
  } = options;
  checkInteger("flows", flows, runParameters.flows);
  checkInteger("days", days, runParameters.days);
  checkInteger("seed", seed, runParameters.seed);
  checkInteger("difficulty", difficulty, runParameters.difficulty);
  const from = startOf(start);
  return {flows, days, seed, difficulty, attacks, from, until: from + days * day};
}

function checkInteger(name: string, value: number, {min, max}: RunParameter): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  const range = `${min.toLocaleString("en-US")} to ${max.toLocaleString("en-US")}`;
  throw new UsageError(`invalid --${name}: ${value}; it is an integer from ${range}`);
}

function startOf(start: string): number {
  const milliseconds = parseInstant(start) ?? NaN;
  if (milliseconds >= 0 && milliseconds <= Date.UTC(2100, 0)) return milliseconds * 1000;
  throw new UsageError(`invalid --start: ${start}; try 2026-03-02T00:00:00Z, from 1970 to 2100`);
}
