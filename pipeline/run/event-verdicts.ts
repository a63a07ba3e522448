import type {Verdicts} from "../audit/decisions.js";
import type {EventVerdictInput} from "../evaluation/verdicts.js";

/** Returns the last verdict on each event that a line of a file names; the others are of no log. */
export async function eventVerdicts(
  records: Pick<Verdicts, "verdicts">
): Promise<EventVerdictInput[]> {
  const verdicts = await records.verdicts();
  return verdicts.flatMap((verdict) =>
    "fileSha256" in verdict
      ? [{file: verdict.fileSha256, line: verdict.line, verdict: verdict.verdict}]
      : []
  );
}
