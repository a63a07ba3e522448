import type {FlowModelFacts} from "../../../src/core/published/loaded-model.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import {findManifest} from "../../artifacts/artifacts.js";
import {readSummary} from "../../run/results.js";
import type {Stores} from "../../storage/store.js";
import type {ServedModel} from "../served-model.js";
import type {RegistrySnapshot} from "./registry.js";

/** The evaluations that are looked at for a detector that is no model of the registry. */
const maxEvaluations = 50;

/** The digest of a model file, and the name of its detector. */
interface ThresholdOf {
  sha256: string;
  detector: string;
}

/**
 * Returns the threshold that the newest run that succeeded has chosen for a model, on all of its events; null if no run has scored
 * all of its events with it.
 */
export async function findThreshold(
  {sha256, detector}: ThresholdOf,
  {runs}: RegistrySnapshot,
  stores: Stores
): Promise<ServedModel["threshold"]> {
  const ended = runs.filter(({status}) => status === "succeeded");
  const scoring = ended.find(({models}) => models.some((model) => model.sha256 === sha256));
  const value = scoring && recordedThreshold(scoring, detector);
  if (value != null) return {value, run: scoring!.run};
  for (const run of ended.slice(0, maxEvaluations)) {
    const alerting = await alertingThreshold(run, sha256, stores);
    if (alerting !== undefined) return {value: alerting, run: run.run};
  }
  return null;
}

function recordedThreshold({metrics}: RunEntry, detector: string): number | null | undefined {
  return metrics.find(
    ({model, window, name}) => model === detector && window === "all" && name === "threshold"
  )?.value;
}

/** Returns the threshold of *run* if the detector with the digest *sha256* alerts in it. */
async function alertingThreshold(
  run: RunEntry,
  sha256: string,
  stores: Stores
): Promise<number | undefined> {
  const key = run.phases.find(({phase}) => phase === "evaluation")?.key;
  const manifest = key === undefined ? undefined : await findManifest(stores, "evaluation", key);
  const flow = manifest?.facts.flowModel as unknown as FlowModelFacts | undefined;
  return manifest && flow?.sha256 === sha256 ? readSummary(manifest).threshold : undefined;
}
