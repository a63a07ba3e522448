import type {NamedDrift, RunDrift} from "../schema/drift.js";
import type {Retraining} from "../schema/retraining.js";
import {driftLimits} from "./window-drift.js";

/** A training window that ended longer ago than this before the last event is old, in days: hosts and services have changed since. */
export const oldTraining = 28;

/**
 * The fewest events of both windows for drift to count. Flows come in bursts, so that less differs by chance more than `stabilityNoise`, which is for
 * independent values: of 2,000 flows of the generator, three of six logs had features that were different, of 20,000 none.
 */
export const fewestCompared = 2000;

/** Features of the time of day: windows that do not begin at the same hour differ in them, whatever the network does. */
export const clockFeatures: readonly string[] = ["hour_sin", "hour_cos"];

/** How many features are named. */
const maxNamed = 3;

/** Returns the features of *drift* that are different, those of the time of day aside, the greatest index first. */
export function movedFeatures(drift: RunDrift | null): NamedDrift[] {
  const isMoved = ({name, verdict}: NamedDrift) =>
    verdict === "different" && !clockFeatures.includes(name);
  return isComparable(drift) ? drift.features.filter(isMoved) : [];
}

/** Returns the drift of the score if it is different; null if it is not. */
export function movedScore(drift: RunDrift | null): NamedDrift | null {
  return isComparable(drift) && drift.score?.verdict === "different" ? drift.score : null;
}

function isComparable(drift: RunDrift | null): drift is RunDrift {
  return drift !== null && Math.min(drift.trainingRows, drift.testEvents) >= fewestCompared;
}

/** Returns the first of *moved* features, and how far they are; e.g., `log_duration (PSI 0.31, KS 0.15) and 2 more`. */
export function movedText(moved: readonly NamedDrift[]): string {
  const named = moved.slice(0, maxNamed).map((one) => `${one.name} (${measures(one)})`);
  const more = moved.length > maxNamed ? ` and ${moved.length - maxNamed} more` : "";
  return `${named.join(", ")}${more}`;
}

/** Returns the two measures of a drift as text. */
export function measures({psi, ks}: Pick<NamedDrift, "psi" | "ks">): string {
  return `PSI ${psi.toFixed(2)}, KS ${ks.toFixed(2)}`;
}

/**
 * Returns whether a model should be trained anew: if a feature or the score of the test window is different from training, by the limits
 * of `driftVerdict`, or the training window ended more than `oldTraining` days before the last event.
 */
export function recommendRetraining(drift: RunDrift | null, ageDays: number): Retraining {
  const reasons: Retraining["reasons"] = [];
  const moved = movedFeatures(drift);
  if (moved.length > 0) {
    const verb = moved.length === 1 ? "is" : "are";
    reasons.push({
      code: "drift",
      message: `${movedText(moved)} ${verb} not as in training (from PSI ${driftLimits.different} and KS ${driftLimits.apart} on)`
    });
  }
  const score = movedScore(drift);
  if (score) reasons.push({code: "score", message: `scores have shifted (${measures(score)})`});
  const days = ageDays.toFixed(0);
  if (ageDays > oldTraining)
    reasons.push({
      code: "age",
      message: `the training window ended ${days} days before the last event (more than ${oldTraining})`
    });
  return {
    recommended: reasons.length > 0,
    reasons,
    summary: reasons.length > 0 ? yes(reasons) : no(drift, ageDays),
    ageDays
  };
}

function yes(reasons: Retraining["reasons"]): string {
  const why = reasons.map(({message}) => message).join("; ");
  return `Retraining is recommended: ${why}. First see whether an attack makes the difference: a model that is trained on it takes it for normal.`;
}

function no(drift: RunDrift | null, ageDays: number): string {
  const days = ageDays.toFixed(0);
  return `Retraining is not recommended: ${whyNot(drift)}, and the training window ended ${days} ${days === "1" ? "day" : "days"} before the last event.`;
}

function whyNot(drift: RunDrift | null): string {
  if (!drift) return "there is no test window that could differ";
  if (!isComparable(drift))
    return `drift counts from ${fewestCompared.toLocaleString("en-US")} events in both windows on`;
  const score = drift.score
    ? `scores are within the limits (${measures(drift.score)})`
    : "scores of training are not in this log";
  return `no feature but the time of day differs from training, ${score}`;
}
