import type {TrialPlan} from "../../../core/sigma/trial/plan-trial.js";
import type {PlanAnswer, PlanQuestion} from "./plan-worker.js";

/** How long a text may take to be read, in ms; then its worker is ended. */
export const maxPlanTime = 8000;

/** Reads rules in a worker, so that no text can stop the page. */
export interface Planner {
  /**
   * Returns what becomes of *text*. A text that was asked for meanwhile takes the place of one that waits: its
   * promise is then null. Rejects if the text takes longer than `maxPlanTime`, or the worker cannot be loaded.
   */
  plan(text: string): Promise<TrialPlan | null>;
}

interface Asked {
  text: string;
  resolve(plan: TrialPlan | null): void;
  reject(error: Error): void;
}

/** Returns a planner; *start* starts its worker, when it is needed. */
export function planner(start: () => Worker = startWorker, maxTime = maxPlanTime): Planner {
  let worker: Worker | null = null;
  let running: Asked | null = null;
  let waiting: Asked | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;

  function next(): void {
    clearTimeout(timer);
    running = waiting;
    waiting = null;
    if (!running) return;
    worker ??= listenTo(start());
    worker.postMessage({id: ++last, text: running.text} satisfies PlanQuestion);
    timer = setTimeout(() => fail(`too slow: this text takes more than ${maxTime / 1000} s to read; shorten it`), maxTime); // prettier-ignore
  }

  function fail(message: string): void {
    worker?.terminate();
    worker = null;
    running?.reject(new Error(message));
    next();
  }

  function listenTo(started: Worker): Worker {
    started.addEventListener("message", ({data}: MessageEvent<PlanAnswer>) => {
      if (data.id !== last) return;
      if ("plan" in data) running?.resolve(data.plan);
      else running?.reject(new Error(data.error));
      next();
    });
    started.addEventListener("error", ({message}) =>
      fail(message || "the reader of rules was not loaded; load the page again")
    );
    return started;
  }

  return {
    plan: (text) =>
      new Promise((resolve, reject) => {
        waiting?.resolve(null);
        waiting = {text, resolve, reject};
        if (!running) next();
      })
  };
}

function startWorker(): Worker {
  return new Worker(import.meta.resolve("./plan-worker.js"), {type: "module"});
}
