import {errorMessage} from "../../core/error-message.js";
import type {Tamper, Verification} from "./verification.js";
import {verifySite} from "./verify-site.js";
import type {VerifyStep} from "./verify-site.js";

/** What a page asks of the worker. */
export interface VerifyRequest {
  base: string;
  tamper: Tamper | null;
}

/** How far a check is: *what* is under way where numbers are computed. */
export interface VerifyProgress {
  step: VerifyStep;
  done: number;
  of: number;
  what?: string;
}

/** What it is told: progress, and in the end the result or why there is none. */
export type VerifyMessage =
  | {progress: VerifyProgress}
  | {
      result: Verification;
      pages: {path: string; html: string}[];
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
