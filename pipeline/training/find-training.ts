import {stat} from "node:fs/promises";
import {dirname, join} from "node:path";
import {modelFeatures} from "../../src/core/features/list.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {ModelFile} from "../../src/core/schema/models.js";
import {parseBoundedJson} from "../../src/core/forest/bounded-json.js";
import {parseModel} from "../../src/core/forest/serialize.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {artifactDigest, findManifest, materialiseArtifact} from "../artifacts/artifacts.js";
import {checkUse, copyArtifact} from "../artifacts/copy-artifact.js";
import {sha256} from "../artifacts/digest.js";
import {UsageError} from "../config/errors.js";
import {namedText, readNamedFile, readNamedText} from "../config/named-file.js";
import type {FileKind} from "../config/named-file.js";
import type {Stores} from "../storage/store.js";
import {makeImport} from "./make-import.js";

/** The most bytes of a model file. */
const maxBytes = 256 * 2 ** 20;

const modelKind: FileKind = {what: "model", remedy: "name a model file of a run"};

/** Raised when the same file would give another artifact. */
const importVersion = 1;

/** The runs that a model may be named by. */
export interface TrainingRuns {
  runs(limit?: number): Promise<RunEntry[]>;
}

/**
 * Returns the training that *model* names, frozen: nothing is trained. A run of the workspace or the digest of a model file
 * or training (8 digits or more) gives that training. A file gives the training that it belongs to, in this store or in the
 * artifact that it lies in; a file alone becomes an artifact of itself. Throws a UsageError if there is none, or the file is
 * not a model of the features of this version.
 */
export async function findTraining(
  model: string,
  context: PhaseContext,
  audit: TrainingRuns
): Promise<PhaseResult> {
  if (/^\d{8}-\d{6}-[0-9a-f]{4}$/.test(model)) return ofRun(model, context, audit);
  const info = await stat(model).catch(() => null);
  if (info?.isFile()) return ofFile(model, context);
  if (/^[0-9a-f]{8,64}$/.test(model)) return ofDigest(model, context);
  if (info)
    throw new UsageError(`invalid --model: ${model} is not a file; name a model file in it`);
  throw new UsageError(
    `model not found: ${model}; name a model file, a run (\`atalaya runs\`), or a digest (\`atalaya models\`)`
  );
}

async function ofRun(
  run: string,
  context: PhaseContext,
  audit: TrainingRuns
): Promise<PhaseResult> {
  const entry = (await audit.runs(10_000)).find((one) => one.run === run);
  if (!entry) throw new UsageError(`run not found: ${run}; \`atalaya runs\` lists them`);
  const phase = entry.phases.find((one) => one.phase === "training");
  if (!phase) throw new UsageError(`no models: run ${run} ended before it made any`);
  const manifest = await findManifest(context.stores, "training", phase.key);
  if (!manifest)
    throw new UsageError(`models not found: run ${run} made them, and they were removed`);
  return frozen(await checkUse(manifest, context));
}

async function ofDigest(digest: string, context: PhaseContext): Promise<PhaseResult> {
  const found = await trainingsWith(context, (text) => text.startsWith(digest));
  if (found.length === 1) return frozen(await checkUse(found[0], context));
  if (found.length === 0)
    throw new UsageError(`model not found: ${digest}; \`atalaya models\` lists their digests`);
  const names = found.map((one) => modelsOf(one)[0].sha256.slice(0, 16)).join(", ");
  throw new UsageError(`ambiguous model: ${digest} is ${names}; give more digits, or name the run`);
}

/** Returns the trainings of the store of which a flow model, or they themselves, have a digest that *fits*. */
async function trainingsWith(
  {stores}: PhaseContext,
  fits: (digest: string) => boolean
): Promise<Manifest[]> {
  const all = await listTrainings(stores);
  return all.filter((manifest) =>
    [manifest.sha256, ...modelsOf(manifest).map((one) => one.sha256)].some(fits)
  );
}

/** Returns the manifests of all trainings of the store, in the order of their keys. */
export async function listTrainings(stores: Stores): Promise<Manifest[]> {
  const keys = (await stores.models.list("artifacts/")).filter((key) => key.endsWith("/manifest.json")); // prettier-ignore
  const found: Manifest[] = [];
  for (const key of keys) {
    const manifest = await findManifest(stores, "training", key.split("/")[1]);
    if (manifest) found.push(manifest);
  }
  return found;
}

function modelsOf({facts}: Manifest): {sha256: string}[] {
  return facts.models as {sha256: string}[];
}

async function ofFile(path: string, context: PhaseContext): Promise<PhaseResult> {
  const bytes = await readNamedFile(path, {...modelKind, maxBytes});
  const file = readModel(path, bytes);
  const digest = sha256(bytes);
  const [known] = await trainingsWith(context, (text) => text === digest);
  if (known) return frozen(await checkUse(known, context));
  const beside = await maybeArtifact(dirname(path), digest);
  if (beside)
    return frozen(
      await copyArtifact(
        beside,
        (name) => readNamedFile(join(dirname(path), name), {...modelKind, maxBytes}),
        context
      )
    );
  const begun = performance.now();
  const spec = {
    phase: "training" as const,
    phaseVersion: importVersion,
    parameters: {imported: true},
    inputs: [{name: "frozen model", sha256: digest}]
  };
  const {manifest, reused} = await materialiseArtifact(spec, context, (folder) =>
    makeImport(file, bytes, folder)
  );
  const seconds = (performance.now() - begun) / 1000;
  return {manifest, reused, seconds, rowsIn: 0, rowsOut: manifest.rows, rejected: 0};
}

/** Returns the model in *bytes*; throws a UsageError that names the file if it is none, or sees other features. */
function readModel(path: string, bytes: Uint8Array): ModelFile {
  let file: ModelFile;
  try {
    file = parseModel(parseBoundedJson(namedText(bytes, path, modelKind))).file;
  } catch (error) {
    throw new UsageError(
      `${path}: ${(error as Error).message}; --model takes a model file of a run, e.g. from \`atalaya model export --format json\``,
      {cause: error}
    );
  }
  const ours = modelFeatures.map(({name}) => name);
  if (file.features.join() === ours.join()) return file;
  throw new UsageError(
    `invalid features in ${path}: ${file.features.join(", ")}; this version scores ${ours.join(", ")}: train it again`
  );
}

/** Returns the manifest of the artifact in *folder* if it has a file with *digest*; undefined if there is none. */
async function maybeArtifact(folder: string, digest: string): Promise<Manifest | undefined> {
  try {
    const manifest = JSON.parse(
      await readNamedText(join(folder, "manifest.json"), modelKind)
    ) as Manifest;
    const isTraining =
      manifest.phase === "training" && manifest.sha256 === artifactDigest(manifest.files);
    const isSafe = manifest.files.every(({path}) => /^[\w-]+(\/[\w-]+)*\.json$/.test(path));
    return isTraining && isSafe && modelsOf(manifest).some((one) => one.sha256 === digest) ? manifest : undefined; // prettier-ignore
  } catch {
    return undefined; // the file lies in no artifact
  }
}

/** Returns *manifest* as the result of a phase that had nothing to do. */
function frozen(manifest: Manifest): PhaseResult {
  return {manifest, reused: true, seconds: 0, rowsIn: 0, rowsOut: manifest.rows, rejected: 0};
}
