import {errorMessage} from "../../src/core/error-message.js";
import type {Snapshot} from "../watch/snapshot.js";
import type {Feed} from "./feed.js";
import {fileLook} from "./file-look.js";
import type {FileLook} from "./file-look.js";
import type {TickLedger, TickRecord} from "./tick-records.js";
import {nextTick, ticksBetween} from "./ticks.js";

/** What became of the run of a feed that was started last: none was begun, one is at work elsewhere, one ended, or one did not come to its end. */
export type LastRun = "none" | "running" | "ended" | "interrupted";

/** An event of the scheduler, as it is reported. */
export interface ScheduleEvent {
  feed: string;
  what: "started" | "done" | "failed" | "skipped" | "missed";

  /** When it was due, ISO 8601 in UTC; null if files were the reason. */
  tick: string | null;

  /** More about it, as a sentence without its end; null for nothing. */
  note: string | null;
}

/** The effects of a scheduler on the world. */
export interface SchedulerEffects {
  now(): Date;

  /** Resolves after *ms*, or when the scheduler is to stop. */
  sleep(ms: number): Promise<void>;
  ledger(feed: Feed): TickLedger;

  /** Returns the files of *feed* as they are now. */
  look(feed: Feed): Promise<Snapshot>;

  /** Returns what became of the run of *feed* that was started at *since*. */
  lastRun(feed: Feed, since: Date): Promise<LastRun>;

  /** Runs *feed*, and publishes its site if it has one, for what is called *id*; resolves when that is done. */
  run(feed: Feed, id: string): Promise<void>;
  report(event: ScheduleEvent): void;

  /** Throws if another scheduler may have taken the place of this one. */
  check(): void;
}

/** How many runs may be at work at a time. */
export interface SchedulerOptions {
  parallel: number;
}

/** A feed, and what the scheduler knows of it. */
interface Scheduled {
  feed: Feed;
  ledger: TickLedger;
  /** The time from which its schedule counts. */
  since: Date;
  /** Its files; absent without a trigger. */
  files?: FileLook;
  /** Whether a run of it is at work, or waits for its turn. */
  isActive: boolean;
}

/** The longest pause, in milliseconds: after it the clock is looked at, which may have been set. */
const maxPause = 60_000;

/** The delay, in milliseconds, from which a run is called late. */
const late = 60_000;

/**
 * Starts the runs of *feeds* when they are due, and when their files change, until *signal* is aborted; then waits for none. Of
 * the times that passed while no scheduler was there, the last is made up for, and the others are recorded as missed; a
 * feed whose run is still at work is skipped. Each time and each change is claimed in the audit of the feed first, so that
 * it starts one run, however many schedulers there are.
 */
export async function runSchedule(
  feeds: readonly Feed[],
  {parallel}: SchedulerOptions,
  effects: SchedulerEffects,
  signal: AbortSignal
): Promise<void> {
  const start = queue(parallel, effects, signal);
  const all: Scheduled[] = [];
  for (const feed of feeds) {
    if (feed.schedule || feed.trigger) all.push(await takeOver(feed, start, effects));
  }
  while (!signal.aborted) {
    effects.check();
    for (const one of all) {
      try {
        await follow(one, start, effects);
      } catch (error) {
        effects.check(); // no failure of the feed, if the place was lost
        effects.report({
          feed: one.feed.name,
          what: "failed",
          tick: null,
          note: errorMessage(error)
        });
      }
    }
    await effects.sleep(pauseOf(all, effects.now()));
  }
}

type Start = (scheduled: Scheduled, record: TickRecord) => void;

/** Returns what starts runs, at most *parallel* at a time, in the order in which they were due. */
function queue(parallel: number, effects: SchedulerEffects, signal: AbortSignal): Start {
  const waiting: (() => Promise<void>)[] = [];
  let working = 0;
  const pump = () => {
    while (working < parallel && waiting.length > 0 && !signal.aborted) {
      ++working;
      void waiting.shift()!().finally(() => {
        --working;
        pump();
      });
    }
  };
  return (scheduled, record) => {
    const {feed} = scheduled;
    scheduled.isActive = true;
    waiting.push(async () => {
      const event = {feed: feed.name, tick: record.tick?.toISOString() ?? null};
      effects.report({...event, what: "started", note: record.note});
      await effects.run(feed, idOf(feed, record)).then(
        () => effects.report({...event, what: "done", note: null}),
        (error: unknown) => effects.report({...event, what: "failed", note: errorMessage(error)})
      );
      scheduled.isActive = false;
    });
    pump();
  };
}

