import {silentDetectors} from "../../../src/core/stream/day-evidence.js";
import {windowMicros} from "../../../src/core/stream/open-window.js";
import {instant} from "./event-answer.js";
import {nextFinal} from "./events-folder.js";
import type {LiveEvents} from "./live-events.js";

/** Returns the state of *live*, as `GET /events/status` has it. */
export function statusOf({windows, closer, counts, folder, lost, evidence, options}: LiveEvents) {
  return {
    watermark: maybeInstant(windows.watermark),
    closedUntil: maybeInstant(windows.closedUntil),
    latenessSeconds: options.limits.latenessSeconds,
    open: windows.open.map(({number, table, missing, sources, pairs, bytes}) => {
      const window = instant(number * windowMicros);
      return {window, events: table.rows, missing, sources, pairs, bytes};
    }),
    closing: {windows: closer.closing.length, events: closer.events, failure: closer.failure},
    counts: {...counts},
    late: {
      mostSeconds: windows.mostLate / 1e6,
      windows: [...windows.late]
        .sort(([a], [b]) => a - b)
        .map(([number, events]) => ({window: instant(number * windowMicros), events}))
    },
    final: {
      first: folder.windows[0]?.first ?? 0,
      next: nextFinal(folder.windows),
      bytes: folder.windows.reduce((sum, {bytes}) => sum + bytes, 0)
    },
    lost,
    evidence: evidence.days.map(({day, provisional, events, missing, pieces}) => {
      return {day, provisional, events, missing, pieces};
    }),
    silentDetectors
  };
}

function maybeInstant(micros: number | null): string | null {
  return micros === null || !Number.isFinite(micros) ? null : instant(micros);
}
