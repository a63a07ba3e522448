import {flowScorer} from "../../../src/core/detectors/flow-model.js";
import {parseDetector} from "../../../src/core/detectors/serialize.js";
import {modelFeatures} from "../../../src/core/features/list.js";
import {explain} from "../../../src/core/forest/explain.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import type {Scorer} from "../../../src/core/forest/scorer.js";
import type {Forest} from "../../../src/core/forest/types.js";
import {readModelFile} from "../../exchange/read-model-file.js";
import {loadSiteModel} from "../../site/models/read-models.js";
import type {LoadedSiteModel} from "../../site/models/read-models.js";
import type {Stores} from "../../storage/store.js";
import type {ServedModel} from "../served-model.js";
import {findThreshold} from "./find-threshold.js";
import type {ReferredModel} from "./find-model.js";
import type {RegistrySnapshot} from "./registry.js";

/** What a model is to be served as. */
export interface ServedAs {
  name: string;
  reference: string;

  /** Its threshold, in (0, 1); null for the one that a run has chosen. */
  threshold: number | null;
}

/** From how many rows on the kernel is faster than walking the trees one by one. */
const kernelRows = 48;

/** Reads the model that a reference led to. Throws a UsageError if its file is missing, changed, or no model that scores rows. */
export async function loadServedModel(
  referred: ReferredModel,
  as: ServedAs,
  snapshot: RegistrySnapshot,
  stores: Stores
): Promise<ServedModel> {
  if (referred.kind === "file") return ofFile(referred.path, as);
  const model = await loadSiteModel(referred.found, stores);
  const {file, forest, head} = model;
  const {sha256, version, run, stage} = head;
  const threshold =
    as.threshold === null
      ? await findThreshold({sha256, detector: file.name}, snapshot, stores)
      : {value: as.threshold, run: null};
  return {
    name: as.name,
    reference: as.reference,
    version: version === null ? sha256.slice(0, 12) : String(version),
    detector: file.name,
    sha256,
    run,
    stage,
    features: file.features,
    threshold,
    file,
    forest,
    ...scorersOf(model)
  };
}

function scorersOf(model: LoadedSiteModel): Pick<ServedModel, "score" | "scoreEvents" | "explain"> {
  const {file, forest, head, text, score: scoreEvents} = model;
  if (forest) return forestScorers(forest, scoreEvents, isOfEvents(file.features));
  const {fitted} = parseDetector(text);
  return {
    score: flowScorer(fitted, head.scale),
    scoreEvents,
    explain: fitted.explain ? (row) => fitted.explain!(row) : null
  };
}

/** Returns the model in the file at *path*, whose features may have any names. */
async function ofFile(path: string, {threshold, ...as}: ServedAs): Promise<ServedModel> {
  const {file, forest, sha256} = await readModelFile(path);
  const isEvents = isOfEvents(file.features);
  return {
    ...as,
    version: sha256.slice(0, 12),
    detector: file.name,
    sha256,
    run: null,
    stage: null,
    features: file.features,
    threshold: threshold === null ? null : {value: threshold, run: null},
    file,
    forest,
    ...forestScorers(forest, null, isEvents)
  };
}

function forestScorers(forest: Forest, ofEvents: Scorer | null, isEvents: boolean) {
  const kernel = scorer(forest);
  const score: Scorer = (matrix, into) =>
    matrix.rows < kernelRows ? scoreMatrix(forest, matrix, into) : kernel(matrix, into);
  return {
    score,
    scoreEvents: isEvents ? score : ofEvents,
    explain: (row: ArrayLike<number>) => explain(forest, row)
  };
}

/** Returns whether *features* are those of events, in their order. */
function isOfEvents(features: readonly string[]): boolean {
  return features.join() === modelFeatures.map(({name}) => name).join();
}
