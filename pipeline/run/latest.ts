import type {Phase} from "../../src/core/schema/artifacts.js";
import {NotFoundError} from "../config/errors.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import type {Stores} from "../storage/store.js";

/** The latest run that came to its end, and the keys of its artifacts by phase. */
export type Latest = {run: string} & Record<Phase, string>;

const key = "latest.json";

/** Makes *run* the latest one. */
export async function writeLatest(
  stores: Stores,
  run: string,
  results: Record<Phase, PhaseResult>
): Promise<void> {
  const {ingestion, transformation, training, evaluation} = results;
  const latest: Latest = {
    run,
    ingestion: ingestion.manifest.key,
    transformation: transformation.manifest.key,
    training: training.manifest.key,
    evaluation: evaluation.manifest.key
  };
  await stores.eval.replace(key, new TextEncoder().encode(`${JSON.stringify(latest)}\n`));
}

/** Returns the latest run that came to its end, or undefined if there is none. */
export async function findLatest(stores: Stores): Promise<Latest | undefined> {
  try {
    return JSON.parse(new TextDecoder().decode(await stores.eval.read(key))) as Latest;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
