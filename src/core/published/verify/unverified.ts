/** Published values that are not computed again in a browser, and why. */
export interface Taken {
  /** The name of the published file. */
  file: string;

  /** The start of their paths, `[*]` for any element. */
  at: string;

  /** Why not, and what vouches for them instead. */
  reason: string;
}

const audit =
  "a record of the audit, of which no file is published; `atalaya audit verify` checks its log, `atalaya verify` the run";
const otherModels =
  "its model is not published; the training manifest, which is signed, has its digest, and `atalaya reproduce` measures it again";

const otherSeeds =
  "forests of other seeds found it, which no file holds; `atalaya reproduce` grows them again";

const earlierRun =
  "it needs the events of the earlier run, which are not published: only `atalaya build`, in a workspace that keeps both runs, compares them; the signed list of files vouches for the bytes";
const unpublished =
  "it needs what is not published: the events of a clean past (--train-on), or more than 100,000 hits of a rule; the signed manifest of the evaluation has the digest, and `atalaya reproduce` measures it again";
const earlierRows =
  "it needs the rows that both runs were trained on, which are not published: `atalaya build` compares them; the signed list of files vouches for the bytes";

const labelledSets =
  "it was measured on labelled sets, which are not published; their digests are, and `atalaya bench-suite` measures them again";
const registry =
  "what the registry of models says of it, a record of the audit, or the scale of a detector, which needs the rows that it was fitted on; the signed list of files vouches for the bytes";

const furtherSeeds =
  "it needs the scores of all seeds, of which those of the first alone are published, or the training rows; `atalaya verify` recomputes it, and the signed list of files vouches for the bytes";
const fittedScores =
  "methods were fitted for it, whose models are not published; `atalaya evaluate` in a copy of the workspace fits them anew, and the signed list of files vouches for the bytes";

/** Everything that Verify takes as signed or recorded. What is neither computed nor listed here is a mismatch. */
export const unverifiedValues: readonly Taken[] = [
  {file: "threshold.json", at: "curves", reason: otherSeeds},
  {file: "incidents.json", at: "", reason: unpublished},
  {file: "detection.json", at: "", reason: unpublished},
  {file: "rules.json", at: "systems", reason: unpublished},
  {file: "rules.json", at: "scenarios", reason: unpublished},
  {file: "models.json", at: "comparison.detectors[*]", reason: otherModels},
  {file: "three-methods.json", at: "comparison", reason: otherModels},
  {file: "site-models.json", at: "models[*]", reason: registry},
  {file: "runs.json", at: "runs[*]", reason: audit},
  {file: "suite.json", at: "", reason: labelledSets},
  ...["seeds", "training", "rows", "attacks[*].isSeen", "methods[*]", "drift"].map((at) => ({
    ...{file: "evaluation.json", at: `study.${at}`},
    reason: furtherSeeds
  })),
  {file: "evaluation.json", at: "tiers", reason: earlierRun},
  {file: "evaluation-scores.json", at: "", reason: fittedScores},
  {file: "run-pairs.json", at: "pairs[*]", reason: earlierRun},
  {file: "run-pairs.json", at: "pairs[*].comparison.drift", reason: earlierRows},
  {file: "run-pairs.json", at: "removed", reason: audit},
  {file: "run-pairs.json", at: "unfit", reason: earlierRun}
];

/** Returns why the value at *path* of *file* is not computed again, or undefined if it ought to be. */
export function maybeReason(file: string, path: string): string | undefined {
  const place = path.replace(/\[\d+\]/g, "[*]");
  const fits = unverifiedValues.filter(
    (taken) => taken.file === file && place.startsWith(taken.at)
  );
  return fits.sort((a, b) => b.at.length - a.at.length)[0]?.reason;
}
