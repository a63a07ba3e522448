/** Why a new training is recommended. */
export type RetrainingCode = "drift" | "score" | "age";

/** Whether a model should be trained anew, from facts that are published beside it. */
export interface Retraining {
  recommended: boolean;

  /** Why it is, one of a code at most; empty if it is not. */
  reasons: {code: RetrainingCode; message: string}[];

  /** All of it in a sentence or two, and why not, if it is not. */
  summary: string;

  /** The days from the end of the training window to the last event of the log; 0 if the training is later. */
  ageDays: number;
}
