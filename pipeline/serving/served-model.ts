import type {Explanation} from "../../src/core/forest/explain.js";
import type {Scorer} from "../../src/core/forest/scorer.js";
import type {Forest} from "../../src/core/forest/types.js";
import type {ImportedModelFile} from "../../src/core/schema/imported-models.js";
import type {DetectorFile, ModelFile} from "../../src/core/schema/models.js";

/** A model as it is served. It never changes: a reload puts another in its place, and who holds this one ends on it. */
export interface ServedModel {
  /** The name that requests call it by. */
  name: string;

  /** What named it on the command line; e.g., `champion` or `isolation-forest@3`. */
  reference: string;

  /** Its version in the registry, or the first 12 digits of its digest if it has none there. */
  version: string;

  /** The name of the detector; e.g., `isolation-forest`. */
  detector: string;

  /** The SHA-256 of its file. */
  sha256: string;

  /** The run that made it first, and its stage; null where the registry does not list it. */
  run: string | null;
  stage: string | null;

  /** The names of its features, in the order of the columns that `score` expects. */
  features: readonly string[];

  /** The score at or above which an event is an alert, in (0, 1), and the run that chose it, if a run did; null if nobody has chosen one. */
  threshold: {value: number; run: string | null} | null;

  /** Its file, and its forest; null of a detector that has none. */
  file: ModelFile | ImportedModelFile | DetectorFile;
  forest: Forest | null;

  /** Scores rows of *features*; in (0, 1), higher is more anomalous. Calls must not overlap. */
  score: Scorer;

  /** Scores rows of all features that events have (`modelFeatures`, in their order); null if it sees one that they do not. */
  scoreEvents: Scorer | null;

  /** Returns why a row of *features* scores as it does, exactly; null of a detector that cannot explain. */
  explain: ((row: ArrayLike<number>) => Explanation) | null;
}

/** Called when *model* was put in the place of *before*, which is undefined as the service starts. */
export type ReloadListener = (model: ServedModel, before: ServedModel | undefined) => void;

/** The models that a service has, each by its name; the first is its main one. */
export interface ServedModels {
  /** The names, in the order in which they were given; at least one. */
  readonly names: readonly string[];

  /** Returns the model that is served as *name* now; undefined if none is. */
  find(name: string): ServedModel | undefined;

  /** Returns the model of the first name: the champion, unless another was named. */
  main(): ServedModel;

  /** Calls *listener* at each reload, after it, until the returned function is called. */
  onReload(listener: ReloadListener): () => void;
}
