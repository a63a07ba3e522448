import {windowMicros} from "../../../src/core/stream/open-window.js";

/** What live scoring takes, and what it keeps. */
export interface EventLimits {
  /** For how long after the end of a window its events may come, by the times of events, in seconds. */
  latenessSeconds: number;

  /** After how many seconds without an event the windows up to the latest one close. */
  idleSeconds: number;

  /** How far the time of an event may be ahead of the clock, in seconds. */
  futureSeconds: number;

  /** The most events in open windows; beyond, lines are rejected and their window says that it is partial. */
  openEvents: number;

  /** The most lines of a request, and characters of a line. */
  lines: number;
  lineLength: number;

  /** The most senders whose header is remembered; the one that was silent for longest makes place. */
  sources: number;

  /** The most bytes of final scores on disk; the oldest windows make place. */
  finalBytes: number;

  /** The most connections of a day that evidence is collected from. */
  dayEvents: number;

  /** The most requests that wait for final scores. */
  waiting: number;
}

/** The limits unless others are named. */
export const defaultEventLimits: EventLimits = {
  latenessSeconds: 300,
  idleSeconds: 600,
  futureSeconds: 86_400,
  openEvents: 600_000,
  lines: 10_000,
  lineLength: 65_536,
  sources: 64,
  finalBytes: 2 ** 30,
  dayEvents: 20_000_000,
  waiting: 32
};

/** The most events that open windows may be given: the texts of so many addresses fit into the dictionary of a window. */
export const maxOpenEvents = 700_000;

/** The longest lateness, in seconds: a day. */
export const maxLateness = 86_400;

/** How many windows may be open beyond those that lateness needs: of events far ahead, which do not move the watermark yet. */
const spareWindows = 64;

/** Returns the most open windows. */
export function maxWindowsOf({latenessSeconds}: EventLimits): number {
  return Math.ceil((latenessSeconds * 1e6) / windowMicros) + 2 + spareWindows;
}
