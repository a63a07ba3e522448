import {
  chainOf,
  evaluationParameters,
  provenanceOf
} from "../../../src/core/published/provenance.js";
import {scoresFile} from "../../../src/core/published/study/scores-file.js";
import {phases} from "../../../src/core/schema/artifacts.js";
import type {Manifest, Phase} from "../../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import type {EvaluationPage} from "../../../src/core/schema/study.js";
import {fileKey, findManifest} from "../../artifacts/artifacts.js";
import {NotFoundError} from "../../config/errors.js";
import {findStudy, readStudy} from "../../evaluation/study/study.js";
import type {Stores} from "../../storage/store.js";
import type {Latest} from "../latest.js";
import {difficultyTiers} from "./difficulty-tiers.js";

/** Returns the full evaluation of the run that is *shown*, its study null until it is made; *runs* are all of the audit. */
export async function studyPage(
  stores: Stores,
  shown: Latest,
  runs: readonly RunEntry[]
): Promise<EvaluationPage> {
  const manifests = await Promise.all(
    phases.map(async (phase) => {
      const manifest = await findManifest(stores, phase, shown[phase]);
      if (!manifest) throw new NotFoundError(`artifact not found: the ${phase} of ${shown.run}`);
      return [phase, manifest] as const;
    })
  );
  const byPhase = Object.fromEntries(manifests) as Record<Phase, Manifest>;
  const {evaluation} = byPhase;
  const study = await findStudy(stores, evaluation.key);
  return {
    provenance: provenanceOf(chainOf(byPhase), evaluation.key, evaluationParameters(evaluation)),
    study: study ? await readStudy(stores, study) : null,
    tiers: await difficultyTiers(shown.run, runs, stores)
  };
}

/** Returns the scores of the first seed of that evaluation, as its study keeps them; null until it is made. */
export async function studyScores(stores: Stores, shown: Latest): Promise<unknown> {
  const study = await findStudy(stores, shown.evaluation);
  if (!study) return null;
  const bytes = await stores.eval.read(fileKey(study, scoresFile));
  return JSON.parse(new TextDecoder().decode(bytes));
}
