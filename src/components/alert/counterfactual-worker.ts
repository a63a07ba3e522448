import {errorMessage} from "../../core/error-message.js";
import {parseModel} from "../../core/forest/serialize.js";
import {findChange} from "./find-counterfactual.js";
import type {Change} from "./find-counterfactual.js";
import {rescore} from "./rescore.js";

/** A question to the worker: the text of a model file, an event with its features, its score and the threshold. */
export interface ChangeQuestion {
  model: string;
  event: Readonly<Record<string, unknown>>;
  published: number;
  threshold: number;
}

/** The answer: the smallest change found, null if none was, or why it could not search. */
export type ChangeAnswer = {change: Change | null} | {error: string};

addEventListener("message", ({data}: MessageEvent<ChangeQuestion>) => {
  postMessage(answer(data));
});

function answer({model, event, published, threshold}: ChangeQuestion): ChangeAnswer {
  try {
    const parsed = parseModel(model);
    return {change: findChange(parsed, rescore(parsed, event, published), threshold)};
  } catch (error) {
    return {error: errorMessage(error)};
  }
}
