import {errorMessage} from "../../core/error-message.js";
import {prefixAgreement, prefixCounts} from "../../core/evaluation/prefix-agreement.js";
import type {PrefixAgreement} from "../../core/evaluation/prefix-agreement.js";
import {parseModel} from "../../core/forest/serialize.js";

/** What the worker is asked: a model file, rows in the order of its features, and how many count as strangest. */
export interface TreesQuestion {
  model: string;
  values: Float32Array;
  rows: number;
  k: number;
}

/** What it answers: how alike parts of the forest are, or why it could not say. */
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
