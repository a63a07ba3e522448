import {formatBytes, formatCount} from "../kit/format.js";
import {comparePrerendered} from "./prerendered-numbers.js";
import type {PrerenderedPages} from "./prerendered-numbers.js";
import type {Verification} from "./verification.js";
import type {VerifyMessage, VerifyProgress, VerifyRequest} from "./verify-worker.js";

/**
 * Checks the site in a worker, which *signal* ends with all that it started, and then the *prerendered* HTML
 * of its pages; *onProgress* gets the step under way, and the share of it, in [0, 1]. Rejects if the worker cannot start, has no list to check, or is ended.
 */
export function runVerification(
  request: VerifyRequest,
  prerendered: PrerenderedPages,
  signal: AbortSignal,
  onProgress: (text: string, share: number) => void
): Promise<Verification> {
  const worker = new Worker(import.meta.resolve("./verify-worker.js"), {type: "module"});
  return new Promise<Verification>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("stopped")));
    worker.addEventListener("error", ({message}) => {
      reject(
        new Error(`the worker was not started: ${message || "a script of it was not loaded"}`)
      );
    });
    worker.addEventListener("message", ({data}: MessageEvent<VerifyMessage>) => {
      if ("progress" in data) onProgress(...progressOf(data.progress));
      else if ("error" in data) reject(new Error(data.error));
      else {
        const {result, pages, published} = data;
        const html = comparePrerendered(pages, published, prerendered);
        resolve({...result, figures: [...result.figures, ...html]});
      }
    });
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

function progressOf({step, done, of, what = ""}: VerifyProgress): [string, number] {
  const share = of > 0 ? done / of : 1;
  if (step === "files")
    return [`Fetching and hashing: ${formatBytes(done)} of ${formatBytes(of)}`, share * 0.4];
  if (step === "scores")
    return [`Rescoring: ${formatCount(done)} of ${formatCount(of)} events`, 0.4 + share * 0.2];
  return [`Recomputing, step ${done + 1} of ${of}: ${what}`, 0.6 + share * 0.4];
}
