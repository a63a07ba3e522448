import type {RunDrift} from "../schema/drift.js";
import type {Metrics} from "../schema/published.js";
import type {Warning} from "../schema/warnings.js";
import {measures, movedFeatures, movedScore, movedText} from "./retraining.js";
import {shareInterval} from "./share-interval.js";

/** The fewest labelled attacks for which a figure is more than chance: the 95 % interval of a recall of one half is then 34 points wide. */
export const fewestAttacks = 30;

/** What the calibration window of a run holds, and what the least strict certificate needs. */
export interface CalibrationRows {
  rows: number;
  needed: number;

  /** The share of false alerts that is tried, in (0, 1). */
  alpha: number;
}

/** Returns the warning that figures are of few attacks: of the window that they are measured in; none without figures. */
export function attackWarnings([all, test]: readonly Metrics[]): Warning[] {
  if (!all || !(all.attacks > 0 && all.attacks < all.labelled)) return [];
  const attacks = test?.attacks ?? 0;
  if (attacks >= fewestAttacks) return [];
  const figures =
    attacks === 0
      ? "figures are of all events, the training window included"
      : `a recall of one half would have the 95 % interval ${intervalText(attacks)}, and differences between models or runs are mostly chance`;
  return [
    {
      code: "too-few-attacks",
      message: `${attacks === 0 ? "No" : attacks} labelled ${attacks === 1 ? "attack" : "attacks"} in the test window, fewer than ${fewestAttacks}: ${figures}. Add logs of more days, or train on a clean past (--train-on FILES), so that all events are tested.`
    }
  ];
}

function intervalText(attacks: number): string {
  const {low, high} = shareInterval(attacks / 2, attacks);
  return `${(100 * low).toFixed(0)} % to ${(100 * high).toFixed(0)} %`;
}

/** Returns the warning that the calibration window is too short to certify any alert; none if it is not, or there is none. */
export function calibrationWarnings(calibration: CalibrationRows | null): Warning[] {
  if (!calibration || calibration.rows >= calibration.needed) return [];
  const {rows, needed, alpha} = calibration;
  return [
    {
      code: "short-calibration",
      message: `The calibration window, the first quarter of the test window, holds ${rows.toLocaleString("en-US")} events: to certify at most ${(100 * alpha).toFixed(0)} % false alerts at this budget takes ${needed.toLocaleString("en-US")}. Add logs of more days, train on a smaller share (--train-share), or raise --budget.`
    }
  ];
}

/** Returns the warning that the test window is not like training; none if it is, but for the time of day. */
export function driftWarnings(drift: RunDrift | null): Warning[] {
  const moved = movedFeatures(drift);
  const score = movedScore(drift);
  if (moved.length === 0 && !score) return [];
  const parts = [
    ...(moved.length > 0 ? [movedText(moved)] : []),
    ...(score ? [`the score (${measures(score)})`] : [])
  ];
  return [
    {
      code: "drift",
      message: `The test window is not like training: ${parts.join("; ")}. Scores are relative to training. Look first for an attack, another sensor or new hosts on Explore; if the change is to stay, train on a later window or a clean past (--train-on FILES).`
    }
  ];
}
