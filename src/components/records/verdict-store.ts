import {mergeVerdicts} from "../../core/verdicts/merge.js";
import type {MergedVerdicts} from "../../core/verdicts/merge.js";
import {identityOf, parseAnyVerdict} from "../../core/verdicts/verdict.js";
import type {EventVerdict, Verdict, VerdictName} from "../../core/verdicts/verdict.js";
import {storedRecords} from "./stored-records.js";
import type {StoredRecords} from "./stored-records.js";

/** The maximum number of verdicts in a browser: some 2 MB. */
export const maxVerdicts = 5000;

/** The verdicts of this browser, one an event or incident, by the identity that outlives a run. */
export const verdicts = storedRecords<Verdict>({
  name: "atalaya-verdicts/1",
  noun: "verdicts",
  maxRecords: maxVerdicts,
  parse: parseAnyVerdict,
  identityOf
});

/** The verdicts of this browser on logs that were dropped on Your log, apart from those on published events. */
export const droppedVerdicts = storedRecords<Verdict>({
  name: "atalaya-dropped-verdicts/1",
  noun: "verdicts on dropped logs",
  maxRecords: maxVerdicts,
  parse: parseAnyVerdict,
  identityOf
});

/** Adds *imported* to *records*: of two on one event, the later one wins. */
export function importVerdicts<T extends Verdict>(
  imported: Iterable<T>,
  records: StoredRecords<T>
): MergedVerdicts<T> {
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
      if ("incident" in verdict) continue;
      const {event, evaluation} = verdict;
      if (event !== null && evaluation !== null) byEvent.set(`${evaluation}:${event}`, verdict);
    }
  }
  return byEvent.get(`${evaluation}:${event}`);
}

const byEvent = new Map<string, EventVerdict>();
let indexed: ReadonlyMap<string, Verdict> | null = null;

/** Returns the verdict on the incident with that identity, the SHA-256 of its file, a colon, its id; undefined if there is none. */
export function findIncidentVerdict(identity: string | null | undefined): VerdictName | undefined {
  return identity ? verdicts.all().get(identity)?.verdict : undefined;
}
