import {errorMessage} from "../../core/error-message.js";
import {prefixAgreement, prefixCounts} from "../../core/evaluation/prefix-agreement.js";
import type {PrefixAgreement} from "../../core/evaluation/prefix-agreement.js";
import {parseModel} from "../../core/forest/serialize.js";

/** The question to the worker: a model file, rows in the order of its features, and how many count as the most anomalous. */
export interface TreesQuestion {
  model: string;
  values: Float32Array;
  rows: number;
  k: number;
}

/** The answer: how similar parts of the forest are, or the error. */
export type TreesAnswer = {curve: PrefixAgreement[]} | {error: string};

addEventListener("message", ({data}: MessageEvent<TreesQuestion>) => {
  postMessage(answer(data));
});

function answer({model, values, rows, k}: TreesQuestion): TreesAnswer {
  try {
    const {forest} = parseModel(model);
    const matrix = {rows, columns: forest.columns, values};
    return {curve: prefixAgreement(forest, matrix, {counts: prefixCounts(forest.roots.length), k})};
  } catch (error) {
    return {error: errorMessage(error)};
  }
}
