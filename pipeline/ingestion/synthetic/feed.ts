import {seeded} from "../../../src/core/forest/random.js";
import type {Random} from "../../../src/core/forest/types.js";
import {planAttacks} from "./attacks.js";
import {calendarOf} from "./calendar.js";
import {castOf} from "./cast.js";
import type {Cast} from "./cast.js";
import {crowdOf} from "./crowd.js";
import type {Crowd} from "./crowd.js";
import type {Flow} from "./flow.js";
import type {Habit} from "./habit.js";
import {internetHabits} from "./internet.js";
import {connFields, writeConn} from "./logs/conn-log.js";
import {lineBuffer} from "./logs/line-buffer.js";
import type {LineBuffer} from "./logs/line-buffer.js";
import type {SideKind} from "./logs/side-log.js";
import {sideFields, sideWriter} from "./logs/side-logs.js";
import {drawIdentifier, logFooter, logHeader, newIdentifier} from "./logs/zeek-line.js";
import {machineHabits} from "./machines.js";
import {mingle, occasionsOf, rateOf} from "./mixture.js";
import {hour, readSettings} from "./options.js";
import type {FeedSettings, SyntheticOptions} from "./options.js";
import {officeHour} from "./rhythm.js";
import {schedulesOf} from "./schedules.js";
import {campaigned, countHours, scheduled} from "./series.js";
import type {Series} from "./series.js";
import {slicesOf} from "./slices.js";
import type {Slice} from "./slices.js";
import {lookupHabits, webHabits} from "./web.js";
import {developerHabits, developersOf, helpdeskHabits, workHabits} from "./work.js";

const firstStream = 16; // the streams of randomness below are for the cast and what is planned

/** Bytes of one log of the feed. */
export interface LogChunk {
  /** The log, as Zeek names it: conn, dns, … */
  kind: "conn" | SideKind;
  bytes: Uint8Array;
}

/**
 * Returns the bytes of a Zeek conn.log in TSV, in chunks: days of a small office, with attacks in
 * them and a label on each line. It is synthetic. There are exactly *flows* lines between the header
 * and `#close`, in ascending order of time. The bytes depend on the options alone, and can be read
 * more than once; only a slice of time is held in memory. Throws a UsageError on an invalid option.
 */
export function syntheticFeed(options: SyntheticOptions = {}): Iterable<Uint8Array> {
  const settings = readSettings(options);
  return {
    *[Symbol.iterator]() {
      for (const {bytes} of chunks(settings, false)) yield bytes;
    }
  };
}

/**
 * Returns the bytes of all logs that Zeek would write of the same traffic, in chunks as they are made: conn.log as
 * syntheticFeed has it, and beside it those of the services, whose lines have the uid of their connection. A log
 * without a line is omitted.
 */
export function syntheticLogs(options: SyntheticOptions = {}): Iterable<LogChunk> {
  const settings = readSettings(options);
  return {[Symbol.iterator]: () => chunks(settings, true)};
}

const chunkBytes = 65_536; // a chunk has at least as many, but for the last

function* chunks(settings: FeedSettings, beside: boolean): Generator<LogChunk> {
  const cast = castOf(seeded(settings.seed), settings);
  const logs = new Map<LogChunk["kind"], LineBuffer>();
  const linesOf = (kind: LogChunk["kind"]): LineBuffer => {
    const lines = logs.get(kind) ?? lineBuffer(chunkBytes);
    if (logs.has(kind)) return lines;
    logs.set(kind, lines);
    const fields = kind === "conn" ? connFields : sideFields[kind];
    lines.text(logHeader(kind, fields, settings.from));
    return lines;
  };
  const conn = linesOf("conn");
  const writeBeside = beside ? sideWriter(cast, linesOf) : () => {};
  const uid = newIdentifier();
  for (const {flows, random} of slices(cast, settings)) {
    for (const flow of flows) {
      drawIdentifier(uid, random);
      writeConn(conn, flow, uid);
      writeBeside(flow, uid);
    }
    for (const [kind, lines] of logs) {
      if (lines.length >= chunkBytes) yield {kind, bytes: lines.take()};
    }
  }
  for (const [kind, lines] of logs) {
    lines.text(logFooter(settings.until));
    yield {kind, bytes: lines.take()};
  }
}

/** Yields the flows of one slice of time after the other, sorted, each with its own randomness. */
function* slices(cast: Cast, settings: FeedSettings): Generator<{flows: Flow[]; random: Random}> {
  const {days, seed, from, until} = settings;
  const {crowds, habits} = habitsOf(cast);
  const planned = plan(cast, settings);
  const hours = Array.from({length: days * 24}, (_, h) => officeHour(from + h * hour, from));
  const enter = (h: number) => crowds.forEach((crowd) => crowd.enter(hours[h]));
  const rates = Float64Array.from(hours, (now, h) => (enter(h), rateOf(habits, now)));
  const normal = planned.byHour.reduce((left, flows) => left - flows, settings.flows);
  let late: Flow[] = [];
  let entered = -1;
  let upTo = new Float64Array();
  for (const slice of slicesOf(rates, normal, planned.byHour, settings)) {
    const random = seeded(seed, firstStream + slice.index);
    if (slice.hour !== entered) {
      enter((entered = slice.hour));
      upTo = occasionsOf(habits, hours[slice.hour]) as Float64Array<ArrayBuffer>;
    }
    const flows: Flow[] = [];
    mingle(habits, upTo, slice, random, flows);
    for (const series of planned.series) series.add(random, slice.until, flows);
    for (const flow of late) flows.push(flow);
    if (slice.until === until) wrapAround(flows, slice);
    flows.sort((a, b) => a.time - b.time);
    late = flows.splice(flows.findLastIndex((flow) => flow.time < slice.until) + 1);
    yield {flows, random};
  }
}

function habitsOf(cast: Cast): {crowds: Crowd[]; habits: Habit[]} {
  const [people, guests] = [crowdOf(cast.stations), crowdOf(cast.guests)];
  const developers = crowdOf(developersOf(cast));
  const habits = [
    ...webHabits(cast, people, 13),
    ...webHabits(cast, guests, 6),
    ...lookupHabits(cast, people),
    ...workHabits(cast, people),
    ...developerHabits(cast, developers),
    ...helpdeskHabits(cast, people),
    ...machineHabits(cast),
    ...internetHabits(cast)
  ];
  return {crowds: [people, guests, developers], habits};
}

interface Plan {
  /** The planned flows, from their start. */
  series: Series[];

  /** Their number in each hour of the feed. */
  byHour: Float64Array;
}

/** Returns what is planned: schedules, the calendar and the attacks. */
function plan(cast: Cast, settings: FeedSettings): Plan {
  const {seed, days, from} = settings;
  const random = seeded(seed, 2);
  const schedules = schedulesOf(random, cast, settings);
  const campaigns = [...calendarOf(random, cast, settings), ...planAttacks(cast, settings)];
  const byHour = new Float64Array(24 * days);
  for (const schedule of schedules) countHours(schedule, from, byHour);
  for (const {times} of campaigns) {
    for (const time of times) ++byHour[Math.floor((time - from) / hour)];
  }
  return {series: [...schedules.map(scheduled), ...campaigns.map(campaigned)], byHour};
}

/** Moves the flows that would begin after the end of the feed into its last slice. */
function wrapAround(flows: Flow[], {from, until}: Slice): void {
  for (const flow of flows) {
    if (flow.time >= until) flow.time = from + ((flow.time - until) % (until - from));
  }
}
