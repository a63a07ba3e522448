import {parseModel} from "../../../../src/core/forest/serialize.js";
import {openAudit} from "../../../audit/open.js";
import {NotFoundError, UsageError} from "../../../config/errors.js";
import type {Settings} from "../../../config/settings.js";
import type {Model} from "../../../exchange/export-onnx.js";
import {naming} from "../../../exchange/read-model-file.js";
import {findLatest} from "../../../run/latest.js";
import {findNearest} from "../../nearest-name.js";
import {modelsOf} from "../../../run/results.js";
import {fileKey, findManifest} from "../../../artifacts/artifacts.js";
import {openStores} from "../../../storage/open.js";
import type {Stores} from "../../../storage/store.js";

/** The detector whose model is read if none is named. */
export const defaultModel = "isolation-forest";

/** A model of a run. */
export interface ModelChoice {
  /** The name of the run; defaults to the latest that came to its end. */
  run?: string;

  /** The name of the detector; defaults to defaultModel. */
  model?: string;

  /** Called if there is something to wait for. */
  onWait?: (message: string) => void;
}

/**
 * Reads a model that a run of the workspace has made. Throws a UsageError if there is no such run, or
 * it has no such model, and names those that it has.
 */
export async function readRunModel(
  settings: Settings,
  {run, model = defaultModel, onWait}: ModelChoice
): Promise<Model> {
  const stores = openStores(settings);
  const latest = await findLatest(stores);
  if (!latest) throw new UsageError("no runs yet; try `atalaya run`");
  const asked = run !== undefined && run !== latest.run;
  const key = asked ? await trainingOf(settings, run, onWait) : latest.training;
  const manifest = await findManifest(stores, "training", key);
  if (!manifest)
    throw new UsageError(
      `models not found: run ${run ?? latest.run} made them, and they were removed`
    );
  const models = modelsOf(manifest);
  const found = models.find(({name}) => name === model);
  if (!found) {
    const names = models.map(({name}) => name);
    const nearest = findNearest(model, names);
    throw new UsageError(
      `unknown model: ${model}; ${nearest ? `did you mean ${nearest}?` : `the run has ${names.join(", ")}`}`
    );
  }
  const text = await readText(stores, fileKey(manifest, found.path));
  return naming(found.path, () => parseModel(text));
}

async function readText(stores: Stores, key: string): Promise<string> {
  try {
    return new TextDecoder().decode(await stores.models.read(key));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new UsageError(`model not found: ${key}; \`atalaya doctor\` lists what else is missing`, {
      cause: error
    });
  }
}

/** Returns the key of the models of *run*, from the audit. */
async function trainingOf(
  settings: Settings,
  run: string,
  onWait?: (message: string) => void
): Promise<string> {
  const audit = await openAudit(settings, {onWait});
  const runs = await audit.runs(10_000).finally(() => audit.close());
  const phases = runs.find((entry) => entry.run === run)?.phases;
  if (!phases) throw new UsageError(`run not found: ${run}; \`atalaya runs\` lists them`);
  const training = phases.find(({phase}) => phase === "training");
  if (!training) throw new UsageError(`no models: run ${run} ended before it made any`);
  return training.key;
}
