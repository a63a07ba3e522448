import type {Json, Manifest} from "../../../src/core/schema/artifacts.js";
import type {Study} from "../../../src/core/schema/study.js";
import {modelFeatures} from "../../../src/core/features/list.js";
import {furtherSeeds} from "../../../src/core/forest/sample-file.js";
import {studyFile} from "../../../src/core/published/study/scores-file.js";
import {fileKey, findManifest, materialiseArtifact} from "../../artifacts/artifacts.js";
import type {ArtifactSpec} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import {NotFoundError} from "../../config/errors.js";
import type {Stores} from "../../storage/store.js";
import {requireTraining} from "./study-inputs.js";
import type {StudiedRun} from "./study-inputs.js";
import type {PartSeconds} from "./score-methods.js";

/** Raised when the same scores would give another study. */
const studyVersion = 2;

/** The rows of the training window that each method is fitted on, at most, as for the models of a run. */
const trainingRows = 8192;

/** How many seeds methods are fitted with. */
export const studySeeds = {default: 10, min: 1, max: 100} as const;

/** A study that is there. */
export interface MadeStudy {
  manifest: Manifest;
  reused: boolean;

  /** How long each part took that was made now; a clock, for people alone. */
  seconds: PartSeconds[];
}

/**
 * Returns the study of *run* with *count* seeds, that of the run first; makes it unless it is there, and what of it is there already
 * stays. Throws a UsageError if the run cannot be studied.
 */
export async function study(
  run: StudiedRun,
  count: number,
  context: PhaseContext
): Promise<MadeStudy> {
  requireTraining(run);
  const first = run.chain.models.parameters.seed as number;
  const seeds = [first, ...furtherSeeds(first, count - 1)];
  const spec = specOf(run, seeds);
  const seconds: PartSeconds[] = [];
  const {manifest, reused} = await materialiseArtifact(spec, context, async (folder) => {
    const {makeStudy} = await import("./make-study.js"); // DuckDB is slow to load
    const onSeconds = (part: PartSeconds) => void seconds.push(part);
    return makeStudy(run, spec, {seeds, trainingRows, onSeconds}, folder, context);
  });
  await keepPointer(context.stores, run.evaluation.key, manifest.key);
  return {manifest, reused, seconds};
}

function specOf({chain, evaluation, past}: StudiedRun, seeds: number[]): ArtifactSpec {
  return {
    phase: "evaluation",
    phaseVersion: studyVersion,
    parameters: {
      study: {seeds, trainingRows} as Json,
      features: modelFeatures.map(({name}) => name)
    },
    inputs: [
      {name: "transformation", sha256: chain.silver.sha256},
      {name: "training", sha256: chain.models.sha256},
      {name: "evaluation", sha256: evaluation.sha256},
      ...(past ? [{name: "past transformation", sha256: past.sha256}] : [])
    ]
  };
}

/** Returns the key, in EVAL, of the pointer to the newest study of an evaluation. */
function pointerKey(evaluation: string): string {
  return `studies/${evaluation}.json`;
}

async function keepPointer(stores: Stores, evaluation: string, key: string): Promise<void> {
  const text = `${JSON.stringify({study: key})}\n`;
  await stores.eval.replace(pointerKey(evaluation), new TextEncoder().encode(text));
}

/** Returns the manifest of the newest study of the evaluation with the key *evaluation*; undefined if there is none. */
export async function findStudy(stores: Stores, evaluation: string): Promise<Manifest | undefined> {
  try {
    const bytes = await stores.eval.read(pointerKey(evaluation));
    const {study: key} = JSON.parse(new TextDecoder().decode(bytes)) as {study: unknown};
    if (typeof key !== "string" || !/^[0-9a-f]{64}$/.test(key)) return undefined;
    return await findManifest(stores, "evaluation", key);
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Returns what the study of *manifest* says. */
export async function readStudy(stores: Stores, manifest: Manifest): Promise<Study> {
  const bytes = await stores.eval.read(fileKey(manifest, studyFile));
  return JSON.parse(new TextDecoder().decode(bytes)) as Study;
}
