import {mismatchCount, verifySentence} from "../verify/verification.js";
import type {Verification} from "../verify/verification.js";

/** Where the browser keeps the last check, and the event that tells the masthead of a new one. */
export const verifiedName = "atalaya-verified";

/** The last check that this browser made. */
interface Kept {
  /** The key of the evaluation that it was about. */
  evaluation: string;
  ok: boolean;
  sentence: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Keeps what *result* found, for the masthead’s mark; one that was made to fail on purpose is not kept. */
export function keepVerification(result: Verification, at: number): void {
  if (result.tamper) return;
  const ok = mismatchCount(result) === 0 && result.notes.length === 0;
  const kept: Kept = {evaluation: result.evaluation, ok, sentence: verifySentence(result), at};
  try {
    localStorage.setItem(verifiedName, JSON.stringify(kept));
  } catch {
    // Without storage there is no mark; the page has said what it found.
  }
  dispatchEvent(new Event(verifiedName));
}
