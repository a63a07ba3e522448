import {modelFeatures} from "../../src/core/features/list.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import {runParameters} from "../../src/core/schema/run-parameters.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {materialiseArtifact} from "../artifacts/artifacts.js";
import type {TrainOptions} from "./options.js";

/** Raised when the same rows and parameters would give other models. */
const phaseVersion = 5;

/**
 * Trains the models on the same rows, drawn from the first part of the log by time: an Isolation
 * Forest of ours, `ml-isolation-forest` as a second opinion, and the detectors that they are compared
 * with. Throws a UsageError if there are fewer than 2 events.
 */
export async function train(
  silver: Manifest,
  options: TrainOptions,
  context: PhaseContext
): Promise<PhaseResult> {
  const begun = performance.now();
  const {
    trees = runParameters.trees.default,
    sampleSize = runParameters.sampleSize.default,
    seed = runParameters.seed.default,
    trainShare = runParameters.trainShare.default,
    trainingRows = 8192
  } = options;
  const parameters = {
    trees,
    sampleSize,
    seed,
    trainShare,
    trainingRows,
    features: modelFeatures.map(({name}) => name)
  };
  const {external = null} = options;
  const inputs = [{name: "transformation", sha256: silver.sha256}];
  if (external) inputs.push({name: "model", sha256: external.sha256});
  const {manifest, reused} = await materialiseArtifact(
    {phase: "training", phaseVersion, parameters, inputs},
    context,
    async (folder) => {
      const {makeModels} = await import("./make-models.js"); // DuckDB is slow to load
      const given = {trees, sampleSize, seed, trainShare, trainingRows, external};
      return makeModels(silver, given, folder, context);
    }
  );
  const seconds = (performance.now() - begun) / 1000;
  return {manifest, reused, seconds, rowsIn: silver.rows, rowsOut: manifest.rows, rejected: 0};
}
