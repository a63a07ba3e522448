import {stat} from "node:fs/promises";
import {defaultFlowModel} from "../../../src/core/detectors/flow-model.js";
import type {Records} from "../../audit/audit.js";
import {stages} from "../../audit/decisions.js";
import type {Stage} from "../../audit/decisions.js";
import {UsageError} from "../../config/errors.js";
import {findModels} from "../../site/models/find-models.js";
import type {FoundModel} from "../../site/models/find-models.js";
import type {Stores} from "../../storage/store.js";
import type {RegistrySnapshot} from "./registry.js";

/** A model that a reference leads to: in the store, or a file beside it. */
export type ReferredModel = {kind: "stored"; found: FoundModel} | {kind: "file"; path: string};

/** The reference to the model that alerts in the latest run that came to its end. */
export const latestReference = "latest";

/**
 * Returns the model that *reference* leads to: a stage (`champion`), a stage of one detector (`ml-isolation-forest@challenger`), a version
 * (`isolation-forest@3`), a run, `latest`, a digest of 8 digits or more, or the path of a model file, of a run or imported. A stage alone is
 * that of the Isolation Forest if several detectors have one. Throws a UsageError if it leads to none, or to several.
 */
export async function findServedModel(
  reference: string,
  snapshot: RegistrySnapshot,
  stores: Stores
): Promise<ReferredModel> {
  if (/\.json$/i.test(reference)) return fileAt(reference);
  const asked = nameOf(reference, snapshot);
  const records = {
    modelVersions: async () => [...snapshot.versions],
    runs: async (limit = Infinity) => snapshot.runs.slice(0, limit)
  } satisfies Pick<Records, "modelVersions" | "runs">;
  const found = await findModels([asked], {stores, records});
  if (found.length === 1) return {kind: "stored", found: found[0]};
  const own = found.filter(({version}) => version?.name === defaultFlowModel);
  if (own.length === 1) return {kind: "stored", found: own[0]};
  const names = found.map(({version}) => `${version?.name}@${asked}`).join(", ");
  throw new UsageError(`ambiguous model: ${reference} is ${names}; name one of them`);
}

/** Returns what `findModels` calls the model of *reference*. */
function nameOf(reference: string, {latest, versions}: RegistrySnapshot): string {
  if (reference === latestReference) {
    if (latest !== null) return latest;
    throw new UsageError("no runs yet; try `atalaya run`");
  }
  const [name, stage] = reference.split("@");
  if (stage === undefined || !stages.includes(stage as Stage)) return reference;
  const staged = versions.find((one) => one.name === name && one.stage === stage);
  if (staged) return `${name}@${staged.version}`;
  throw new UsageError(
    `no ${name} is ${stage}; put one into that stage with \`atalaya models promote\``
  );
}

async function fileAt(path: string): Promise<ReferredModel> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile()) return {kind: "file", path};
  throw new UsageError(`model file not found: ${path}; see \`atalaya model export\``);
}
