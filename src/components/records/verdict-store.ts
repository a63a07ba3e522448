import {mergeVerdicts} from "../../core/verdicts/merge.js";
import type {MergedVerdicts} from "../../core/verdicts/merge.js";
import {identityOf, parseVerdict} from "../../core/verdicts/verdict.js";
import type {EventVerdict, VerdictName} from "../../core/verdicts/verdict.js";
import {storedRecords} from "./stored-records.js";

/** The maximum number of verdicts in a browser: some 2 MB. */
export const maxVerdicts = 5000;

/** The verdicts of this browser, one an event, by the identity that outlives a run. */
export const verdicts = storedRecords<EventVerdict>({
  name: "atalaya-verdicts/1",
  noun: "verdicts",
  maxRecords: maxVerdicts,
  parse: parseVerdict,
  identityOf
});

/** The verdicts of this browser on logs that were dropped on Your log, apart from those on published events. */
export const droppedVerdicts = storedRecords<EventVerdict>({
  name: "atalaya-dropped-verdicts/1",
  noun: "verdicts on dropped logs",
  maxRecords: maxVerdicts,
  parse: parseVerdict,
  identityOf
});

/** Adds *imported* to *records*, by default the verdicts on published events: of two on one event, the later one wins. */
export function importVerdicts(
  imported: Iterable<EventVerdict>,
  records = verdicts
): MergedVerdicts {
  const merged = mergeVerdicts(records.all().values(), imported);
  records.replaceAll(merged.verdicts.values());
  return merged;
}

/**
 * Returns the verdict on the event with that number in *evaluation*, a digest; undefined if there is none, or if
 * it does not have the number of the event.
 */
export function findVerdict(event: number, evaluation: string): VerdictName | undefined {
  return findEventVerdict(event, evaluation)?.verdict;
}

/** Returns the same verdict as a record, with its note. */
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
