import {element} from "./element.js";
import {mismatchCount, verifySentence} from "./verify-result.js";
import type {Verification} from "./verify-result.js";

const name = "atalaya-verified";

/** The last check that this browser made. */
interface Kept {
  /** The key of the evaluation that it was about. */
  evaluation: string;
  ok: boolean;
  sentence: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Keeps what *result* found, for `verifiedMark`; one that was made to fail on purpose is not kept. */
export function keepVerification(result: Verification, at: number): void {
  if (result.tamper) return;
  const ok = mismatchCount(result) === 0 && result.notes.length === 0;
  const kept: Kept = {evaluation: result.evaluation, ok, sentence: verifySentence(result), at};
  try {
    localStorage.setItem(name, JSON.stringify(kept));
  } catch {
    // Without storage there is no mark; the page has said what it found.
  }
}

/**
 * Returns a mark for the masthead, a link to Verify: that this browser has checked the evaluation of that
 * key, and what it found; null if it has not. It speaks of the past: of the bytes as they were served then.
 */
export function verifiedMark(evaluation: string): HTMLAnchorElement | null {
  const kept = readKept();
  if (kept?.evaluation !== evaluation) return null;
  const title = `${kept.sentence} Checked in this browser on ${new Date(kept.at).toISOString().slice(0, 16).replace("T", " ")} UTC.`;
  const text = kept.ok ? "verified" : "not as published";
  return element("a", {class: "verified", href: "./verify.html", title}, text);
}

function readKept(): Kept | null {
  try {
    const value = JSON.parse(localStorage.getItem(name) ?? "null") as Partial<Kept> | null;
    const {evaluation, ok, sentence, at} = value ?? {};
    if (typeof evaluation !== "string" || typeof ok !== "boolean") return null;
    if (typeof sentence !== "string" || !Number.isFinite(at)) return null;
    return {evaluation, ok, sentence, at: at!};
  } catch {
    return null;
  }
}
