import type {WindowCount} from "../features/flows.js";
import {eventFields} from "../readers/fields.js";
import type {EventValue} from "../readers/reader.js";
import {openWindow, windowMicros} from "./open-window.js";
import type {OpenWindow} from "./open-window.js";
import {watermark} from "./watermark.js";
import type {WatermarkOptions} from "./watermark.js";

/** How events are kept until their windows close. */
export interface EventWindowsOptions extends WatermarkOptions {
  /** For how long after the end of a window its events may still come, by the times of events, in microseconds. */
  lateness: number;

  /** The most events in open windows. Each adds a host, a pair and a port at most, so that it bounds those, too. */
  maxEvents: number;

  /** The most open windows; one beyond is only opened for the time that the stream has come to. */
  maxWindows: number;
}

/** What was before: a stream that goes on. */
export interface EarlierWindows {
  /** The watermark; null if there was none. */
  watermark: number | null;

  /** The end of the windows that are closed, in microseconds since 1970. */
  closedUntil: number;

  /** The windows that were open, and are not known any more, with how many of their events are missing at least. */
  lost: ReadonlyMap<number, number>;
}

/** What became of an event: kept, or not: its window is closed; there is no memory; it is far from the others. */
export type Placement = "kept" | "late" | "full" | "far";

/** Events by window of five minutes, until the watermark says that a window is complete. */
export interface EventWindows {
  /** The time that the stream has come to, in microseconds since 1970; null at first. */
  readonly watermark: number | null;

  /** Windows that end at this time or before are closed; −Infinity at first. */
  readonly closedUntil: number;

  /** The open windows, ascending. */
  readonly open: readonly OpenWindow[];

  /** The number of events in them. */
  readonly events: number;

  /** The windows that events came too late for, the latest of them, with how many those were: their final scores lack them. */
  readonly late: ReadonlyMap<number, number>;

  /** The most that an event was late beyond the watermark, in microseconds: the lateness that would have kept it. */
  readonly mostLate: number;

  /** The counts of the event that was kept last. */
  readonly counts: Readonly<Record<WindowCount, number>> | null;

  /** Takes an event, the values of a reader, which is given the number *id*. */
  take(id: number, values: readonly EventValue[]): Placement;

  /** Returns the windows that have closed since this was last asked, ascending; they are not open any more. */
  takeClosed(): OpenWindow[];

  /** Closes the windows up to the watermark, since nothing more is expected for now; with *all*, those beyond it, too. */
  settle(all?: boolean): void;
}

const timeSlot = eventFields.find(({column}) => column === "time")!.slot;

/** Returns windows without events. The same events in the same order give the same windows, however they are divided into requests. */
export function eventWindows(
  {lateness, maxEvents, maxWindows, ...moving}: EventWindowsOptions,
  {watermark: begin, closedUntil, lost}: EarlierWindows = nothingEarlier
): EventWindows {
  const mark = watermark(moving, begin);
  const opened = openedWindows(closedUntil);
  const late = lateWindows();
  let counts: Readonly<Record<WindowCount, number>> | null = null;
  const windowOf = (number: number): OpenWindow | undefined => {
    const {windows} = opened;
    const isCurrent = mark.at !== null && Math.floor(mark.at / windowMicros) === number;
    if (!windows.has(number) && (windows.size < maxWindows || isCurrent))
      windows.set(number, openWindow(number, lost.get(number)));
    return windows.get(number);
  };
  return {
    get watermark() {
      return mark.at;
    },
    get closedUntil() {
      return opened.closedUntil;
    },
    get open() {
      return sorted(opened.windows);
    },
    get events() {
      return opened.events;
    },
    late: late.windows,
    get mostLate() {
      return late.most;
    },
    get counts() {
      return counts;
    },
    take(id, values) {
      const time = values[timeSlot] as number;
      if (time >= opened.closedUntil && mark.see(time)) opened.closeBefore(mark.at! - lateness);
      if (time < opened.closedUntil) {
        late.add(time, mark.at ?? opened.closedUntil);
        return "late";
      }
      const window = windowOf(Math.floor(time / windowMicros));
      if (!window) return "far";
      if (opened.events >= maxEvents) {
        ++window.missing;
        return "full";
      }
      counts = window.add(id, values);
      ++opened.events;
      return "kept";
    },
    takeClosed: () => opened.complete.splice(0),
    settle(all = false) {
      mark.settle();
      const last = all ? Math.max(...opened.windows.keys()) * windowMicros : (mark.at ?? -Infinity);
      if (last > -Infinity) opened.closeBefore(last + windowMicros);
    }
  };
}

/** How many windows with late events are known: the latest. */
const maxLateWindows = 100;

function lateWindows() {
  const late = {
    windows: new Map<number, number>(),
    most: 0,
    add(time: number, at: number): void {
      const number = Math.floor(time / windowMicros);
      late.most = Math.max(late.most, at - (number + 1) * windowMicros);
      late.windows.set(number, (late.windows.get(number) ?? 0) + 1);
      if (late.windows.size > maxLateWindows) late.windows.delete(Math.min(...late.windows.keys()));
    }
  };
  return late;
}

/** The open windows by number, and those that have closed since they were taken. */
interface OpenedWindows {
  windows: Map<number, OpenWindow>;
  events: number;
  complete: OpenWindow[];
  closedUntil: number;

  /** Closes the windows that end at *micros* or before. */
  closeBefore(micros: number): void;
}

function openedWindows(closedUntil: number): OpenedWindows {
  const opened: OpenedWindows = {
    windows: new Map(),
    events: 0,
    complete: [],
    closedUntil,
    closeBefore(micros) {
      const until = Math.floor(micros / windowMicros) * windowMicros;
      if (until <= opened.closedUntil) return;
      opened.closedUntil = until;
      for (const window of sorted(opened.windows)) {
        if ((window.number + 1) * windowMicros > until) break;
        opened.windows.delete(window.number);
        opened.events -= window.table.rows;
        opened.complete.push(window);
      }
    }
  };
  return opened;
}

function sorted(windows: ReadonlyMap<number, OpenWindow>): OpenWindow[] {
  return [...windows.values()].sort((a, b) => a.number - b.number);
}

const nothingEarlier: EarlierWindows = {
  watermark: null,
  closedUntil: -Infinity,
  lost: new Map()
};
