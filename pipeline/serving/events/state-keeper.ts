import type {EventWindows} from "../../../src/core/stream/event-windows.js";
import type {EventsFolder, StoredState} from "./events-folder.js";
import type {WindowCloser} from "./window-closer.js";

/** What is kept for the next start. */
export interface StateKeeper {
  /** Returns the number of the next event: no start of the service gives one that another has given. */
  nextEvent(): number;

  /** Stores the state if it has changed. */
  write(): void;
}

/** How many numbers a start of the service gives to events; more begin another start. */
const eventsPerStart = 2 ** 32;

/** Returns the keeper of the state of *windows*, at the start of the service number *starts*; stores that at once. */
export function stateKeeper({
  folder,
  windows,
  closer,
  starts
}: {
  folder: EventsFolder;
  windows: EventWindows;
  closer: WindowCloser;
  starts: number;
}): StateKeeper {
  let [start, given, stored] = [starts, 0, ""];
  const write = (): void => {
    const held = [...closer.closing, ...windows.open];
    const state: StoredState = {
      starts: start,
      watermark: windows.watermark,
      closedUntil: Number.isFinite(windows.closedUntil) ? windows.closedUntil : null,
      open: held.map(({number, table}) => [number, table.rows])
    };
    const text = JSON.stringify(state);
    if (text === stored) return;
    folder.writeState(state);
    stored = text;
  };
  write();
  return {
    write,
    nextEvent() {
      if (given === eventsPerStart) {
        ++start;
        given = 0;
        write();
      }
      return start * eventsPerStart + given++;
    }
  };
}
