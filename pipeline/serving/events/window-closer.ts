import {errorMessage} from "../../../src/core/error-message.js";
import type {OpenWindow} from "../../../src/core/stream/open-window.js";
import type {EventModel} from "../../../src/core/stream/event-scores.js";
import {closeWindow} from "./close-window.js";
import type {FindEvidence} from "./event-answer.js";
import {nextFinal} from "./events-folder.js";
import type {EventsFolder, StoredWindow} from "./events-folder.js";

/** What closes windows, one after the other. */
export interface WindowCloser {
  /** The windows that are being closed, or wait for that. */
  readonly closing: readonly OpenWindow[];

  /** The number of events in them. */
  readonly events: number;

  /** The error that stopped it: nothing is closed after that; null while it works. */
  readonly failure: string | null;

  /** Takes windows to close, ascending. */
  close(windows: readonly OpenWindow[]): void;

  /** Resolves when all are closed. */
  settle(): Promise<void>;
}

/** What a closer needs. */
export interface WindowCloserOptions {
  folder: EventsFolder;
  model(): EventModel;
  evidence: FindEvidence;

  /** Called when the final scores of a window are stored. */
  onStored(stored: StoredWindow): void;
}

/** For how long it rests after a failure, in milliseconds. */
const restMillis = 5_000;

/** Returns a closer of windows. A window whose scores cannot be stored stays, and so do all after it. */
export function windowCloser({
  folder,
  model,
  evidence,
  onStored
}: WindowCloserOptions): WindowCloser {
  const closing: OpenWindow[] = [];
  let failure: string | null = null;
  let restUntil = 0;
  let work: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (closing.length > 0) {
      const [window] = closing;
      if (window.table.rows > 0) {
        const first = nextFinal(folder.windows);
        onStored(await closeWindow(window, {folder, model: model(), evidence, first}));
      }
      closing.shift();
    }
  };
  const begin = (): void => {
    if (work || closing.length === 0 || performance.now() < restUntil) return;
    work = run()
      .then(() => void (failure = null))
      .catch((error: unknown) => {
        failure = errorMessage(error);
        restUntil = performance.now() + restMillis;
      })
      .finally(() => void (work = undefined));
  };
  return {
    closing,
    get events() {
      return closing.reduce((sum, {table}) => sum + table.rows, 0);
    },
    get failure() {
      return failure;
    },
    close(windows) {
      closing.push(...windows);
      begin();
    },
    async settle() {
      begin();
      await work;
    }
  };
}
