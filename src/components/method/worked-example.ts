import {features as official, formatFeature} from "../../core/features/list.js";
import type {MethodPage} from "../../core/schema/method.js";

/** An event that the notebook follows through the forest. */
export type Case = MethodPage["cases"][number];

/** Returns the case of a name; throws if the page has none. */
export function readCase({cases}: MethodPage, name: Case["name"]): Case {
  const found = cases.find((c) => c.name === name);
  if (!found) throw new Error(`case not found: ${name}`);
  return found;
}

/** Returns the label of feature *j* of the page, as people read it. */
export function featureLabel({features}: MethodPage, j: number): string {
  return official.find(({name}) => name === features[j])?.label ?? features[j];
}

/** Returns a value of feature *j* of the page, as people read it; a code with its name. */
export function featureValue({features}: MethodPage, j: number, value: number): string {
  const feature = official.find(({name}) => name === features[j]);
  if (!feature) return String(Number(value.toPrecision(4)));
  const text = formatFeature(feature, value).replace(/^-/, "−");
  return feature.unit === "code" && text !== String(value) ? `${text}, code ${value}` : text;
}

/** Returns a threshold of feature *j*: between two codes there is no name, only a number. */
export function thresholdText(page: MethodPage, j: number, threshold: number): string {
  const feature = official.find(({name}) => name === page.features[j]);
  if (feature?.unit === "code") return `code ${threshold.toFixed(1)}`;
  return featureValue(page, j, threshold);
}

/** Returns the mean of *values*; NaN if there are none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Returns the score of a mean path length, in (0, 1]: 2 to the minus of its share of *normalizer*. */
export function scoreOfPath(pathLength: number, normalizer: number): number {
  return 2 ** (-pathLength / normalizer);
}

/** Returns the colour of a case in every figure: the score’s for the anomalous one, grey for the other. */
export function caseColor({name}: Pick<Case, "name">): string {
  return name === "anomalous" ? "light-dark(#b4325a, #f1834c)" : "var(--ink-faint)";
}
