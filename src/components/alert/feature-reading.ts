import type {Feature} from "../../core/features/list.js";
import type {Reading} from "../../core/forest/counterfactual/value.js";

const continuous = new Set(["s", "B/s"]); // all else that a logarithm is taken of is a count

/**
 * Returns how the values of a feature are read, by its unit and its range: logarithms undone, counts,
 * codes and percents as integers. *Fixed* is the only value it may then have, if given.
 */
export function readingOf({unit, range}: Feature, fixed?: number): Reading {
  const allowed = fixed === undefined ? range : ([fixed, fixed] as const);
  if (unit === "ln") return {range: allowed, scale: "ln"};
  if (unit === "code") return {range: allowed, step: 1};
  if (unit === "share") return {range: allowed, step: 0.01};
  const inner = /^ln\(1 \+ (.+)\)$/.exec(unit ?? "")?.[1];
  if (inner === undefined) return {range: allowed};
  return {range: allowed, scale: "ln1p", step: continuous.has(inner) ? 0 : 1};
}
