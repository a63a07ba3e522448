import {dayEvidence} from "../../../src/core/stream/day-evidence.js";
import {evidenceIndex, stateEvidence} from "../../../src/core/stream/evidence-index.js";
import type {EventEnds, EvidenceIndex} from "../../../src/core/stream/evidence-index.js";
import type {Evidence} from "../../../src/core/incidents/evidence.js";
import {errorMessage} from "../../../src/core/error-message.js";
import {literals, openSession} from "../../duckdb/session.js";
import type {AnsweredEvidence, FindEvidence} from "./event-answer.js";
import type {EventsFolder} from "./events-folder.js";

/** How the evidence of days is collected. */
export interface EvidenceDaysOptions {
  folder: EventsFolder;

  /** The folder that the database spills to. */
  scratch: string;

  /** The networks whose addresses are local; none: the sensor says it, or the address is private. */
  localNet: readonly string[];

  /** The most connections of a day. */
  maxEvents: number;

  /** Called when the evidence of a day could not be collected. */
  warn(message: string): void;
}

/** The evidence of a day. */
export interface DayState {
  /** The UTC day, as `2026-03-02`. */
  day: string;

  /** Whether the day is not over, so that more may follow. */
  provisional: boolean;

  /** How many connections it was collected from, and how many more the day had. */
  events: number;
  missing: number;

  /** The evidence, and how many pieces there were: of very many, the most unusual are kept. */
  evidence: Evidence[];
  pieces: number;
}

/** The evidence of the days of a stream, collected over closed windows. */
export interface EvidenceDays {
  /** The evidence of each day that is known, ascending: of today and of two days before. */
  readonly days: readonly DayState[];

  /** Finds what is said about an event. */
  readonly find: FindEvidence;

  /** Notes that a window of *day* with *rows* connections was stored. */
  add(day: string, rows: number): void;

  /** Notes that the windows of an hour, or of all hours up to *closedUntil* in microseconds since 1970, are closed: evidence may be due. */
  tick(closedUntil: number): void;

  /** Collects what is due, or might be, and resolves when that is done. */
  settle(): Promise<void>;

  /** Resolves when nothing is being collected, and collects nothing more. */
  end(): Promise<void>;
}

interface CollectingDay extends DayState {
  rows: number;
  collected: number;
  isDue: boolean;
  index: EvidenceIndex;
}

const [hourMicros, dayMicros] = [3_600_000_000, 86_400_000_000];
const daysKept = 3;

/** The most pieces that stand beside an event. */
const maxBeside = 3;

/** The most pieces of evidence of a day that are kept; some 500 bytes each. */
const maxPieces = 50_000;
const memoryLimit = "512MiB";

/** Of the time of a thread, at most one part in so many is spent on evidence of a day that is not over. */
const idleShare = 4;

/** The least time between two collections of such days, in milliseconds: a stream that is replayed has many hours in it. */
const minRest = 10_000;

/** Returns the evidence of the days in *folder*: what was stored of days that are over, and what its flows of today say. */
export function evidenceDays(options: EvidenceDaysOptions): EvidenceDays {
  const {folder} = options;
  const days = new Map<string, CollectingDay>();
  for (const state of storedDays(folder))
    days.set(state.day, {...newDay(state.day), ...state, index: evidenceIndex(state.evidence)});
  for (const day of folder.days()) days.set(day, {...newDay(day), rows: 1, isDue: true});
  const collector = dayCollector(days, options);
  let hour = -1;
  return {
    get days() {
      return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
    },
    find: (ends) => findIn(days, ends),
    add(day, rows) {
      const state = days.get(day) ?? newDay(day);
      days.set(day, state);
      state.rows += rows;
    },
    tick(closedUntil) {
      const now = Math.floor(closedUntil / hourMicros);
      if (now !== hour) for (const state of days.values()) state.isDue ||= state.provisional;
      hour = now;
      collector.begin(closedUntil);
    },
    async settle() {
      for (const state of days.values())
        state.isDue ||= state.provisional && state.rows > state.collected;
      await collector.settle();
    },
    end: () => collector.end()
  };
}

function findIn(days: ReadonlyMap<string, CollectingDay>, ends: EventEnds): AnsweredEvidence[] {
  const found: AnsweredEvidence[] = [];
  for (const {index, provisional} of days.values()) {
    if (index.size === 0) continue;
    for (const piece of index.of(ends)) found.push({...stateEvidence(piece), provisional});
  }
  return found.sort((a, b) => a.ratePerDay - b.ratePerDay).slice(0, maxBeside);
}

