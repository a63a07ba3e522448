import {excerptOf} from "./excerpt.js";
import {parseInstant} from "./instant.js";

const maxShown = 60;

/** The fields of a JSON object that somebody else wrote. */
export type JsonFields = Readonly<Record<string, unknown>>;

/** Returns the fields of *value*, all of them among *names*; throws a RangeError otherwise. */
export function fieldsOf(value: unknown, what: string, names: readonly string[]): JsonFields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RangeError(`invalid ${what}: ${shown(value)}; it is a JSON object`);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new RangeError(`unknown field: ${shown(unknown)}; a ${what} has ${names.join(", ")}`);
  return value as JsonFields;
}

/** Returns the text of a field of at most *most* UTF-16 code units; throws a RangeError if it is none. */
export function textField(fields: JsonFields, name: string, most: number): string {
  const value = fieldOf(fields, name);
  if (typeof value !== "string")
    throw new RangeError(`invalid ${name}: ${shown(value)}; it is text`);
  if (value.length > most)
    throw new RangeError(`invalid ${name}: ${value.length} characters; at most ${most}`);
  return value;
}

/** Returns the number of a field, in [least, most]; throws a RangeError if it is none. */
export function numberField(
  fields: JsonFields,
  name: string,
  {least, most, whole = false}: {least: number; most: number; whole?: boolean}
): number {
  const value = fieldOf(fields, name);
  const fits = typeof value === "number" && value >= least && value <= most;
  if (fits && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? "a whole number" : "a number";
  throw new RangeError(`invalid ${name}: ${shown(value)}; it is ${kind} from ${least} to ${most}`);
}

/** Returns a field that is an instant: ISO 8601 in UTC with milliseconds, as `toISOString` writes it. */
export function timeField(fields: JsonFields, name: string): string {
  const value = fieldOf(fields, name);
  if (typeof value === "string" && /^.{10}T.{8}(\.\d{1,3})?Z$/.test(value)) {
    const time = parseInstant(value);
    if (time !== undefined) return new Date(time).toISOString();
  }
  throw new RangeError(
    `invalid ${name}: ${shown(value)}; it is a time in UTC from 1970 to 9999, such as 2026-11-23T15:04:05.678Z`
  );
}

/** Returns what *read* returns, or null if the field is absent or null. */
export function optional<T>(fields: JsonFields, name: string, read: () => T): T | null {
  return fields[name] === undefined || fields[name] === null ? null : read();
}

function fieldOf(fields: JsonFields, name: string): unknown {
  if (!Object.hasOwn(fields, name)) throw new RangeError(`missing field: ${name}`);
  return fields[name];
}

/** Returns a value of somebody else’s as a bounded stretch of a message. */
export function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : excerptOf(value, maxShown + 1);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}
