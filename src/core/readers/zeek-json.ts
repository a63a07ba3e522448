import {quoted} from "./escapes.js";
import {eventFields, findLack} from "./fields.js";
import type {EventField} from "./fields.js";
import {NotAConnLogError, maxTextLength, reject} from "./reader.js";
import type {EventValue, LineKind, Reading} from "./reader.js";
import {parseValue, refusals} from "./values.js";
import type {LineFormat} from "./zeek-tsv.js";

type JsonObject = {[name: string]: unknown};

const aliases = ["detailedlabel", "detailed_label"];
const endpoint = {
  "id.orig_h": "orig_h",
  "id.orig_p": "orig_p",
  "id.resp_h": "resp_h",
  "id.resp_p": "resp_p"
};

/**
 * Returns the format of Zeek’s JSON logs: one object per line, keys as in conn.log, the endpoints
 * flat (`"id.orig_h"`) or nested (`"id": {"orig_h"}`). The first line decides whether the file is a
 * conn log; later lines that are not connections are rejected.
 */
export function zeekJson(reading: Reading): LineFormat {
  let decided = false;
  return (text, number) => {
    const row = parseObject(text);
    if (!decided) {
      if (!row) throw new NotAConnLogError(`no JSON object in ${quoted(text)}`, number);
      const lack = findProblem(row);
      if (lack) throw new NotAConnLogError(lack, number);
      decided = true;
    }
    if (!row) return reject(reading, null, "invalid JSON; expected one object per line", text);
    return readObject(row, text, reading);
  };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? flat(value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

function flat(row: JsonObject): JsonObject {
  const id = row.id;
  if (id === null || typeof id !== "object") return row;
  for (const [name, inner] of Object.entries(endpoint)) row[name] ??= (id as JsonObject)[inner];
  return row;
}

function namesOf(row: JsonObject): string[] {
  return Object.keys(row).filter((name) => row[name] !== undefined && row[name] !== null);
}

function findProblem(row: JsonObject): string | undefined {
  const path = row._path;
  if (typeof path === "string" && path !== "conn" && !path.startsWith("conn_")) {
    return `a Zeek ${/^[\w.-]{1,40}$/.test(path) ? path : quoted(path)} log`;
  }
  const lack = findLack(namesOf(row), path !== undefined);
  return lack && `a JSON log with ${lack}`;
}

function readObject(row: JsonObject, text: string, reading: Reading): LineKind {
  const missing = eventFields.find(
    (field) => field.required && (row[field.zeek] === undefined || row[field.zeek] === null)
  );
  if (missing) {
    return reject(reading, missing.zeek, "missing value; every connection has one", text);
  }
  const problem = findProblem(row);
  if (problem) return reject(reading, null, `not a connection: ${problem}`, text);
  for (const field of eventFields) {
    const name = nameIn(row, field);
    const value = valueOf(field, row[name]);
    if (value === undefined) {
      return reject(reading, name, refusals[field.kind], excerptOf(row[name]));
    }
    reading.values[field.slot] = value;
  }
  return "event";
}

function nameIn(row: JsonObject, field: EventField): string {
  if (row[field.zeek] !== undefined || field.column !== "detailed_label") return field.zeek;
  return aliases.find((alias) => row[alias] !== undefined) ?? field.zeek;
}

function valueOf(field: EventField, value: unknown): EventValue | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return valueOfText(field, value);
  if (typeof value === "boolean") return field.kind === "flag" ? value : undefined;
  if (typeof value === "number" && field.kind !== "text" && field.kind !== "flag") {
    // The shortest decimal of a double is what the log said, to the microsecond; digits follow.
    const digits = String(value);
    return parseValue(field.kind, digits, 0, digits.length, false);
  }
  if (Array.isArray(value) && field.kind === "text") return valueOfSet(field, value);
  return undefined;
}

function valueOfText(field: EventField, value: string): EventValue | undefined {
  if (value !== "" && value !== "-" && value !== "(empty)") {
    return parseValue(field.kind, value, 0, value.length, false);
  }
  return field.required ? undefined : null;
}

function valueOfSet(field: EventField, values: unknown[]): EventValue | undefined {
  if (!values.every((value) => typeof value === "string")) return undefined;
  const text = values.join(",");
  if (text.length > maxTextLength) return undefined;
  return valueOfText(field, text);
}

function excerptOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
