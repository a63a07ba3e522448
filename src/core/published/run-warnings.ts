import {warningsOf} from "../evaluation/warnings.js";
import type {Metrics} from "../schema/published.js";
import type {TrainingSignals, Warning} from "../schema/warnings.js";
import type {LoadedModel} from "./loaded-model.js";
import {isTrainedElsewhere} from "./provenance.js";
import type {Chain} from "./provenance.js";

/** What the warnings of a run are made of. */
export interface RunWarningInputs {
  chain: Chain;
  models: readonly LoadedModel[];
  events: number;
  /** The times of the first and the last event, in milliseconds since the epoch. */
  first: number;
  last: number;
  metrics: readonly Metrics[];
}

/** Returns the warnings of a run: from its manifests, its models and what was measured. */
export function runWarnings({chain, models, metrics, ...facts}: RunWarningInputs): Warning[] {
  const {rejected, files, synthetic} = chain.raw.facts as unknown as RawFacts;
  const {window} = chain.models.facts as unknown as {window?: {signals?: TrainingSignals}};
  const {from, until} = models[0].file.training;
  return warningsOf({
    ...facts,
    synthetic: Boolean(synthetic),
    files,
    rejected,
    metrics: metrics.filter(({model}) => model === metrics[0].model),
    training: {
      elsewhere: isTrainedElsewhere(chain),
      from: Date.parse(from),
      until: Date.parse(until),
      signals: window?.signals ?? null
    }
  });
}

interface RawFacts {
  rejected: number;
  synthetic: unknown;
  files: {name: string; partial?: string | null}[];
}
