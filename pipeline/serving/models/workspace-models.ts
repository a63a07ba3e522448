import {stat} from "node:fs/promises";
import type {Settings} from "../../config/settings.js";
import type {Stores} from "../../storage/store.js";
import type {ServedModel} from "../served-model.js";
import {findServedModel} from "./find-model.js";
import {findThreshold} from "./find-threshold.js";
import {loadServedModel} from "./load-model.js";
import type {ServedAs} from "./load-model.js";
import {openModels} from "./open-models.js";
import type {ModelSource, ReloadedModels, ReloadFailure} from "./open-models.js";
import {registryReader} from "./registry.js";
import type {RegistrySnapshot} from "./registry.js";

/** Models of a workspace, which follow its registry. */
export interface WorkspaceModels extends ReloadedModels {
  /** Reads the registry and what it leads to, if it has changed, and what failed before; never rejects. */
  poll(): Promise<void>;

  /** Lets go of the registry. */
  close(): Promise<void>;
}

/** What is called as models of a workspace are loaded. */
export interface WorkspaceListener {
  onFailure(failure: ReloadFailure): void;
  onWait(message: string): void;
}

/** The name that a failure has if the registry itself cannot be read. */
const registryName = "registry";

/** Loads the models of *names* from the workspace of *settings*; rejects with a UsageError if one cannot be. */
export async function openWorkspaceModels(
  names: readonly ServedAs[],
  {settings, stores}: {settings: Settings; stores: Stores},
  {onFailure, onWait}: WorkspaceListener
): Promise<WorkspaceModels> {
  const registry = registryReader(settings, stores, onWait);
  const isFile = ({reference}: ServedAs) => /\.json$/i.test(reference);
  const read = () => registry.read();
  let snapshot: RegistrySnapshot | undefined = names.every(isFile)
    ? {versions: [], runs: [], latest: null}
    : await read();
  const source: ModelSource = {
    load: (as, current) => load(as, current, snapshot!, stores),
    onFailure,
    now: () => Date.now()
  };
  const models = await openModels(names, source).catch(async (error: unknown) => {
    await registry.close();
    throw error;
  });
  let unread: ReloadFailure | undefined;
  const poll = async () => {
    try {
      const changed = names.every(isFile) ? undefined : await read();
      unread = undefined;
      snapshot = changed ?? snapshot;
      if (changed || models.failures().length > 0 || names.some(isFile)) await models.reload();
    } catch (error) {
      const attempts = (unread?.attempts ?? 0) + 1;
      const {message} = error as Error;
      onFailure((unread = {name: registryName, message, at: Date.now(), attempts}));
    }
  };
  return {
    ...models,
    failures: () => [...(unread ? [unread] : []), ...models.failures()],
    poll,
    close: () => registry.close()
  };
}

const read = new WeakMap<ServedModel, string>(); // the stamp of the file that a model was read from

async function load(
  as: ServedAs,
  current: ServedModel | undefined,
  snapshot: RegistrySnapshot,
  stores: Stores
): Promise<ServedModel> {
  const referred = await findServedModel(as.reference, snapshot, stores);
  if (referred.kind === "file") {
    const stamp = await stampOf(referred.path);
    if (current && read.get(current) === stamp) return current;
    const model = await loadServedModel(referred, as, snapshot, stores);
    read.set(model, stamp);
    return model;
  }
  const {sha256, version} = referred.found;
  if (current?.sha256 !== sha256) return loadServedModel(referred, as, snapshot, stores);
  const threshold =
    as.threshold === null
      ? await findThreshold({sha256, detector: current.detector}, snapshot, stores)
      : current.threshold;
  const stage = version?.stage ?? null;
  if (stage === current.stage && threshold?.value === current.threshold?.value) return current;
  return {...current, stage, threshold};
}

async function stampOf(path: string): Promise<string> {
  const {mtimeMs, size, ino} = await stat(path);
  return `${mtimeMs} ${size} ${ino}`;
}
