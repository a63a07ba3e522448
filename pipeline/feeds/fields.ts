import {errorMessage} from "../../src/core/error-message.js";
import {shown} from "../../src/core/sigma/parse/problem.js";
import type {Value} from "../../src/core/sigma/parse/read-yaml.js";
import {findNearest} from "../cli/nearest-name.js";

/** Adds a problem at the path of a value. */
export type Report = (path: ValuePath, message: string, remedy: string) => void;

/** Where a feed is declared, and who is notified of its problems. */
export interface FeedContext {
  report: Report;
  /** The folder that relative paths count from. */
  folder: string;
}

/** A mapping of YAML. */
export type ValueMap = {[key: string]: Value};

/** The path of a value in a file of YAML. */
export type ValuePath = readonly (string | number)[];

/** Returns whether *value* is a mapping. */
export function isMap(value: Value): value is ValueMap {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Returns *value* if it is a mapping with no other fields than *names*; reports at *path* what it is otherwise. */
export function readMap(
  value: Value,
  path: ValuePath,
  names: readonly string[],
  report: Report
): ValueMap | undefined {
  if (!isMap(value)) {
    report(path, `invalid value: ${shown(JSON.stringify(value))}`, `give ${names.join(", ")}`);
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (names.includes(key)) continue;
    const nearest = findNearest(key, names);
    const remedy = nearest ? `did you mean ${nearest}?` : `there are ${names.join(", ")}`;
    report([...path, key], `unknown field: ${shown(key)}`, remedy);
  }
  return value;
}

/** Returns *value* if it is a number from *min* to *max*, whole if *whole*; reports what it is otherwise. */
export function readNumber(
  value: Value,
  path: ValuePath,
  {min, max, whole = true}: {min: number; max: number; whole?: boolean},
  report: Report
): number | undefined {
  const fits = typeof value === "number" && value >= min && value <= max;
  if (fits && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? "an integer" : "a number";
  const range = `${min.toLocaleString("en-US")} to ${max.toLocaleString("en-US")}`;
  report(path, `invalid number: ${shown(JSON.stringify(value))}`, `it is ${kind} from ${range}`);
  return undefined;
}

/** Returns *value* if it is a text that is not empty; reports what it is otherwise. */
export function readText(
  value: Value,
  path: ValuePath,
  remedy: string,
  report: Report
): string | undefined {
  if (typeof value === "string" && value.trim() !== "") return value;
  report(path, `invalid text: ${shown(JSON.stringify(value))}`, remedy);
  return undefined;
}

/** Reports *error*, whose message has its remedy after a semicolon. */
export function reportError(error: unknown, path: ValuePath, report: Report): void {
  const [message, ...remedy] = errorMessage(error).split("; ");
  report(path, message, remedy.join("; "));
}
