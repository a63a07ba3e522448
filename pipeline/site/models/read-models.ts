import {scaleOf} from "../../../src/core/detectors/flow-model.js";
import {parseDetector} from "../../../src/core/detectors/serialize.js";
import {ModelError} from "../../../src/core/forest/check.js";
import {
  describeSiteModel,
  maxSiteModelBytes,
  readSiteModel
} from "../../../src/core/published/site-models.js";
import type {ReadSiteModel} from "../../../src/core/published/site-models.js";
import type {FlowModelFacts} from "../../../src/core/published/loaded-model.js";
import {defaultFlowModel} from "../../../src/core/detectors/flow-model.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import type {SiteModelHead} from "../../../src/core/schema/site-models.js";
import type {ModelVersion} from "../../audit/decisions.js";
import {fileKey} from "../../artifacts/artifacts.js";
import {sha256 as digestOf} from "../../artifacts/digest.js";
import {NotFoundError, UsageError} from "../../config/errors.js";
import {maybeLoadSample} from "../../evaluation/load-models.js";
import type {PhaseContext} from "../../artifacts/context.js";
import type {Store, Stores} from "../../storage/store.js";
import type {FoundModel} from "./find-models.js";

/** A model of a site, read from the store. */
export interface LoadedSiteModel extends ReadSiteModel {
  head: SiteModelHead;
  text: string;
}

/** Reads the file that was *found*; throws a UsageError if it is missing, changed, or no model that scores flows. */
export async function loadSiteModel(
  {asked, training, path, sha256, version}: FoundModel,
  stores: Stores
): Promise<LoadedSiteModel> {
  const text = await readChecked(stores.models, {asked, key: fileKey(training, path), sha256});
  const scale = await naming(asked, () => maybeScale(text, training, stores));
  return loaded({asked, text, sha256, scale, version});
}

/** Reads the model that alerts in the run that a site shows, as its *evaluation* published it. */
export async function loadOwnModel(
  {evaluation, training}: {evaluation: Manifest; training: Manifest},
  versions: readonly ModelVersion[],
  stores: Stores
): Promise<LoadedSiteModel> {
  const flow = evaluation.facts.flowModel as unknown as FlowModelFacts | undefined;
  const path = `published/${flow ? "second-model" : "model"}.json`;
  const sha256 = flow?.sha256 ?? (training.facts.models as {sha256: string}[])[0].sha256;
  const text = await readChecked(stores.eval, {
    asked: "the model of the run",
    key: fileKey(evaluation, path),
    sha256
  });
  const version = versions.find((one) => one.sha256 === sha256);
  return loaded({asked: defaultFlowModel, text, sha256, scale: flow?.scale ?? null, version});
}

interface Loading {
  asked: string;
  text: string;
  sha256: string;
  scale: number | null;
  version: ModelVersion | undefined;
}

async function loaded({asked, text, sha256, scale, version}: Loading): Promise<LoadedSiteModel> {
  const model = await naming(asked, () => readSiteModel(text, scale));
  const head: SiteModelHead = {
    ...describeSiteModel(model),
    version: version?.version ?? null,
    stage: version?.stage ?? null,
    run: version?.firstRun ?? null,
    sha256,
    bytes: Buffer.byteLength(text),
    scale
  };
  return {...model, head, text};
}

/** Returns the scale of the scores of a detector, from the rows that it was fitted on; null of a forest. */
async function maybeScale(
  text: string,
  training: Manifest,
  stores: Stores
): Promise<number | null> {
  if (!text.includes('"atalaya-detector/1"')) return null;
  const {fitted} = parseDetector(text);
  const sample = await maybeLoadSample(training, {stores} as PhaseContext);
  if (!sample)
    throw new ModelError("missing sample: the rows that it was fitted on; name another model");
  return scaleOf(fitted, fitted.score(sample.matrix));
}

async function readChecked(
  store: Store,
  {asked, key, sha256}: {asked: string; key: string; sha256: string}
): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await store.read(key);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new UsageError(
      `model file not found: ${asked}, at ${key}; \`atalaya doctor\` lists what else is missing`,
      {cause: error}
    );
  }
  if (bytes.length > maxSiteModelBytes)
    throw new UsageError(
      `${asked}: invalid model: ${bytes.length} bytes; a site has files of ${maxSiteModelBytes} at most`
    );
  const found = digestOf(bytes);
  if (found !== sha256)
    throw new UsageError(
      `changed file: ${key} has the digest ${found}, not ${sha256}; \`atalaya verify\` says what else is`
    );
  return new TextDecoder().decode(bytes);
}

/** Returns what *read* returns; a ModelError becomes a UsageError that begins with what was *asked* for. */
async function naming<T>(asked: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new UsageError(`${asked}: ${error.message}`, {cause: error});
  }
}
