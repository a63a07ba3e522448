import {rmSync} from "node:fs";
import {join} from "node:path";
import type {Registry} from "prom-client";
import {errorMessage} from "../../../src/core/error-message.js";
import {windowMicros} from "../../../src/core/stream/open-window.js";
import {eventWindows} from "../../../src/core/stream/event-windows.js";
import type {
  EarlierWindows,
  EventWindows,
  EventWindowsOptions
} from "../../../src/core/stream/event-windows.js";
import type {EventModel} from "../../../src/core/stream/event-scores.js";
import {instant} from "./event-answer.js";
import {eventMetrics} from "./event-metrics.js";
import type {EventGauges, Outcome} from "./event-metrics.js";
import {openEventsFolder} from "./events-folder.js";
import type {EventsFolder, StoredState, StoredWindow} from "./events-folder.js";
import {evidenceDays} from "./evidence-days.js";
import type {EvidenceDays} from "./evidence-days.js";
import {finalWaiters} from "./final-waiters.js";
import {maxWindowsOf} from "./limits.js";
import type {EventLimits} from "./limits.js";
import {stateKeeper} from "./state-keeper.js";
import {windowCloser} from "./window-closer.js";
import type {WindowCloser} from "./window-closer.js";

/** How events are scored live. */
export interface LiveEventsOptions {
  /** The folder of its state; one process at a time. */
  folder: string;

  limits: EventLimits;

  /** Returns the model that scores now. Throws a UsageError if events cannot be scored on it. */
  model(): EventModel;

  /** The networks whose addresses are local, as of `atalaya run --local-net`. */
  localNet: readonly string[];

  registry: Registry;

  /** Returns the time in milliseconds since 1970. */
  now(): number;

  /** Called with what an operator should know. */
  warn(message: string): void;
}

/** A window that was open when the service ended: its events are not known any more. */
export interface LostWindow {
  window: string;

  /** How many events it had, at least. */
  events: number;
}

/** The state of live scoring: what requests add to and ask of. */
export interface LiveEvents {
  readonly options: LiveEventsOptions;
  readonly windows: EventWindows;
  readonly closer: WindowCloser;
  readonly evidence: EvidenceDays;
  readonly folder: EventsFolder;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly lost: readonly LostWindow[];

  /** The number that the next event is given: the service counts from another start each time. */
  nextEvent(): number;

  count(outcome: Outcome, lines?: number): void;

  /** Closes the windows that are complete. Called after lines were taken. */
  advance(): void;

  /** Resolves to true when there is a final score after *cursor*, to false after *seconds*. */
  waitFor(cursor: number, seconds: number): Promise<boolean>;

  /** How many requests wait for that. */
  readonly waiting: number;

  /** Answers those that wait; nobody waits after that. */
  endWaiting(): void;

  /** Closes the windows up to the watermark, as after a silence; with *all*, those ahead of it, too. Resolves when they are stored. */
  flush(all?: boolean): Promise<void>;

  /** Stores what was closed and ends; open windows are lost, which the next start states. */
  close(): Promise<void>;
}

/** How often the state is stored, in milliseconds, and the silence looked at. */
const tickMillis = 1_000;

