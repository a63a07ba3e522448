import type {Tamper, Verification} from "./verify-result.js";
import {verifySite} from "./verify-site.js";

/** What a page asks of the worker. */
export interface VerifyRequest {
  base: string;
  tamper: Tamper | null;
}

/** What it is told: progress, and in the end the result or why there is none. */
export type VerifyMessage =
  | {progress: {step: string; done: number; of: number}}
  | {
      result: Verification;
      pages: {path: string; html: string}[];
      published: Map<string, unknown>;
    }
  | {error: string};

addEventListener("message", ({data}: MessageEvent<VerifyRequest>) => {
  const onProgress = (step: string, done: number, of: number) =>
    postMessage({progress: {step, done, of}} satisfies VerifyMessage);
  verifySite({...data, onProgress}).then(
    (checked) => postMessage(checked satisfies VerifyMessage),
    (error: unknown) => postMessage({error: error instanceof Error ? error.message : String(error)})
  );
});
