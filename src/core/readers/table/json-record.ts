import {isTooDeep} from "../json-depth.js";

const deepest = 4; // levels of objects whose fields have names of their own, and of lists that are joined

/**
 * Returns the fields of a line that is a JSON object, as texts by name: those of an object within have
 * its name before theirs, as `source.ip`. Lists are joined by commas; null, and what is deeper than four levels, says nothing.
 * Undefined if the line is no object,
 * or too deep. *wanted* are the names of the fields that are returned; defaults to all.
 */
export function recordOfJson(
  line: string,
  wanted?: ReadonlySet<string>
): Map<string, string> | undefined {
  const value = maybeParse(line);
  if (!isObject(value)) return undefined;
  const record = new Map<string, string>();
  addFields({record, wanted}, value, "", 1);
  return record;
}

/** The fields of a line so far, and the names of those that are wanted; all if there are none. */
interface FieldsSoFar {
  record: Map<string, string>;
  wanted: ReadonlySet<string> | undefined;
}

function addFields(
  {record, wanted}: FieldsSoFar,
  object: Record<string, unknown>,
  prefix: string,
  depth: number
): void {
  for (const name of Object.keys(object)) {
    const value = object[name];
    const full = prefix + name;
    if (isObject(value)) {
      if (depth < deepest) addFields({record, wanted}, value, `${full}.`, depth + 1);
    } else if ((!wanted || wanted.has(full)) && !record.has(full)) {
      record.set(full, textOf(value));
    }
  }
}

function textOf(value: unknown, depth = 1): string {
  if (value === null || isObject(value)) return "";
  if (!Array.isArray(value)) return String(value);
  if (depth > deepest) return "";
  return value.map((item) => textOf(item, depth + 1)).join(",");
}

function maybeParse(line: string): unknown {
  try {
    if (isTooDeep(line)) return undefined;
    return JSON.parse(line.startsWith("\ufeff") ? line.slice(1) : line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