/** What collects the evidence of days that are due, one after the other. */
interface DayCollector {
  /** Begins, if it does not work already, with what is closed until then. */
  begin(closedUntil: number): void;

  /** Resolves when nothing is due any more. */
  settle(): Promise<void>;

  /** Resolves when it has ended: it takes no other day. */
  end(): Promise<void>;
}

function dayCollector(
  days: Map<string, CollectingDay>,
  options: EvidenceDaysOptions
): DayCollector {
  const {folder, warn} = options;
  let [closed, restUntil, ended] = [-Infinity, 0, false];
  let work: Promise<void> | undefined;
  const isOver = (day: string) => Date.parse(day) * 1000 + dayMicros <= closed;
  const collect = async (state: CollectingDay): Promise<void> => {
    const over = isOver(state.day);
    state.isDue = false;
    state.collected = state.rows;
    const begun = performance.now();
    try {
      const found = await collectFrom(folder.flowsOf(state.day), state.day, options);
      Object.assign(state, found, {index: evidenceIndex(found.evidence)});
      if (over) finishDay(days, state, folder);
    } catch (error) {
      warn(`evidence of ${state.day} not collected: ${errorMessage(error)}`);
    }
    const now = performance.now();
    restUntil = now + Math.max(minRest, idleShare * (now - begun));
  };
  const next = (): CollectingDay | undefined => {
    const isRested = performance.now() >= restUntil;
    return [...days.values()].find(({day, isDue}) => isDue && !ended && (isRested || isOver(day)));
  };
  const run = async (): Promise<void> => {
    for (let state = next(); state; state = next()) await collect(state);
  };
  const begin = (): Promise<void> => (work ??= run().finally(() => void (work = undefined)));
  return {
    begin(closedUntil) {
      closed = closedUntil;
      void begin();
    },
    async settle() {
      await work;
      restUntil = 0;
      await begin();
    },
    async end() {
      ended = true;
      await work;
    }
  };
}

/** Stores the evidence of a day that is over, and removes what it was collected from, and days that are long over. */
function finishDay(
  days: Map<string, CollectingDay>,
  state: CollectingDay,
  folder: EventsFolder
): void {
  const {day, events, missing, evidence, pieces} = state;
  folder.writeEvidence(day, JSON.stringify({day, events, missing, pieces, evidence}));
  folder.dropDay(day);
  state.provisional = false;
  const known = [...days.keys()].sort();
  for (const old of known.slice(0, -daysKept)) {
    days.delete(old);
    folder.dropDay(old);
    folder.dropEvidence(old);
  }
}

function newDay(day: string): CollectingDay {
  const state = {day, provisional: true, events: 0, missing: 0, evidence: [], pieces: 0};
  return {...state, rows: 0, collected: 0, isDue: false, index: evidenceIndex([])};
}

/** Returns the evidence in *files*, the flows of a day. */
async function collectFrom(
  files: string[],
  day: string,
  {scratch, localNet, maxEvents}: EvidenceDaysOptions
): Promise<Omit<DayState, "day" | "provisional">> {
  if (files.length === 0) return {events: 0, missing: 0, evidence: [], pieces: 0};
  const session = await openSession({scratch, memoryLimit});
  try {
    const table = `read_parquet(${literals(files)}, hive_partitioning = false)`;
    const [{n}] = await session.rows<{n: number}>(`SELECT count(*)::DOUBLE AS n FROM ${table}`);
    const events = n > maxEvents ? `(FROM ${table} LIMIT ${maxEvents})` : table;
    const found = await dayEvidence(session, {events, from: Date.parse(day) * 1000, localNet});
    const counted = {events: Math.min(n, maxEvents), missing: Math.max(0, n - maxEvents)};
    return {...counted, evidence: mostUnusual(found), pieces: found.length};
  } finally {
    session.close();
  }
}

function mostUnusual(evidence: Evidence[]): Evidence[] {
  if (evidence.length <= maxPieces) return evidence;
  return evidence
    .toSorted((a, b) => a.ratePerDay - b.ratePerDay || a.id - b.id)
    .slice(0, maxPieces)
    .sort((a, b) => a.id - b.id);
}

function storedDays(folder: EventsFolder): DayState[] {
  return folder.evidenceDays().flatMap((day): DayState[] => {
    try {
      const stored = JSON.parse(folder.readEvidence(day)!) as DayState;
      return [{...stored, day, provisional: false}];
    } catch {
      return [];
    }
  });
}
