import {maybeIncident} from "../../src/core/verdicts/verdict.js";
import type {Verdicts} from "../audit/decisions.js";
import type {GivenVerdict} from "../evaluation/verdicts.js";

/** Returns the last verdict on each event that a line of a file names, and on each incident; the others are of no log. */
export async function eventVerdicts(records: Pick<Verdicts, "verdicts">): Promise<GivenVerdict[]> {
  const verdicts = await records.verdicts();
  return verdicts.flatMap((stored): GivenVerdict[] => {
    const {verdict} = stored;
    if ("fileSha256" in stored) return [{file: stored.fileSha256, line: stored.line, verdict}];
    const named = maybeIncident(stored.eventId);
    return named ? [{...named, verdict}] : [];
  });
}
