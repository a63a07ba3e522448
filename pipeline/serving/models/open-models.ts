import {UsageError} from "../../config/errors.js";
import type {ReloadListener, ServedModel, ServedModels} from "../served-model.js";
import type {ServedAs} from "./load-model.js";

/** Why a version is not served. */
export interface ReloadFailure {
  /** What was to be loaded, by its name. */
  name: string;
  message: string;

  /** When it was tried last, in milliseconds since 1970, and how often since it last succeeded. */
  at: number;
  attempts: number;
}

/** Models that are loaded anew when what they were named by leads to others. */
export interface ReloadedModels extends ServedModels {
  /** Looks once whether a name leads to another model, and loads it beside the one that answers; never rejects. */
  reload(): Promise<void>;

  /** Returns the versions that could not be loaded, and whose predecessors answer meanwhile. */
  failures(): ReloadFailure[];
}

/** What loads models. */
export interface ModelSource {
  /** Returns the model that a name leads to, or *current* if that is still it; rejects if it cannot be loaded. */
  load(as: ServedAs, current: ServedModel | undefined): Promise<ServedModel>;

  /** Called when a version could not be loaded; the one before goes on answering. */
  onFailure(failure: ReloadFailure): void;

  /** A clock, in milliseconds since 1970. */
  now(): number;
}

/** Loads the models of *names*, all of them; rejects as `load` does. */
export async function openModels(
  names: readonly ServedAs[],
  source: ModelSource
): Promise<ReloadedModels> {
  if (names.length === 0) throw new UsageError("missing model; name one with --model");
  const models = new Map<string, ServedModel>();
  const failures = new Map<string, ReloadFailure>();
  const listeners = new Set<ReloadListener>();
  for (const as of names) models.set(as.name, await source.load(as, undefined));
  const reloadOne = async (as: ServedAs): Promise<void> => {
    const before = models.get(as.name)!;
    try {
      const model = await source.load(as, before);
      failures.delete(as.name);
      if (model === before) return;
      models.set(as.name, model);
      for (const listener of listeners) listener(model, before);
    } catch (error) {
      const {message} = error as Error;
      const attempts = (failures.get(as.name)?.attempts ?? 0) + 1;
      const failure = {name: as.name, message, at: source.now(), attempts};
      failures.set(as.name, failure);
      source.onFailure(failure);
    }
  };
  return {
    names: names.map(({name}) => name),
    find: (name) => models.get(name),
    main: () => models.get(names[0].name)!,
    onReload(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async reload() {
      for (const as of names) await reloadOne(as);
    },
    failures: () => [...failures.values()]
  };
}
