import {defaultFlowModel, scaleOf} from "../../src/core/detectors/flow-model.js";
import type {FlowModelName} from "../../src/core/detectors/flow-model.js";
import {parseDetector} from "../../src/core/detectors/serialize.js";
import {modelFeatures} from "../../src/core/features/list.js";
import {parseSample} from "../../src/core/forest/sample-file.js";
import type {TrainingSample} from "../../src/core/forest/sample-file.js";
import {parseModel} from "../../src/core/forest/serialize.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "../artifacts/context.js";
import {fileKey} from "../artifacts/artifacts.js";
import {UsageError} from "../config/errors.js";
import type {LoadedFlowModel, LoadedModel} from "../../src/core/published/loaded-model.js";

/**
 * Reads the models of a training, the Isolation Forest first. Throws if a file is damaged, or expects
 * other features than this version makes.
 */
export async function loadModels(models: Manifest, {stores}: PhaseContext): Promise<LoadedModel[]> {
  const listed = models.facts.models as {
    name: string;
    path: string;
    sha256: string;
    bytes: number;
  }[];
  const loaded = await Promise.all(
    listed.map(async ({path, sha256, bytes}) => {
      const text = new TextDecoder().decode(await stores.models.read(fileKey(models, path)));
      const model = parseModel(text);
      requireFeatures(path, model.file.features);
      return {...model, sha256, bytes};
    })
  );
  return loaded.length > 1 ? loaded : [loaded[0], loaded[0]]; // one that came alone has no other beside it
}

/** The text of a flow model’s file, beside what it is. */
export type ReadFlowModel = LoadedFlowModel & {text: string};

/**
 * Reads the flow model called *name* from a training, and the scale of its scores from the rows that it was trained on;
 * null for the Isolation Forest, which has a model file. Throws a UsageError if the training has none of that name.
 */
export async function maybeLoadFlowModel(
  models: Manifest,
  name: FlowModelName,
  context: PhaseContext
): Promise<ReadFlowModel | null> {
  if (name === defaultFlowModel) return null;
  const listed = models.facts.detectors as {name: string; path: string; sha256: string; bytes: number}[]; // prettier-ignore
  const found = listed.find((one) => one.name === name);
  const sample = await maybeLoadSample(models, context);
  if (!found || !sample)
    throw new UsageError(
      `flow model not found: ${name}; the model file came alone: name the run or the artifact that it is of, or use ${defaultFlowModel}`
    );
  const {path, sha256, bytes} = found;
  const text = new TextDecoder().decode(await context.stores.models.read(fileKey(models, path)));
  const {file, fitted} = parseDetector(text);
  requireFeatures(path, file.features);
  return {text, fitted, scale: scaleOf(fitted, fitted.score(sample.matrix)), sha256, bytes};
}

/** Reads the rows that a training fitted its models on; undefined for a model that came alone. Throws as `loadModels` does. */
export async function maybeLoadSample(
  models: Manifest,
  {stores}: PhaseContext
): Promise<TrainingSample | undefined> {
  if (!models.files.some(({path}) => path === "sample.json")) return undefined;
  const text = new TextDecoder().decode(await stores.models.read(fileKey(models, "sample.json")));
  const sample = parseSample(text);
  requireFeatures("sample.json", sample.features);
  return sample;
}

/** Throws if the *features* of the file at *path* are others than this version makes. */
export function requireFeatures(path: string, features: string[]): void {
  const ours = modelFeatures.map(({name}) => name);
  if (features.join() === ours.join()) return;
  throw new Error(
    `invalid features in ${path}: ${features.join(", ")}; this version scores ${ours.join(", ")}`
  );
}
