import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from "node:fs"; // prettier-ignore
import {join} from "node:path";

/** A closed window whose final scores are stored. */
export interface StoredWindow {
  /** The number of the window, the number of its first final score, and how many it has. */
  window: number;
  first: number;
  rows: number;

  /** The bytes of its scores. */
  bytes: number;
}

/** What was known when the service ended. */
export interface StoredState {
  /** How often the service has started. */
  starts: number;

  /** The watermark, and the end of the windows that were closed, in microseconds since 1970; null: none. */
  watermark: number | null;
  closedUntil: number | null;

  /** The windows that were not closed, and how many events each had at least. */
  open: [window: number, events: number][];
}

/** The folder of a service’s closed windows; what is in it was complete when it got its name. */
export interface EventsFolder {
  /** The stored windows, ascending. */
  readonly windows: readonly StoredWindow[];

  /** The state that was stored last; null if there is none that can be read. */
  readState(): StoredState | null;
  writeState(state: StoredState): void;

  /** Returns a new, empty folder for what is made of a window. */
  begin(window: number): string;

  /** Stores the scores in the folder that `begin` returned; the flows in it go to their day. */
  commit(folder: string, stored: StoredWindow, day: string): void;

  /** Returns the path of a piece of the scores of a window. */
  pieceOf(stored: StoredWindow, piece: number): string;

  /** Removes the oldest windows beyond *maxBytes*, but never the last one; returns how many scores that were. */
  prune(maxBytes: number): number;

  /** Returns the files with the flows of a day, the days that have some, and removes those of a day. */
  flowsOf(day: string): string[];
  days(): string[];
  dropDay(day: string): void;

  /** Writes and reads the evidence of a day; undefined if there is none that can be read. */
  writeEvidence(day: string, text: string): void;
  readEvidence(day: string): string | undefined;
  evidenceDays(): string[];
  dropEvidence(day: string): void;
}

/** The name of the file of flows in the folder of a window. */
export const flowsFile = "flows.parquet";

/** How many scores a piece has: what is read at a time. */
export const pieceRows = 2_048;

const digits = (n: number, width: number) => String(n).padStart(width, "0");
const nameOf = ({first, window, rows}: StoredWindow) =>
  `f${digits(first, 16)}-w${digits(window, 10)}-n${rows}`;
const namePattern = /^f(\d{16})-w(\d{10})-n(\d+)$/;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** Opens the folder at *root*, which is made if it is missing; what was not complete is removed. */
export function openEventsFolder(root: string): EventsFolder {
  const [finals, flows, evidence, partial] = ["finals", "flows", "evidence", "partial"].map((name) => join(root, name)); // prettier-ignore
  rmSync(partial, {recursive: true, force: true});
  for (const folder of [finals, flows, evidence, partial]) mkdirSync(folder, {recursive: true});
  const windows = readWindows(finals);
  dropOrphans(flows, nextFinal(windows));
  let begun = 0;
  const replace = (path: string, text: string): void => {
    writeFileSync(`${path}.partial`, text);
    renameSync(`${path}.partial`, path);
  };
  const namedDays = (folder: string) =>
    readdirSync(folder)
      .map((name) => name.replace(/\.json$/, ""))
      .filter((name) => dayPattern.test(name))
      .sort();
  return {
    windows,
    readState: () => readState(join(root, "state.json")),
    writeState: (state) => replace(join(root, "state.json"), JSON.stringify(state)),
    begin(window) {
      const folder = join(partial, `${window}-${++begun}`);
      mkdirSync(folder);
      return folder;
    },
    commit(folder, stored, day) {
      mkdirSync(join(flows, day), {recursive: true});
      const name = nameOf(stored);
      renameSync(join(folder, flowsFile), join(flows, day, `${name}.parquet`));
      renameSync(folder, join(finals, name));
      windows.push(stored);
    },
    pieceOf: (stored, piece) => join(finals, nameOf(stored), pieceName(piece)),
    prune(maxBytes) {
      let bytes = windows.reduce((sum, stored) => sum + stored.bytes, 0);
      let dropped = 0;
      while (bytes > maxBytes && windows.length > 1) {
        const oldest = windows.shift()!;
        rmSync(join(finals, nameOf(oldest)), {recursive: true, force: true});
        bytes -= oldest.bytes;
        dropped += oldest.rows;
      }
      return dropped;
    },
    flowsOf: (day) => filesIn(join(flows, day)),
    days: () => namedDays(flows),
    dropDay: (day) => rmSync(join(flows, day), {recursive: true, force: true}),
    writeEvidence: (day, text) => replace(join(evidence, `${day}.json`), text),
    readEvidence: (day) => maybeText(join(evidence, `${day}.json`)),
    evidenceDays: () => namedDays(evidence),
    dropEvidence: (day) => rmSync(join(evidence, `${day}.json`), {force: true})
  };
}

/** Returns the number of the next final score after those of *windows*; the first is 1. */
export function nextFinal(windows: readonly StoredWindow[]): number {
  const last = windows.at(-1);
  return last ? last.first + last.rows : 1;
}

/** Returns the name of a piece of the scores of a window. */
export function pieceName(piece: number): string {
  return `${digits(piece, 6)}.ndjson`;
}

function readWindows(finals: string): StoredWindow[] {
  const found: StoredWindow[] = [];
  for (const name of readdirSync(finals).sort()) {
    const parts = namePattern.exec(name);
    if (!parts) continue;
    const bytes = filesIn(join(finals, name)).reduce((sum, path) => sum + statSync(path).size, 0);
    const [first, window, rows] = parts.slice(1).map(Number);
    found.push({window, first, rows, bytes});
  }
  return found;
}

/** Removes the flows of windows whose scores were not stored: they are named after scores that are yet to come. */
function dropOrphans(flows: string, next: number): void {
  for (const day of readdirSync(flows))
    for (const path of filesIn(join(flows, day))) {
      const first = Number(/f(\d{16})-/.exec(path)?.[1] ?? Infinity);
      if (first >= next) rmSync(path, {force: true});
    }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort().map((name) => join(folder, name)); // prettier-ignore
  } catch {
    return [];
  }
}

function maybeText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function readState(path: string): StoredState | null {
  const text = maybeText(path);
  if (text === undefined) return null;
  try {
    const state = JSON.parse(text) as StoredState;
    return Number.isInteger(state.starts) && Array.isArray(state.open) ? state : null;
  } catch {
    return null;
  }
}
