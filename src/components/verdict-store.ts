import {mergeVerdicts} from "../core/verdicts/merge.js";
import type {MergedVerdicts} from "../core/verdicts/merge.js";
import {identityOf, parseVerdict} from "../core/verdicts/verdict.js";
import type {EventVerdict} from "../core/verdicts/verdict.js";
import {keptRecords} from "./kept-records.js";

/** The most verdicts that a browser keeps: some 2 MB. */
export const mostVerdicts = 5000;

/** The verdicts of this browser, one an event, by the identity that outlives a run. */
export const verdicts = keptRecords<EventVerdict>({
  name: "atalaya-verdicts/1",
  noun: "verdicts",
  most: mostVerdicts,
  parse: parseVerdict,
  identityOf
});

/** Puts *given* to the verdicts of this browser: of two on one event, the later one wins. */
export function takeVerdicts(given: Iterable<EventVerdict>): MergedVerdicts {
  const merged = mergeVerdicts(verdicts.all().values(), given);
  verdicts.replaceAll(merged.verdicts.values());
  return merged;
}
