import type {UnitMeasures} from "../../core/schema/study.js";
import type {SeedCurves} from "../../core/schema/threshold.js";
import type {StudyContext} from "./evaluation-data.js";
import type {MethodLine, Spread} from "./method-lines.js";
import {shownMethods, unitOf} from "./study-methods.js";

/** What alerts of a number hold, of a method or a seed. */
export interface MethodCurve {
  name: string;
  kind: MethodLine["kind"];

  /** The attacks among the events that the curve is of. */
  attacks: number;
  points: readonly {alerts: number; attacks: number; benign: number}[];

  /** What was measured at the budget, with its spread; null of curves without. */
  atBudget: UnitMeasures | null;
}

/** Returns the curve of the run’s forest, called *name*, then those of other seeds. */
export function seedCurves(curves: SeedCurves, name: string): MethodCurve[] {
  const {seeds, attacks, alerts, caught, benign} = curves;
  return alerts.map((row, f) => ({
    name: f === 0 ? name : `seed ${seeds[f - 1]}`,
    kind: f === 0 ? "own" : "seed",
    attacks,
    points: row.map((n, i) => ({alerts: n, attacks: caught[f][i], benign: benign[f][i]})),
    atBudget: null
  }));
}

/** Returns the curves of the flow model, the best other detectors and the best baseline, trained on the window as it is. */
export function studyCurves({study, own, models}: StudyContext): MethodCurve[] {
  return shownMethods(study, models.flowModel).map((method) => ({
    name: method.title,
    kind: method === own ? "own" : method.kind,
    attacks: method.seen.curve.at(-1)?.attacks ?? 0,
    points: method.seen.curve,
    atBudget: unitOf(method, "seen")
  }));
}

/** Returns precision over recall, with the spread of both at the budget; empty without attacks. */
export function precisionOverRecall({name, kind, attacks, points, atBudget}: MethodCurve): MethodLine {
  const line = points.flatMap(({attacks: n, benign}) =>
    n + benign > 0 && attacks > 0 ? [{x: n / attacks, y: n / (n + benign)}] : []
  );
  const [recall, precision] = [atBudget?.recallAtBudget, atBudget?.precisionAtBudget];
  const spread: Spread | null =
    recall && precision
      ? {at: {x: recall.mean, y: precision.mean}, x: boundsOf(recall), y: boundsOf(precision)}
      : null;
  return {name, kind, points: line, spread};
} // prettier-ignore

/** Returns recall over alerts a day, where an alert stands for *perDay* a day, with its spread at *budget* a day. */
export function recallOverAlerts(
  {name, kind, attacks, points, atBudget}: MethodCurve,
  {perDay, budget}: {perDay: number; budget: number}
): MethodLine {
  const line = points.flatMap(({alerts, attacks: n}) =>
    attacks > 0 ? [{x: alerts * perDay, y: n / attacks}] : []
  );
  const recall = atBudget?.recallAtBudget;
  const spread = recall ? {at: {x: budget, y: recall.mean}, x: null, y: boundsOf(recall)} : null;
  return {name, kind, points: line, spread};
}

function boundsOf({low, high}: {low: number | null; high: number | null}): Spread["y"] {
  return low === null || high === null ? null : [low, high];
}
