import {quoted} from "./escapes.js";
import {isTooDeep, tooDeep} from "./json-depth.js";
import {excerptOf} from "./excerpt.js";
import type {LogField} from "./fields.js";
import {findMissingField, isMarked} from "./kinds/kind.js";
import type {LogKind} from "./kinds/kind.js";
import {connections, findKind, findMarkedKind} from "./kinds/registry.js";
import {UnsupportedLogError, maxExcerptLength, maxTextLength, reject, setKind} from "./reader.js";
import type {EventValue, LineKind, Reading} from "./reader.js";
import {parseValue, refusals} from "./values.js";
import {missingValue} from "./zeek-tsv.js";
import type {LineFormat} from "./zeek-tsv.js";

/** An object of a JSON log, by the names of its fields. */
export type JsonObject = {[name: string]: unknown};

const maxKinds = 100; // of one log: the names are what somebody sent

/**
 * Returns the format of Zeek’s JSON logs: one object per line, its fields named as in the tab-separated
 * log (`"id.orig_h"`), with `_` for each dot (`"id_orig_h"`), or in objects (`"id": {"orig_h"}`). A
 * record is of the kind that its `_path` or `@stream` says; one that says nothing is of the *assumed* kind.
 * If the first line is no record at all, the file is not a log; a later one is rejected.
 */
export function zeekJson(reading: Reading, assumed?: LogKind): LineFormat {
  const kinds = new Map<string, LogKind>();
  let fallback = assumed;
  let begun = false;
  const kindOf = (row: JsonObject): LogKind | string => {
    const path = pathOf(row);
    if (path === undefined) {
      flatten(row, connections);
      fallback ??= findMarkedKind((name) => isStated(row, name)) ?? connections;
      return fallback;
    }
    const kind = kinds.get(path) ?? findKind(path);
    if (!kind) return `unknown kind of record: ${quoted(path)}`;
    if (kinds.size >= maxKinds && !kinds.has(path)) return `more than ${maxKinds} kinds of records`;
    kinds.set(path, kind);
    return kind;
  };
  return (text, number) => {
    const row = parseObject(text);
    if (!row && !begun) throw new UnsupportedLogError(`no JSON object in ${quoted(text)}`, number);
    if (!row) {
      const reason = isTooDeep(text) ? tooDeep : "invalid JSON; expected one object per line";
      return reject(reading, null, reason, text);
    }
    const kind = kindOf(row);
    if (typeof kind === "string") return reject(reading, null, kind, text);
    flatten(row, kind);
    const problem = begun || pathOf(row) !== undefined ? undefined : findProblem(row, kind);
    if (problem) throw new UnsupportedLogError(`a JSON log with ${problem}`, number);
    begun = true;
    if (reading.kind !== kind) setKind(reading, kind);
    return readObject(row, kind, text, reading);
  };
}

/** Returns the object of a line; undefined if it is none. */
export function parseObject(text: string): JsonObject | undefined {
  if (isTooDeep(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the kind that a record says it is of; undefined if it says nothing. */
export function pathOf(row: JsonObject): string | undefined {
  const path = row._path ?? row["@stream"];
  return typeof path === "string" ? path : undefined;
}

/** Brings the fields that stand in objects of their own to the top, by their names in the log. */
export function flatten(row: JsonObject, {objects}: Pick<LogKind, "objects">): void {
  for (const name of objects) {
    const object = row[name];
    if (object === null || typeof object !== "object" || Array.isArray(object)) continue;
    for (const [inner, value] of Object.entries(object)) row[`${name}.${inner}`] ??= value;
  }
}

/** Returns whether a record has a value for the field called *name*. */
export function isStated(row: JsonObject, name: string): boolean {
  return row[name] !== undefined && row[name] !== null;
}

function findProblem(row: JsonObject, kind: LogKind): string | undefined {
  const has = (name: string) => isStated(row, name);
  const missing = findMissingField(kind, has);
  if (missing !== undefined) return `no field ${missing}`;
  return kind === connections && !isMarked(kind, has)
    ? `none of the fields ${kind.marks.flat().join(", ")}`
    : undefined;
}

function readObject(row: JsonObject, kind: LogKind, text: string, reading: Reading): LineKind {
  const missing = kind.fields.find((field) => field.required && !isStated(row, nameIn(row, field)));
  if (missing) return reject(reading, missing.names[0], missingValue(reading), text);
  if (kind === connections && pathOf(row) === undefined) {
    const problem = findProblem(row, kind);
    if (problem) return reject(reading, null, `not a connection: a JSON log with ${problem}`, text);
  }
  for (const field of kind.fields) {
    const name = nameIn(row, field);
    const value = valueOf(field, row[name]);
    if (value === undefined) {
      return reject(reading, name, refusals[field.kind], excerptOf(row[name], maxExcerptLength));
    }
    reading.values[field.slot] = value;
  }
  return "event";
}

function nameIn(row: JsonObject, {names}: LogField): string {
  const [first] = names;
  if (names.length === 1 || row[first] !== undefined) return first;
  return names.find((name) => row[name] !== undefined) ?? first;
}

function valueOf(field: LogField, value: unknown): EventValue | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return valueOfText(field, value);
  if (field.kind === "secret") return true;
  if (typeof value === "boolean" && field.kind === "flag") return value;
  if (typeof value === "boolean") return field.kind === "text" ? String(value) : undefined;
  if (typeof value === "number" && field.kind !== "flag" && field.kind !== "address") {
    // The shortest decimal of a double is what the log said, to the microsecond; digits follow.
    const digits = String(value);
    return parseValue(field.kind, digits, 0, digits.length, false);
  }
  if (Array.isArray(value)) return valueOfList(field, value);
  return undefined;
}

function valueOfText(field: LogField, value: string): EventValue | undefined {
  if (value !== "" && value !== "-" && value !== "(empty)") {
    return parseValue(field.kind, value, 0, value.length, false);
  }
  return field.required ? undefined : null;
}

function valueOfList(field: LogField, values: readonly unknown[]): EventValue | undefined {
  if (field.kind !== "text" && field.kind !== "list") return undefined;
  const items = values.map(textOfItem);
  if (items.includes(undefined)) return undefined;
  const text = items
    .map((item) => (field.kind === "list" ? item!.replaceAll(",", "\\x2c") : item))
    .join(",");
  if (text.length > maxTextLength) return undefined;
  return valueOfText(field, text);
}

function textOfItem(item: unknown): string | undefined {
  if (typeof item === "string") return item;
  return typeof item === "number" || typeof item === "boolean" ? String(item) : undefined;
}
