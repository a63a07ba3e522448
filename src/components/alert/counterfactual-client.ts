import type {Change} from "./find-counterfactual.js";
import type {ChangeAnswer, ChangeQuestion} from "./counterfactual-worker.js";

/**
 * Returns the smallest change that brings an event below the threshold, found in a worker, so that the page
 * answers meanwhile; null if none was found. When *signal* aborts, the worker ends and the promise rejects
 * with the signal’s reason.
 */
export function requestCounterfactual(
  question: ChangeQuestion,
  signal: AbortSignal
): Promise<Change | null> {
  signal.throwIfAborted();
  const worker = new Worker(import.meta.resolve("./counterfactual-worker.js"), {type: "module"});
  return new Promise<Change | null>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), {once: true});
    worker.addEventListener("message", ({data}: MessageEvent<ChangeAnswer>) => {
      if ("change" in data) resolve(data.change);
      else reject(new Error(data.error));
    });
    worker.addEventListener("error", ({message}) =>
      reject(new Error(message || "the search for a change failed; load the page again"))
    );
    worker.postMessage(question);
  }).finally(() => worker.terminate());
}
