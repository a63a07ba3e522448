import {defaultFlowModel} from "../detectors/flow-model.js";
import type {FlowModelName} from "../detectors/flow-model.js";
import type {Fitted} from "../detectors/detector.js";
import type {Forest} from "../forest/types.js";
import type {ModelFile} from "../schema/models.js";

/** A model as the evaluation has loaded it. */
export interface LoadedModel {
  file: ModelFile;
  forest: Forest;
  sha256: string;
  bytes: number;
}

/** A flow model that alerts instead of the Isolation Forest. */
export interface LoadedFlowModel {
  fitted: Fitted;

  /** The scale of its scores: see `flowScorer`. */
  scale: number | null;
  sha256: string;
  bytes: number;
}

/** What the manifest of an evaluation says of such a model. */
export type FlowModelFacts = {name: FlowModelName; sha256: string; scale: number | null};

/**
 * Returns the names of the models that scored every event: that of the column `score`, which alerts, and that of
 * `score_ml`. If another than the Isolation Forest alerts, the second is that forest; a model that came alone is the only one.
 */
export function scoredNames(models: readonly LoadedModel[], flowModel: FlowModelName): string[] {
  const names = [...new Set(models.map(({file}) => file.name))];
  return flowModel === defaultFlowModel ? names : [flowModel, names[0]];
}
