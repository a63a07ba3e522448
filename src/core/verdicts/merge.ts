import {identityOf} from "./verdict.js";
import type {EventIdentity, Verdict} from "./verdict.js";

/** What came of putting verdicts together. */
export interface MergedVerdicts<T extends Verdict = Verdict> {
  /** The last verdict on each event and incident. */
  verdicts: Map<EventIdentity, T>;

  /** How many of the given were new, took the place of an earlier one, or were not later than what is there. */
  added: number;
  replaced: number;
  ignored: number;
}

/** Puts *given* to *kept*: of two verdicts on one event the later one wins, of equally late ones that which is kept. */
export function mergeVerdicts<T extends Verdict>(
  kept: Iterable<T>,
  given: Iterable<T>
): MergedVerdicts<T> {
  const verdicts = new Map<EventIdentity, T>();
  for (const verdict of kept) verdicts.set(identityOf(verdict), verdict);
  const merged: MergedVerdicts<T> = {verdicts, added: 0, replaced: 0, ignored: 0};
  for (const verdict of given) {
    const identity = identityOf(verdict);
    const before = verdicts.get(identity);
    if (before && before.at >= verdict.at) {
      ++merged.ignored;
      continue;
    }
    if (before) ++merged.replaced;
    else ++merged.added;
    verdicts.set(identity, verdict);
  }
  return merged;
}

/** Counts of verdicts by what they say. */
export interface VerdictCounts {
  all: number;
  true: number;
  false: number;
  unsure: number;
}

/** Returns how many *verdicts* there are, in all and of each kind. */
export function countVerdicts(verdicts: Iterable<Pick<Verdict, "verdict">>): VerdictCounts {
  const counts = {all: 0, true: 0, false: 0, unsure: 0};
  for (const {verdict} of verdicts) {
    ++counts.all;
    ++counts[verdict];
  }
  return counts;
}

/** Returns *verdicts* as JSON lines, the latest first. */
export function verdictLines(verdicts: Iterable<Verdict>): string {
  return newestFirst(verdicts)
    .map((verdict) => `${JSON.stringify(verdict)}\n`)
    .join("");
}

/** Returns *verdicts*, the latest first; equally late ones by their identities. */
export function newestFirst<T extends Verdict>(verdicts: Iterable<T>): T[] {
  return [...verdicts].sort(
    (a, b) => Number(b.at > a.at) - Number(b.at < a.at) || (identityOf(a) < identityOf(b) ? -1 : 1)
  );
}
