import {defaultFlowModel} from "../../../src/core/detectors/flow-model.js";
import {maxSiteModels} from "../../../src/core/published/site-models.js";
import type {FlowModelFacts} from "../../../src/core/published/loaded-model.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import type {Records} from "../../audit/audit.js";
import {stages} from "../../audit/decisions.js";
import type {ModelVersion, Stage} from "../../audit/decisions.js";
import {findManifest} from "../../artifacts/artifacts.js";
import {UsageError} from "../../config/errors.js";
import {findEntry} from "../../proof/find-run.js";
import type {Stores} from "../../storage/store.js";
import {findModelVersion} from "../../promotion/find-model-version.js";
import {listTrainings} from "../../training/find-training.js";

/** A model file in the store, which a name led to. */
export interface FoundModel {
  /** The name that led to it, for messages. */
  asked: string;
  training: Manifest;
  path: string;
  sha256: string;

  /** What the registry says of it; undefined if it has no version. */
  version: ModelVersion | undefined;
}

type Listed = {name: string; path: string; sha256: string};

/** The stores and the audit to look in. */
interface Workspace {
  stores: Stores;
  records: Pick<Records, "modelVersions" | "runs">;
}

/**
 * Returns the model files that *names* lead to, each once: a stage stands for every version that is in it, a run for the
 * model that alerts in it, NAME@VERSION and a digest for one file. Throws a UsageError if a name leads to none, or to
 * several files, if a file was removed, or if there are more than `maxSiteModels`.
 */
export async function findModels(
  names: readonly string[],
  {stores, records}: Workspace
): Promise<FoundModel[]> {
  const versions = await records.modelVersions();
  const trainings = await listTrainings(stores);
  const found = new Map<string, FoundModel>();
  for (const asked of names) {
    const digests = await digestsOf(asked, versions, trainings, {stores, records});
    for (const digest of digests)
      if (!found.has(digest)) found.set(digest, fileOf(asked, digest, versions, trainings));
  }
  if (found.size > maxSiteModels)
    throw new UsageError(
      `too many models: ${found.size} by --models ${names.join(",").slice(0, 200)}; a site has ${maxSiteModels} at most beside that of its run`
    );
  return [...found.values()];
}

/** Returns the digests of the files that a name stands for. */
async function digestsOf(
  asked: string,
  versions: readonly ModelVersion[],
  trainings: readonly Manifest[],
  workspace: Workspace
): Promise<string[]> {
  if (stages.includes(asked as Stage)) {
    const staged = versions.filter(({stage}) => stage === asked);
    if (staged.length > 0) return staged.map(({sha256}) => sha256);
    throw new UsageError(
      `no model is ${asked}; put one into that stage with \`atalaya models promote\``
    );
  }
  if (/^\d{8}-\d{6}-[0-9a-f]{4}$/.test(asked)) return [await alertingModel(asked, workspace)];
  const isRegistered = versions.some(({sha256}) => sha256.startsWith(asked));
  if (!/^[0-9a-f]{8,64}$/.test(asked) || isRegistered)
    return [findModelVersion(versions, asked).sha256];
  const fits = trainings
    .flatMap(filesOf)
    .map(({sha256}) => sha256)
    .filter((sha256) => sha256.startsWith(asked));
  const digests = [...new Set(fits)];
  if (digests.length === 1) return digests;
  if (digests.length === 0)
    throw new UsageError(`unknown model: ${asked}; see \`atalaya models\` and \`atalaya runs\``);
  throw new UsageError(
    `ambiguous model: ${asked} is ${digests.map((one) => one.slice(0, 16)).join(", ")}; give more digits`
  );
}

/** Returns the digest of the model that alerts in *run*; throws a UsageError if there is none. */
async function alertingModel(run: string, {stores, records}: Workspace): Promise<string> {
  const entry = await findEntry(records as Records, run);
  if (!entry) throw new UsageError(`run not found: ${run}; \`atalaya runs\` lists them`);
  const key = (phase: string) => entry.phases.find((one) => one.phase === phase)?.key;
  const [training, evaluation] = [key("training"), key("evaluation")];
  if (training === undefined || evaluation === undefined)
    throw new UsageError(`no models: run ${run} ended before it made any`);
  const evaluated = await findManifest(stores, "evaluation", evaluation);
  const flow = evaluated?.facts.flowModel as unknown as FlowModelFacts | undefined;
  if (flow) return flow.sha256;
  const manifest = await findManifest(stores, "training", training);
  if (!manifest)
    throw new UsageError(
      `models not found: run ${run} made them, and they were removed; name another run`
    );
  const listed = filesOf(manifest);
  return (listed.find(({name}) => name === defaultFlowModel) ?? listed[0]).sha256;
}

/** Returns the files of the models of a training: forests, other detectors, one that was grown elsewhere. */
function filesOf({facts}: Manifest): Listed[] {
  const {models, detectors, external} = facts as unknown as {
    models: Listed[];
    detectors: Listed[];
    external: Omit<Listed, "name"> | null;
  };
  return [...models, ...detectors, ...(external ? [{...external, name: "external-model"}] : [])];
}

/** Returns the file with the digest *sha256*; throws a UsageError if no training has it any more. */
function fileOf(
  asked: string,
  sha256: string,
  versions: readonly ModelVersion[],
  trainings: readonly Manifest[]
): FoundModel {
  const version = versions.find((one) => one.sha256 === sha256);
  for (const training of trainings) {
    const listed = filesOf(training).find((file) => file.sha256 === sha256);
    if (listed) return {asked, training, path: listed.path, sha256, version};
  }
  throw new UsageError(
    `model file not found: ${asked}, sha256 ${sha256.slice(0, 16)}, was removed with its run; name another model, or train it again`
  );
}
