import type {Scorer} from "../../forest/scorer.js";
import type {Manifest, Phase} from "../../schema/artifacts.js";
import {findingsFrom} from "../findings.js";
import type {Findings} from "../findings.js";
import {evaluationParameters} from "../provenance.js";
import type {LoadedFlowModel, LoadedModel} from "../loaded-model.js";
import {chainOf} from "../provenance.js";
import type {Scores} from "../scores.js";
import type {Tables} from "../tables.js";

/** What published numbers are computed from. */
export interface RecomputeInputs {
  /** The name of the run. */
  run: string;

  /** The manifests of the run, by phase. */
  manifests: Record<Phase, Manifest>;

  /** Both models, the Isolation Forest first; it alone if another flow model alerts. */
  models: readonly LoadedModel[];

  /** The flow model that alerts instead of the Isolation Forest; null if that does. */
  flow: LoadedFlowModel | null;

  /** The scores as they stand in the table of events. */
  scores: Scores;

  /** Returns the scores of rows by each of *models*. */
  scorers: readonly Scorer[];
}

/** A document of which some values are not computed: `undefined` stands in their place. */
export type PartlyComputed<T> = {
  [K in keyof T]?: T[K] extends object | null ? PartlyComputed<T[K]> : T[K];
};

/** Returns the findings of the run, from its tables, models and manifests. */
export function recomputeFindings(
  tables: Tables,
  {manifests, models, scores}: RecomputeInputs
): Promise<Findings> {
  const {evaluation} = manifests;
  return findingsFrom(tables, {
    chain: chainOf(manifests),
    key: evaluation.key,
    parameters: evaluationParameters(evaluation),
    scores,
    models
  });
}
