import type {Json} from "../../../src/core/schema/artifacts.js";
import type {RunMetric} from "../../audit/audit.js";
import type {MlflowMetric, MlflowPair} from "./client.js";

/** The longest name that every version of MLflow takes, in characters. */
const maxNameLength = 250;

/** The longest value of a parameter or a tag that every version of MLflow takes, in characters. */
const maxValueLength = 500;

/**
 * Returns *text* as MLflow takes names: letters, digits, `_`, `-`, `.`, spaces and slashes, as a path that
 * stays where it is; e.g., `a b/c` for `a b//./c`.
 */
export function cleanName(text: string): string {
  const segments = text.replace(/[^A-Za-z0-9_\-. /]/g, "_").split("/");
  const kept = segments.map((segment) => segment.trim()).filter((name) => !/^\.*$/.test(name));
  return kept.join("/").slice(0, maxNameLength).replace(/\/$/, "") || "_";
}

/** Returns *name*, cleaned; with a number if *taken* has it, which it is then added to. */
export function uniqueName(name: string, taken: Set<string>): string {
  const clean = cleanName(name);
  let unique = clean;
  for (let n = 2; taken.has(unique); ++n) unique = `${clean.slice(0, maxNameLength - 8)}_${n}`;
  taken.add(unique);
  return unique;
}

/** Returns *text* as MLflow takes values: cut if it is too long. */
export function cleanValue(text: string): string {
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength - 1)}…` : text;
}

/** Returns *parameters* as MLflow takes them: nested ones with dots in their names, lists with spaces between. */
export function paramsOf(parameters: {[name: string]: Json}): MlflowPair[] {
  const taken = new Set<string>();
  return leavesOf(parameters, []).map(([path, value]) => ({
    key: uniqueName(path, taken),
    value: cleanValue(value)
  }));
}

function leavesOf(value: Json, path: string[]): [string, string][] {
  if (Array.isArray(value)) {
    const texts = value.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
    return [[path.join("."), texts.join(" ")]];
  }
  if (value === null || typeof value !== "object") return [[path.join("."), String(value)]];
  return Object.entries(value).flatMap(([name, item]) => leavesOf(item, [...path, name]));
}

/** Returns *metrics* as MLflow takes them, named `model/window/name`; undefined ones are skipped. */
export function metricsAt(metrics: readonly RunMetric[], at: Date): MlflowMetric[] {
  const taken = new Set<string>();
  return metrics.flatMap(({model, window, name, value}) => {
    if (value === null || !Number.isFinite(value)) return [];
    const key = uniqueName(`${model}/${window}/${name}`, taken);
    return [{key, value, timestamp: at.getTime(), step: 0}];
  });
}
