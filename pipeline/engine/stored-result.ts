import type {Json, Phase} from "../../src/core/schema/artifacts.js";
import {phases} from "../../src/core/schema/artifacts.js";
import {findManifest} from "../artifacts/artifacts.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {NotFoundError} from "../config/errors.js";
import type {RunResult} from "../run/result.js";
import type {Stores} from "../storage/store.js";

type StoredPhase = Omit<PhaseResult, "manifest"> & {key: string};

interface StoredResult extends Omit<RunResult, "results"> {
  phases: Record<Phase, StoredPhase>;
}

/** Returns *result* as it is stored: artifacts by their keys. */
export function storeResult({results, ...result}: RunResult): Json {
  const stored = Object.entries(results).map(([phase, {manifest, ...rest}]) => [
    phase,
    {...rest, key: manifest.key}
  ]);
  return {...result, phases: Object.fromEntries(stored) as Json} as unknown as Json;
}

/** Returns the result that *stored* holds, with the artifacts of *stores*; rejects with a NotFoundError if one was removed. */
export async function readResult(stored: Json, stores: Stores): Promise<RunResult> {
  const {phases: kept, ...result} = stored as unknown as StoredResult;
  const results: Partial<Record<Phase, PhaseResult>> = {};
  for (const phase of phases) {
    const {key, ...rest} = kept[phase];
    const manifest = await findManifest(stores, phase, key);
    if (!manifest) throw new NotFoundError(`artifact not found: ${phase} ${key} of ${result.run}`);
    results[phase] = {...rest, manifest};
  }
  return {...result, results: results as Record<Phase, PhaseResult>};
}
