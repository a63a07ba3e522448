import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {Action} from "../audit/decisions.js";
import {readRetraining} from "./results.js";

/** Returns what the audit records of the recommendation to train anew that *evaluation* makes for *run*; undefined of an evaluation from before there was one. */
export function maybeRetrainingAction(
  run: string,
  evaluation: Manifest,
  actedAt: Date
): Action | undefined {
  const retraining = readRetraining(evaluation);
  if (!retraining) return undefined;
  const details = {run, ...(retraining as unknown as {[name: string]: Json})};
  return {kind: "retraining", details, actedBy: "atalaya run", actedAt};
}