/** Opens live scoring on its folder: what was closed before goes on, and what was open is lost, and listed. */
export function openLiveEvents(options: LiveEventsOptions): LiveEvents {
  const {limits, warn, localNet, model} = options;
  const folder = openEventsFolder(options.folder);
  const scratch = join(options.folder, "partial"); // emptied at each start
  const before = folder.readState();
  const lost = lostWindows(before?.open ?? [], folder);
  const windows = eventWindows(windowOptions(limits), earlierWindows(before, folder, lost));
  const counts: Record<Outcome, number> = {accepted: 0, late: 0, skipped: 0, rejected: 0};
  const evidence = evidenceDays({folder, scratch, localNet, maxEvents: limits.dayEvents, warn});
  const waiters = finalWaiters(folder);
  const closer = windowCloser({folder, model, evidence: evidence.find, onStored});
  const metrics = eventMetrics(options.registry, () => gaugesOf(windows, closer, options.now()));
  const keeper = stateKeeper({folder, windows, closer, starts: (before?.starts ?? 0) + 1});
  const advance = (): void => closer.close(windows.takeClosed());
  const stopTicking = tickEvery(options, {windows, counts, advance, write: () => keeper.write()});
  if (lost.size > 0) warn(lostText(lost));
  return {
    ...{options, windows, closer, evidence, folder, counts, advance},
    lost: [...lost].map(([window, events]) => ({window: windowText(window), events})),
    nextEvent: () => keeper.nextEvent(),
    count(outcome, lines = 1) {
      counts[outcome] += lines;
      metrics.count(outcome, lines);
    },
    waitFor: (cursor, seconds) => waiters.waitFor(cursor, seconds),
    get waiting() {
      return waiters.count;
    },
    endWaiting: () => waiters.end(),
    async flush(all) {
      windows.settle(all);
      advance();
      await closer.settle();
      evidence.tick(windows.closedUntil);
    },
    async close() {
      stopTicking();
      waiters.end();
      await closer.settle();
      await evidence.end();
      keeper.write();
      rmSync(scratch, {recursive: true, force: true});
    }
  };

  function onStored({window, rows}: StoredWindow): void {
    metrics.final(rows);
    metrics.dropped(folder.prune(limits.finalBytes));
    evidence.add(windowText(window).slice(0, 10), rows);
    if (closer.closing.length <= 1) evidence.tick(windows.closedUntil);
    keeper.write();
    waiters.wake();
  }
}

function lostText(lost: ReadonlyMap<number, number>): string {
  const [first, last] = [Math.min(...lost.keys()), Math.max(...lost.keys())].map(windowText);
  const events = [...lost.values()].reduce((sum, one) => sum + one, 0);
  return `open windows lost: ${lost.size}, from ${first} to ${last}, with ${events} events or more; they have no final scores`;
}

function windowOptions(limits: EventLimits): EventWindowsOptions {
  return {
    lateness: limits.latenessSeconds * 1e6,
    maxEvents: limits.openEvents,
    maxWindows: maxWindowsOf(limits)
  };
}

function earlierWindows(
  before: StoredState | null,
  {windows}: EventsFolder,
  lost: EarlierWindows["lost"]
): EarlierWindows {
  const ends = windows.map(({window}) => (window + 1) * windowMicros);
  const closedUntil = Math.max(before?.closedUntil ?? -Infinity, ...ends.slice(-1));
  return {watermark: before?.watermark ?? null, closedUntil, lost};
}

function gaugesOf(windows: EventWindows, closer: WindowCloser, now: number): EventGauges {
  const held = [...windows.open, ...closer.closing];
  return {
    openWindows: windows.open.length,
    stateBytes: held.reduce((sum, {bytes}) => sum + bytes, 0),
    lagSeconds: windows.watermark === null ? null : now / 1000 - windows.watermark / 1e6
  };
}

/** Stores the state each second, and closes windows after a silence; returns what ends that. */
function tickEvery(
  {limits, now, warn}: LiveEventsOptions,
  {windows, counts, advance, write}: Pick<LiveEvents, "windows" | "counts" | "advance"> & {write(): void} // prettier-ignore
): () => void {
  let [acceptedAt, acceptedBefore] = [now(), 0];
  const timer = setInterval(() => {
    if (counts.accepted !== acceptedBefore) {
      [acceptedBefore, acceptedAt] = [counts.accepted, now()];
    } else if (windows.events > 0 && now() - acceptedAt >= limits.idleSeconds * 1000) {
      acceptedAt = now();
      windows.settle();
      advance();
    }
    try {
      write();
    } catch (error) {
      warn(`state not stored: ${errorMessage(error)}`);
    }
  }, tickMillis).unref();
  return () => clearInterval(timer);
}

/** Returns the windows of *open* that were not stored since, with how many events each had. */
function lostWindows(
  open: readonly [window: number, events: number][],
  {windows}: EventsFolder
): Map<number, number> {
  const known = new Set(windows.map(({window}) => window));
  return new Map(open.filter(([window, events]) => events > 0 && !known.has(window)));
}

function windowText(window: number): string {
  return instant(window * windowMicros);
}
