import {errorMessage} from "../../src/core/error-message.js";
import type {Phase} from "../../src/core/schema/artifacts.js";
import type {RunStart} from "../audit/audit.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import type {Stores} from "../storage/store.js";

/** An event in the course of a run, with its time. */
export type Moment = {
  at: Date;
  /** Whether it was passed on before, by a process that the run was taken over from; defaults to false. */
  known?: boolean;
} & (
  | {kind: "run-begun"; start: RunStart; stores: Stores}
  | {kind: "phase-begun"; phase: Phase}
  | {kind: "phase-done"; phase: Phase; result: PhaseResult}
  | {kind: "phase-failed"; phase: Phase; error: unknown}
  | {kind: "run-succeeded"; results: Record<Phase, PhaseResult>}
  | {kind: "run-failed"; error: unknown}
  | {kind: "run-cancelled"; reason: string}
);

/** The end of a task of a distributed run, with its time. */
export interface TaskMoment {
  at: Date;
  /** The name of the task; e.g., `transformation/day=2024-04-19`. */
  task: string;
  /** Why it was set aside; absent of a task that was done. */
  error?: unknown;
}

/** A listener that passes on the moments of a run to other programs. Its failures never stop the run. */
export interface RunListener {
  /** Receives *moment*; returns at once, and never throws. */
  notify(moment: Moment): void;

  /** Receives what became of a task of a distributed run, as notify does; absent of listeners that do not show tasks. */
  notifyTask?(task: TaskMoment): void;

  /** Waits, for some seconds at most, until everything is sent; never rejects. */
  close(): Promise<void>;
}

/** Returns a listener that notifies all of *listeners*. */
export function allOf(listeners: readonly RunListener[]): RunListener {
  return {
    notify(moment) {
      for (const listener of listeners) listener.notify(moment);
    },
    notifyTask(task) {
      for (const listener of listeners) listener.notifyTask?.(task);
    },
    async close() {
      await Promise.all(listeners.map((listener) => listener.close()));
    }
  };
}

/** The longest text of an error that is passed on, in characters. */
const maxErrorLength = 1_000;

/** Returns the message of *error*, truncated to what is sent to other programs. */
export function shortErrorMessage(error: unknown): string {
  const message = errorMessage(error);
  return message.length > maxErrorLength ? `${message.slice(0, maxErrorLength)}…` : message;
}
