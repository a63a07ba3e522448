import type {Fitted} from "../../src/core/detectors/detector.js";
import {defaultFlowModel, scaleOf} from "../../src/core/detectors/flow-model.js";
import type {FlowModelName} from "../../src/core/detectors/flow-model.js";
import {parseDetector} from "../../src/core/detectors/serialize.js";
import {modelFeatures} from "../../src/core/features/list.js";
import {parseAnyModel} from "../../src/core/forest/imported-model.js";
import type {AnyModelFile} from "../../src/core/forest/imported-model.js";
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

/** A detector of a training that is not a forest with a model file. */
export interface LoadedDetector {
  fitted: Fitted;
  sha256: string;
  bytes: number;
}

/** Reads the other detectors of a training. Throws as `loadModels` does. */
export async function loadDetectors(
  models: Manifest,
  {stores}: PhaseContext
): Promise<LoadedDetector[]> {
  const listed = models.facts.detectors as {path: string; sha256: string; bytes: number}[];
  return Promise.all(
    listed.map(async ({path, sha256, bytes}) => {
      const text = new TextDecoder().decode(await stores.models.read(fileKey(models, path)));
      const {file, fitted} = parseDetector(text);
      requireFeatures(path, file.features);
      return {fitted, sha256, bytes};
    })
  );
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

/** An external model, and which of the features it sees. */
export interface LoadedExternal extends Omit<LoadedModel, "file"> {
  file: AnyModelFile;

  /** For each of its columns, the column of the features of this version. */
  columns: number[];
}

/** Reads the external model of a training; undefined if there is none. */
export async function maybeLoadExternal(
  models: Manifest,
  {stores}: PhaseContext
): Promise<LoadedExternal | undefined> {
  const listed = models.facts.external as {path: string; sha256: string; bytes: number} | null;
  if (!listed) return undefined;
  const {path, sha256, bytes} = listed;
  const text = new TextDecoder().decode(await stores.models.read(fileKey(models, path)));
  const {file, forest} = parseAnyModel(text);
  const ours = modelFeatures.map(({name}) => name);
  return {file, forest, sha256, bytes, columns: file.features.map((name) => ours.indexOf(name))};
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

function requireFeatures(path: string, features: string[]) {
  const ours = modelFeatures.map(({name}) => name);
  if (features.join() === ours.join()) return;
  throw new Error(
    `invalid features in ${path}: ${features.join(", ")}; this version scores ${ours.join(", ")}`
  );
}
