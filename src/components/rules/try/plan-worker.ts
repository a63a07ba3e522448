import {planTrial} from "../../../core/sigma/trial/plan-trial.js";
import type {TrialPlan} from "../../../core/sigma/trial/plan-trial.js";
import {errorMessage} from "../../../core/error-message.js";

/** A question to the worker: a text with rules. */
export interface PlanQuestion {
  id: number;
  text: string;
}

/** Its answer. */
export type PlanAnswer = {id: number} & ({plan: TrialPlan} | {error: string});

addEventListener("message", ({data: {id, text}}: MessageEvent<PlanQuestion>) => {
  postMessage({id, ...answer(text)} satisfies PlanAnswer);
});

function answer(text: string): {plan: TrialPlan} | {error: string} {
  try {
    return {plan: planTrial(text)};
  } catch (error) {
    return {error: errorMessage(error)};
  }
}
