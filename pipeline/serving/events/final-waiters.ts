import {nextFinal} from "./events-folder.js";
import type {EventsFolder} from "./events-folder.js";

/** Requests that wait for final scores. */
export interface FinalWaiters {
  readonly count: number;

  /** Resolves to true when there is a final score after *cursor*, to false after *seconds*. */
  waitFor(cursor: number, seconds: number): Promise<boolean>;

  /** Lets all see what there is. */
  wake(): void;

  /** The same, and nobody waits any more. */
  end(): void;
}

/** Returns those who wait for the final scores in *folder*: nobody. */
export function finalWaiters(folder: EventsFolder): FinalWaiters {
  const waiting = new Set<() => void>();
  let ended = false;
  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };
  return {
    get count() {
      return waiting.size;
    },
    waitFor(cursor, seconds) {
      const has = () => nextFinal(folder.windows) > cursor + 1;
      if (has() || ended || seconds <= 0) return Promise.resolve(has());
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(end);
          waiting.delete(wake);
          resolve(has());
        };
        const end = setTimeout(wake, seconds * 1000);
        waiting.add(wake);
      });
    },
    wake: wakeAll,
    end() {
      ended = true;
      wakeAll();
    }
  };
}
