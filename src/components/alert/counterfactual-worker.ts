import {errorMessage} from "../../core/error-message.js";
import {parseModel} from "../../core/forest/serialize.js";
import {findChange} from "./find-counterfactual.js";
import type {Change} from "./find-counterfactual.js";
import {rescore} from "./rescore.js";

/** What the worker is asked: the text of a model file, an event with its features, its score and the line. */
export interface ChangeQuestion {
  model: string;
  event: Readonly<Record<string, unknown>>;
  published: number;
  line: number;
}

/** What it answers: the smallest change found, null if none was, or why it could not look. */
export type ChangeAnswer = {change: Change | null} | {error: string};

addEventListener("message", ({data}: MessageEvent<ChangeQuestion>) => {
  postMessage(answer(data));
});

function answer({model, event, published, line}: ChangeQuestion): ChangeAnswer {
  try {
    const parsed = parseModel(model);
    return {change: findChange(parsed, rescore(parsed, event, published), line)};
  } catch (error) {
    return {error: errorMessage(error)};
  }
}
