import {bandOf, precisionAtBaseRate} from "../../core/evaluation/base-rate.js";
import type {SeedCurves, ThresholdPage} from "../../core/schema/threshold.js";
import type {SeedCurve} from "./seed-curve.js";

/** The curves of the forests: each share by alerts a day. */
export interface Seeds {
  /** The alerts of the whole log that a budget of the drawn events stands for, a day. */
  perDay: number[];

  /** The share of attacks that are alerts; null without attacks. */
  recall: SeedCurve | null;

  /** The share of alerts that are alerts whichever seed it is (`own`), and with one other seed (`band`). */
  steady: SeedCurve;

  /** Returns the share of attacks among alerts at a base rate in (0, 1); null unless both classes are there. */
  precisionAt(baseRate: number): SeedCurve | null;
}

/** Reads the *curves* of a page; budgets are scaled from the drawn events to a day of its log. */
export function seedsOf(
  curves: SeedCurves,
  {events, days}: Pick<ThresholdPage, "events" | "days">
): Seeds {
  const perDay = curves.budgets.map((budget) => (budget / curves.events) * (events / days));
  const {attacks, labelled} = curves;
  const shares = (counts: readonly number[][], of: number) =>
    counts.map((row) => row.map((n) => n / of));
  const recall = attacks > 0 ? shares(curves.caught, attacks) : null;
  return {
    perDay,
    recall: recall && curveOf(perDay, recall),
    steady: {
      perDay,
      own: curves.always.map((n, i) => n / curves.budgets[i]),
      band: bandOf(curves.shared.map((row) => row.map((n, i) => n / curves.budgets[i])))
    },
    precisionAt(baseRate) {
      if (!recall || attacks === labelled) return null;
      const wrong = shares(curves.benign, labelled - attacks);
      const precision = recall.map((row, f) =>
        row.map((share, i) => precisionAtBaseRate(share, wrong[f][i], baseRate))
      );
      return curveOf(perDay, precision);
    }
  };
}

function curveOf(
  perDay: number[],
  [own, ...others]: readonly (readonly (number | null)[])[]
): SeedCurve {
  return {perDay, own, band: bandOf(others)};
}
