import {verifiedName} from "../site/verified-name.js";
import {mismatchCount, verifySentence} from "./verification.js";
import type {Verification} from "./verification.js";

/** The last check that this browser made. */
interface StoredCheck {
  /** The key of the evaluation that it was about. */
  evaluation: string;
  ok: boolean;
  sentence: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Stores what *result* found, for the masthead’s mark; a check with a flipped bit is not stored. */
export function storeVerification(result: Verification, at: number): void {
  if (result.tamper) return;
  const ok = mismatchCount(result) === 0 && result.notes.length + result.warnings.length === 0;
  const check: StoredCheck = {
    evaluation: result.evaluation,
    ok,
    sentence: verifySentence(result),
    at
  };
  try {
    localStorage.setItem(verifiedName, JSON.stringify(check));
  } catch {
    // Without storage there is no mark; the page shows what it found.
  }
  dispatchEvent(new Event(verifiedName));
}
