import {mergeVerdicts} from "../../core/verdicts/merge.js";
import type {MergedVerdicts} from "../../core/verdicts/merge.js";
import {identityOf, parseVerdict} from "../../core/verdicts/verdict.js";
import type {EventVerdict, VerdictName} from "../../core/verdicts/verdict.js";
import {storedRecords} from "./stored-records.js";

/** The most verdicts that a browser keeps: some 2 MB. */
export const maxVerdicts = 5000;

/** The verdicts of this browser, one an event, by the identity that outlives a run. */
export const verdicts = storedRecords<EventVerdict>({
  name: "atalaya-verdicts/1",
  noun: "verdicts",
  most: maxVerdicts,
  parse: parseVerdict,
  identityOf
});

/** The verdicts of this browser on logs that were dropped on Your log, apart from those on published events. */
export const droppedVerdicts = storedRecords<EventVerdict>({
  name: "atalaya-dropped-verdicts/1",
  noun: "verdicts on dropped logs",
  most: maxVerdicts,
  parse: parseVerdict,
  identityOf
});

/** Puts *given* to *records*, by default the verdicts on published events: of two on one event, the later one wins. */
export function importVerdicts(given: Iterable<EventVerdict>, records = verdicts): MergedVerdicts {
  const merged = mergeVerdicts(records.all().values(), given);
  records.replaceAll(merged.verdicts.values());
  return merged;
}

/**
 * Returns what was judged of the event with that number in *evaluation*, a digest; undefined if nothing
 * was, or if the verdict does not say which number the event had there.
 */
export function findVerdict(event: number, evaluation: string): VerdictName | undefined {
  return findEventVerdict(event, evaluation)?.verdict;
}

/** Returns the same verdict whole, with its note. */
export function findEventVerdict(event: number, evaluation: string): EventVerdict | undefined {
  const all = verdicts.all();
  if (all !== indexed) {
    indexed = all;
    byEvent.clear();
    for (const verdict of all.values()) {
      const {event, evaluation} = verdict;
      if (event !== null && evaluation !== null) byEvent.set(`${evaluation}:${event}`, verdict);
    }
  }
  return byEvent.get(`${evaluation}:${event}`);
}

const byEvent = new Map<string, EventVerdict>();
let indexed: ReadonlyMap<string, EventVerdict> | null = null;
