import {regimes} from "../../core/schema/study.js";
import type {
  Measured,
  Regime,
  Study,
  StudiedMethod,
  StudyUnit,
  UnitMeasures
} from "../../core/schema/study.js";

/** The quantities of a unit that were measured with several seeds. */
export type Quantity = "ap" | "auroc" | "precisionAtBudget" | "recallAtBudget";

/** Returns what *unit* says of a method in a regime; null where the study has no such regime or unit. */
export function unitOf(
  method: StudiedMethod,
  regime: Regime,
  unit: StudyUnit = "event"
): UnitMeasures | null {
  return method[regime]?.units.find((one) => one.unit === unit) ?? null;
}

/** Returns the mean of a quantity over the seeds; −1 where it is not defined, below any that is. */
export function meanOf(
  method: StudiedMethod,
  regime: Regime,
  quantity: Quantity = "ap",
  unit: StudyUnit = "event"
): number {
  return unitOf(method, regime, unit)?.[quantity]?.mean ?? -1;
}

/** Returns the methods by average precision over events, highest first: of novel attacks if the study has them, else of seen ones. */
export function rankedMethods(study: Study): StudiedMethod[] {
  const regime = hardest(study);
  return study.methods.toSorted((a, b) => meanOf(b, regime) - meanOf(a, regime));
}

/** Returns the regimes that a study has. */
export function regimesOf({rows}: Pick<Study, "rows">): Regime[] {
  return regimes.filter((regime) => rows[regime] !== null);
}

/** Returns the regime in which attacks are hardest to find, of those that the study has. */
export function hardest({rows}: Pick<Study, "rows">): Regime {
  return rows.novel === null ? "seen" : "novel";
}

/** Returns the flow model, the two best other detectors and the best baseline, by average precision: what curves are drawn of. */
export function shownMethods(study: Study, flowModel: string): StudiedMethod[] {
  const own = study.methods.find(({name}) => name === flowModel);
  const others = rankedMethods(study).filter((method) => method !== own);
  const detectors = others.filter(({kind}) => kind === "detector").slice(0, 2);
  const baselines = others.filter(({kind}) => kind === "baseline").slice(0, 1);
  return [...(own ? [own] : []), ...detectors, ...baselines];
}

/** Returns whether both classes are among the labelled events of a study: without them nothing is ranked right or wrong. */
export function hasClasses({baseRate: {event}}: Pick<Study, "baseRate">): boolean {
  return event !== null && event > 0 && event < 1;
}

/** The names of the units, in the plural. */
export const unitNames: Readonly<Record<StudyUnit, string>> = {
  event: "events",
  "entity-hour": "hosts’ hours"
};

/** The names of the regimes, of their attacks. */
export const regimeNames: Readonly<Record<Regime, string>> = {
  seen: "trained as it is (seen)",
  novel: "trained without attacks (novel)"
};

/** Returns the base rate of a unit. */
export function baseRateOf({baseRate}: Pick<Study, "baseRate">, unit: StudyUnit): number | null {
  return unit === "event" ? baseRate.event : baseRate.hour;
}

/** Returns a number measured with several seeds, with its standard error; e.g., `0.421 ± 0.004`. */
export function formatMeasured(measured: Measured | null | undefined): string {
  if (!measured) return "–";
  const {mean, error} = measured;
  return error === null ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${error.toFixed(3)}`;
}

/** Returns the sentence that stands where a study would be drawn; *what* begins with a capital: `Novel attacks`. */
export function unmeasured(what: string): string {
  return `${what}: not measured yet. \`atalaya evaluate\` measures every method with ten seeds, in both regimes.`;
}
