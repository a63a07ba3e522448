import {eventFields} from "../fields.js";
import type {LogField} from "../fields.js";
import {knownNames} from "./known-names.js";

/** How the times of a table are written: numbers since 1970, ISO 8601, or day/month/year with a clock. */
export type TimeUnit = "s" | "ms" | "us" | "ns" | "iso" | "dmy";

/** How the durations of a table are written. */
export type DurationUnit = "s" | "ms" | "us" | "ns";

/** Which field of a table becomes which column of the event, and in which units. */
export interface Mapping {
  /** The name of the field by column; a column that is not here stays null. */
  fields: Readonly<Record<string, string>>;

  /** The unit of the field that is the time; `iso` is ISO 8601, and like `dmy` UTC where it names no zone. */
  time: TimeUnit;

  /** The unit of the field that is the duration. */
  duration: DurationUnit;
}

/** A mapping that was guessed, and what a reader must decide. */
export interface GuessedMapping {
  mapping: Mapping;

  /** The required columns for which no field is known: time, src, dst. */
  missing: string[];

  /** The columns for which several fields are as likely; the first was taken. */
  ambiguous: {column: string; names: string[]}[];
}

/** The fields of events that a table may have, in the order of the columns. */
export const mappableFields: readonly LogField[] = eventFields.filter(
  ({column}) => column in knownNames
);

/**
 * Returns which of the fields *names* become which columns, by the names that tools are known to use
 * (case, spaces and punctuation aside), and the units by those names and by *samples*: records of
 * texts, in the order of the names.
 */
export function guessMapping(
  names: readonly string[],
  samples: readonly (readonly string[])[]
): GuessedMapping {
  const plain = names.map(plainName);
  const fields: Record<string, string> = {};
  const ambiguous: GuessedMapping["ambiguous"] = [];
  for (const {column} of mappableFields) {
    const known = knownNames[column].find((name) => plain.includes(name));
    const found = names.filter((_, i) => plain[i] === known);
    if (found.length === 0) continue;
    fields[column] = found[0];
    if (found.length > 1) ambiguous.push({column, names: found});
  }
  const valuesOf = (column: string) => {
    const at = names.indexOf(fields[column]);
    return at < 0 ? [] : samples.map((record) => record[at] ?? "").filter(isStated);
  };
  return {
    mapping: {
      fields,
      time: timeUnitOf(valuesOf("time"), isCicFlowMeter(fields)),
      duration: durationUnitOf(fields.duration)
    },
    missing: findMissing(fields),
    ambiguous
  };
}

/** Returns the required columns that *fields* does not name. */
export function findMissing(fields: Mapping["fields"]): string[] {
  return mappableFields
    .filter(({column, required}) => required && !fields[column])
    .map(({column}) => column);
}

/** Returns whether a cell says something; empty cells and the usual words for nothing do not. */
export function isStated(text: string): boolean {
  return !unstated.has(text.trim().toLowerCase());
}

const unstated: ReadonlySet<string> = new Set(["", "-", "(empty)", "null", "none", "nan", "n/a"]);

/** Returns *names*, with a number behind those that came before, so that each is one field. */
export function distinctNames(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Returns whether the table is of CICFlowMeter, which writes the day before the month. */
function isCicFlowMeter({duration}: Mapping["fields"]): boolean {
  return plainName(duration ?? "") === "flowduration";
}

const slashes = /^(\d{1,2})\/(\d{1,2})\/\d{4}\b/;

/**
 * By the number of digits: seconds of today have 10, milliseconds 13, and so on. Of dates with slashes the day is taken to come first
 * where the tool is known to write that, or a value shows it.
 */
function timeUnitOf(values: readonly string[], isDayFirst: boolean): TimeUnit {
  const dates = values.map((value) => slashes.exec(value.trim())?.slice(1, 3).map(Number));
  if (dates.length > 0 && dates.every((date) => date !== undefined && date[1] <= 12))
    if (isDayFirst || dates.some((date) => date![0] > 12)) return "dmy";
  const [value] = values;
  if (value === undefined) return "s";
  const digits = /^(\d+)(?:\.\d*)?$/.exec(value.trim())?.[1].length;
  if (digits === undefined) return "iso";
  if (digits <= 10) return "s";
  if (digits <= 13) return "ms";
  return digits <= 16 ? "us" : "ns";
}

/** By its name: seconds unless it says otherwise, or is known to be otherwise. */
function durationUnitOf(name: string | undefined): DurationUnit {
  const plain = plainName(name ?? "");
  if (plain === "eventduration") return "ns"; // Elastic Common Schema
  if (plain === "flowduration") return "us"; // CICFlowMeter
  if (/(ms|millis|milliseconds)$/.test(plain)) return "ms";
  return /(us|micros|microseconds)$/.test(plain) ? "us" : "s";
}
