import type {Forest} from "../forest/types.js";
import type {ModelFile} from "../schema/models.js";

/** A model as the evaluation has loaded it. */
export interface LoadedModel {
  file: ModelFile;
  forest: Forest;
  sha256: string;
  bytes: number;
}
