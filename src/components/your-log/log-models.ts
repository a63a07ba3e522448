import {parseModel} from "../../core/forest/serialize.js";
import type {Forest} from "../../core/forest/types.js";
import {explainingForest, readSiteModel} from "../../core/published/site-models.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Provenance} from "../../core/schema/published.js";
import type {SiteModel, SiteModelsPage} from "../../core/schema/site-models.js";
import {fetchModel} from "../site-models/fetch-model.js";
import {modelChooser} from "../site-models/model-chooser.js";
import {chosenModel} from "../site-models/choice.js";
import type {LogWorker} from "./worker-client.js";

/** The models that a dropped log can be scored with. */
export interface LogModels {
  /** The choice of one. */
  node: HTMLElement;

  /** Fetches the files of all: the page asks for nothing once a log may be dropped. */
  load(): Promise<void>;

  /** Lets *worker* score with the one that the URL names, or, if that cannot score, with that of the run. */
  use(worker: LogWorker): Promise<void>;

  /** Returns the one that scores, null for that of the run, and the forest that explains. */
  current(): {other: SiteModel | null; model: {file: ModelFile; forest: Forest}};

  /** Returns whether the URL names another than the one that scores. */
  isOther(): boolean;
}

/** The model of the run, the list of the others, and the listener of the choice. */
interface LogModelsOptions {
  /** The text of model.json. */
  own: string;

  /** The URL of site-models.json. */
  listed: string;
  onChoose: () => void;
}

/** Returns the models of *page* for dropped logs. */
export function logModels(
  page: SiteModelsPage,
  {own: text, listed, onChoose}: LogModelsOptions
): LogModels {
  const own = parseModel(text);
  const texts = new Map<string, string>();
  const faults = new Map<string, Error>();
  const about = "Dropped logs are scored";
  const chooser = modelChooser(page, {about, own: own.file.name, onChoose});
  let current: ReturnType<LogModels["current"]> = {other: null, model: own};

  async function useOther(worker: LogWorker, other: SiteModel): Promise<void> {
    const found = texts.get(other.sha256);
    if (found === undefined) throw faults.get(other.sha256) ?? new Error("model file not found");
    const {scale} = other;
    await worker.ask({kind: "model", text, other: {text: found, scale}}, "ready");
    current = {other, model: explainingForest(own, readSiteModel(found, scale))};
  }

  async function useOwn(worker: LogWorker): Promise<void> {
    await worker.ask({kind: "model", text, other: null}, "ready");
    current = {other: null, model: own};
  }

  return {
    node: chooser.node,
    async load() {
      const load = async (model: SiteModel): Promise<void> => {
        const found = await fetchModel(listed, model).catch(
          (error: Error) => void faults.set(model.sha256, error)
        );
        if (found !== undefined) texts.set(model.sha256, found);
      };
      await Promise.all(page.models.slice(1).map(load));
    },
    async use(worker) {
      const other = chooser.show();
      if (!other) return useOwn(worker);
      try {
        await useOther(worker, other);
        chooser.ready();
      } catch (error) {
        await useOwn(worker);
        chooser.fail(error);
      }
    },
    current: () => current,
    isOther: () => chosenModel(page, location.search) !== current.other
  };
}

/** Returns *provenance* with the digest of *model* in the place of that of the training of the run. */
export function withModel(provenance: Provenance, {sha256}: SiteModel): Provenance {
  return {...provenance, artifacts: {...provenance.artifacts, training: sha256}};
}
