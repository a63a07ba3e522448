import {modelFeatures} from "../../src/core/features/list.js";
import {parseModel} from "../../src/core/forest/serialize.js";
import type {Forest} from "../../src/core/forest/types.js";
import type {ModelFile} from "../../src/core/schema/models.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import {fileKey, findManifest} from "../artifacts/artifacts.js";
import {sha256} from "../artifacts/digest.js";
import type {ModelVersion} from "../audit/decisions.js";
import {NotFoundError, UsageError} from "../config/errors.js";
import {modelsOf} from "../run/results.js";
import type {Stores} from "../storage/store.js";

/** A model version with its file, read and checked. */
export interface ReadVersion {
  version: ModelVersion;
  file: ModelFile;
  forest: Forest;

  /** The run that made it first, which has the digests of what it was trained on; undefined if the audit does not list it. */
  firstRun: RunEntry | undefined;
}

/** Returns the name of a version as people write it; e.g., `isolation-forest@3`. */
export function versionName({name, version}: Pick<ModelVersion, "name" | "version">): string {
  return `${name}@${version}`;
}

/** Reads the file of *version* from the artifact of the run that made it first; throws a UsageError if it is missing, damaged, or of other features. */
export async function readVersion(
  version: ModelVersion,
  runs: readonly RunEntry[],
  stores: Stores
): Promise<ReadVersion> {
  const name = versionName(version);
  const firstRun = runs.find(({run}) => run === version.firstRun);
  const bytes = await maybeBytes(version, firstRun, stores);
  if (!bytes)
    throw new UsageError(
      `model file not found: ${name}; run ${version.firstRun} made it, and it was removed`
    );
  if (sha256(bytes) !== version.sha256)
    throw new UsageError(
      `corrupt model file: ${name} has not the digest ${version.sha256.slice(0, 12)} that is registered; \`atalaya doctor\` says what else is damaged`
    );
  const {file, forest} = parsed(bytes, name);
  const ours = modelFeatures.map((feature) => feature.name).join(", ");
  if (file.features.join(", ") !== ours)
    throw new UsageError(
      `invalid features: ${name} expects ${file.features.join(", ")}; this version scores ${ours}: train it again`
    );
  return {version, file, forest, firstRun};
}

function parsed(bytes: Uint8Array, name: string): {file: ModelFile; forest: Forest} {
  try {
    return parseModel(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new UsageError(`invalid model file: ${name}: ${(error as Error).message}; train it again`, {cause: error}); // prettier-ignore
  }
}

async function maybeBytes(
  {sha256: digest}: ModelVersion,
  firstRun: RunEntry | undefined,
  stores: Stores
): Promise<Uint8Array | undefined> {
  const training = firstRun?.phases.find(({phase}) => phase === "training");
  const manifest = training && (await findManifest(stores, "training", training.key));
  const listed = manifest && modelsOf(manifest).find((model) => model.sha256 === digest);
  if (!manifest || !listed) return undefined;
  try {
    return await stores.models.read(fileKey(manifest, listed.path));
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