/** Returns what makes *record* one of its kind; e.g., `office/2026-12-01T02:15:00.000Z`. */
function idOf({name}: Feed, {tick, files, at}: TickRecord): string {
  return `${name}/${tick?.toISOString() ?? `${files?.slice(0, 16)}@${at.toISOString()}`}`;
}

/** Returns *feed* as its records say it is; starts the run that was claimed and not begun, or did not come to its end. */
async function takeOver(feed: Feed, start: Start, effects: SchedulerEffects): Promise<Scheduled> {
  const ledger = effects.ledger(feed);
  const {tick, files, started} = await ledger.state();
  const now = effects.now();
  const follows = {outcome: "follows", tick: now, files: null, note: null, at: now} as const;
  if (tick === null) await ledger.add(follows);
  const look = feed.trigger && fileLook(feed.trigger, files);
  const scheduled = {
    ...{feed, ledger, since: tick ?? now, isActive: false},
    ...(look && {files: look})
  };
  const last = started && (await effects.lastRun(feed, started.at));
  if (last === "running") start(scheduled, started!);
  if (last === "none" || last === "interrupted") {
    const why = last === "none" ? "was claimed and not begun" : "did not come to its end";
    const record = {...started!, note: `made up for: the run ${why}`, at: now};
    await ledger.add(record);
    start(scheduled, record);
  }
  return scheduled;
}

async function follow(one: Scheduled, start: Start, effects: SchedulerEffects): Promise<void> {
  await followSchedule(one, start, effects);
  if (!one.isActive) await followFiles(one, start, effects);
}

async function followSchedule(
  one: Scheduled,
  start: Start,
  effects: SchedulerEffects
): Promise<void> {
  const {feed, ledger, since, files, isActive} = one;
  if (!feed.schedule) return;
  const now = effects.now();
  const {last, earlier} = ticksBetween(feed.schedule, since, now);
  if (!last) return;
  const record = {files: null, note: null, at: now};
  if (earlier.length > 0) {
    const missed = {...record, outcome: "missed", tick: earlier.at(-1)!, note: missedText(earlier)} as const; // prettier-ignore
    if (await ledger.claim(missed)) report(missed, feed, effects);
  }
  if (isActive) {
    const note = "the run before it is still at work";
    const skipped = {...record, outcome: "skipped", tick: last, note} as const;
    if (await ledger.claim(skipped)) report(skipped, feed, effects);
  } else {
    const isLate = now.getTime() - last.getTime() > late;
    const digest = files ? await files.digest(() => effects.look(feed)) : null;
    const note = isLate ? "late: it is made up for" : null;
    const started = {outcome: "started", tick: last, files: digest, note, at: now} as const;
    if (await ledger.claim(started)) start(one, started);
  }
  one.since = last;
}

async function followFiles(one: Scheduled, start: Start, effects: SchedulerEffects): Promise<void> {
  const {feed, ledger, files} = one;
  const now = effects.now();
  const digest = await files?.settled(now, () => effects.look(feed));
  if (!digest) return;
  const note = "files are new or changed";
  const record = {outcome: "started", tick: null, files: digest, note, at: now} as const;
  if (await ledger.claim(record)) start(one, record);
}

function report(record: TickRecord, {name}: Feed, effects: SchedulerEffects): void {
  const what = record.outcome as "missed" | "skipped";
  effects.report({feed: name, what, tick: record.tick!.toISOString(), note: record.note});
}

/** The most missed times that a note lists. */
const listed = 20;

function missedText(ticks: readonly Date[]): string {
  const times = ticks.slice(0, listed).map((tick) => tick.toISOString());
  const more = ticks.length > listed ? `, and ${ticks.length - listed} more` : "";
  return `${ticks.length} missed: ${times.join(", ")}${more}`;
}

/** Returns the milliseconds until something is to be done. */
function pauseOf(all: readonly Scheduled[], now: Date): number {
  const times = all.flatMap(({feed, since, files, isActive}) => [
    (feed.schedule && nextTick(feed.schedule, since)?.getTime()) ?? Infinity,
    (!isActive && files?.next()) || Infinity // of a run at work, files are not looked at
  ]);
  const pause = Math.min(...times) - now.getTime();
  return Math.max(1, Math.min(maxPause, pause));
}
