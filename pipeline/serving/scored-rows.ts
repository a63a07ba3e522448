import type {ServedModel} from "./served-model.js";

/** Rows that a model has scored, for whoever scores them beside. */
export interface ScoredRows {
  model: ServedModel;
  rows: number;
  values: Float32Array;
  scores: Float64Array;
}
