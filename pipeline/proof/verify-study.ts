import {errorMessage} from "../../src/core/error-message.js";
import {chainOf} from "../../src/core/published/provenance.js";
import {scoresFile, studyFile} from "../../src/core/published/study/scores-file.js";
import {subjectName} from "../../src/core/proof/statement.js";
import type {Manifest, Phase} from "../../src/core/schema/artifacts.js";
import {evaluationVersion} from "../../src/core/published/published-columns.js";
import type {PhaseContext} from "../artifacts/context.js";
import {fileKey} from "../artifacts/artifacts.js";
import {sha256} from "../artifacts/digest.js";
import type {Action} from "../audit/decisions.js";
import {recordedStudies} from "../evaluation/study/recorded-studies.js";
import {exactText} from "./objects.js";
import {findPast} from "./stored-input.js";
import {differ} from "./verification.js";
import {verifyArtifact} from "./verify-objects.js";
import type {ObjectCheck} from "./verify-objects.js";

/**
 * Checks every object of the newest study that *actions* of the audit recorded of the evaluation among *manifests*, against its
 * manifest and the digest there: it was made after its run was signed. Returns its manifest; undefined if there is no study, or it
 * cannot be read.
 */
export async function verifyStudy(
  {reader, parts}: Pick<ObjectCheck, "reader" | "parts">,
  manifests: readonly (Manifest | undefined)[],
  actions: readonly Action[]
): Promise<Manifest | undefined> {
  const evaluation = manifests.find((manifest) => manifest?.phase === "evaluation");
  const study = evaluation && recordedStudies(actions, evaluation.key).at(-1);
  if (!study) return undefined;
  const check = {reader, parts, subjects: undefined, findRemaking: async () => undefined, onRead() {}}; // prettier-ignore
  return verifyArtifact(check, {phase: "evaluation", ...study});
}

/** Recomputes what the study of *manifest* says from the scores that it keeps, the published events and the training window, and compares it to the byte. */
export async function remeasureRecorded(
  manifest: Manifest,
  manifests: Record<Phase, Manifest>,
  part: ObjectCheck["parts"]["eval"],
  context: PhaseContext
): Promise<string> {
  const {evaluation} = manifests;
  if (evaluation.phaseVersion !== evaluationVersion) return "not measured: of an earlier version";
  const {remeasureStudy} = await import("../evaluation/study/make-study.js"); // DuckDB is slow to load
  const past = (await findPast(context.stores, evaluation))?.silver ?? null;
  const read = async (name: string) =>
    exactText(await context.stores.eval.read(fileKey(manifest, name)));
  try {
    const run = {chain: chainOf(manifests), evaluation, past};
    const {study, scores} = await remeasureStudy(run, manifest, context);
    for (const [name, expected] of [
      [studyFile, JSON.stringify(study)],
      [scoresFile, scores]
    ]) {
      const found = await read(name);
      const what = subjectName(manifest, name);
      if (found !== expected)
        differ(part, {what: `${what}: what its scores give`, expected: sha256(expected), found: sha256(found)}); // prettier-ignore
    }
  } catch (error) {
    const what = subjectName(manifest, studyFile);
    differ(part, {what, expected: "what its scores give", found: errorMessage(error)});
  }
  return "measured from its scores";
}
