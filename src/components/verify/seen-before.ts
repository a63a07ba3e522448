import {instantText, mismatchCount} from "./verification.js";
import type {SeenWarning, Verification} from "./verification.js";

/** The last site that this browser checked at a URL, and found as it was signed. */
export interface SeenSite {
  /** The id of the key that signed it. */
  keyId: string;
  run: string;

  /** When the run ended; ISO 8601, UTC. */
  finishedAt: string;

  /** When it was checked; milliseconds since the epoch. */
  at: number;
}

/**
 * Returns what *result* has that the site *seen* before at the same URL had not: a signed site can be replaced by an older
 * one, or by one of another key, and each is complete in itself.
 */
export function seenWarnings(
  {keyId, run, finishedAt}: Pick<Verification, "keyId" | "run" | "finishedAt">,
  seen: SeenSite | null
): SeenWarning[] {
  if (!seen || keyId === null || finishedAt === null) return [];
  const when = `On ${instantText(new Date(seen.at).toISOString())}, this browser checked`;
  const warnings: SeenWarning[] = [];
  if (keyId !== seen.keyId)
    warnings.push({
      kind: "key",
      text: `${when} a site here that another key signed: ${seen.keyId}. Unless you have heard from its owner that the key was replaced, do not believe this one.`
    });
  if (finishedAt < seen.finishedAt)
    warnings.push({
      kind: "older",
      text: `${when} a newer run here: ${seen.run}, which ended at ${instantText(seen.finishedAt)}. This site shows ${run}, which ended before: an earlier site was put back.`
    });
  return warnings;
}

/** Returns what this browser has stored of the site at *base*; null if there is nothing. */
export function readSeen(base: string): SeenSite | null {
  try {
    const seen = JSON.parse(localStorage.getItem(nameOf(base)) ?? "null") as SeenSite | null;
    const isComplete = [seen?.keyId, seen?.run, seen?.finishedAt].every(
      (field) => typeof field === "string"
    );
    return isComplete && Number.isFinite(seen?.at) ? seen : null;
  } catch {
    return null; // without storage, every site is the first
  }
}

/** Stores what *result* found at *base*, whatever was stored before; what failed, or could not be checked, is not stored. */
export function storeSeen(base: string, result: Verification, at: number): void {
  const {keyId, run, finishedAt, notes, tamper} = result;
  if (tamper || mismatchCount(result) > 0 || notes.length > 0) return;
  try {
    localStorage.setItem(nameOf(base), JSON.stringify({keyId, run, finishedAt, at}));
  } catch {
    // Without storage there is nothing to compare the next one with.
  }
}

function nameOf(base: string): string {
  return `atalaya-seen ${new URL(base).pathname}`;
}
