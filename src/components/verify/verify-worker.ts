import {errorMessage} from "../../core/error-message.js";
import type {FetchedPage} from "./prerendered-numbers.js";
import type {Tamper, Verification} from "./verification.js";
import {verifySite} from "./verify-site.js";
import type {VerifyStep} from "./verify-site.js";

/** The request of a page to the worker. */
export interface VerifyRequest {
  base: string;
  tamper: Tamper | null;
}

/** The progress of a check; *what* is the step where numbers are computed. */
export interface VerifyProgress {
  step: VerifyStep;
  done: number;
  of: number;
  what?: string;
}

/** A message of the worker: progress, and in the end the result or an error. */
export type VerifyMessage =
  | {progress: VerifyProgress}
  | {
      result: Verification;
      pages: FetchedPage[];
      published: Map<string, unknown>;
    }
  | {error: string};

addEventListener("message", ({data}: MessageEvent<VerifyRequest>) => {
  const onProgress = (step: VerifyStep, done: number, of: number, what?: string) =>
    postMessage({progress: {step, done, of, what}} satisfies VerifyMessage);
  verifySite({...data, onProgress}).then(
    (checked) => postMessage(checked satisfies VerifyMessage),
    (error: unknown) => postMessage({error: errorMessage(error)})
  );
});
