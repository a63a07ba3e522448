import {mappableFields} from "../../../src/core/readers/table/mapping.js";
import type {DurationUnit, Mapping, TimeUnit} from "../../../src/core/readers/table/mapping.js";
import {UsageError} from "../../config/errors.js";

const timeUnits: readonly string[] = ["s", "ms", "us", "ns", "iso", "dmy"] satisfies TimeUnit[];
const durationUnits: readonly string[] = ["s", "ms", "us", "ns"] satisfies DurationUnit[];
const required = ["time", "src", "dst"];
const maxNameLength = 200;

/**
 * Returns the mapping of a table in *text*: JSON with `fields` (the name of the field by column), `time` and `duration` (their units;
 * ISO 8601 and seconds by default). Throws a UsageError on anything else.
 */
export function readMapping(text: string): Mapping {
  const {fields, time = "iso", duration = "s", ...others} = objectOf(parse(text));
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid(`unknown ${JSON.stringify(other.slice(0, 50))}`);
  if (!timeUnits.includes(time as string)) throw invalid(`time is none of ${timeUnits.join(", ")}`);
  if (!durationUnits.includes(duration as string))
    throw invalid(`duration is none of ${durationUnits.join(", ")}`);
  const named = Object.entries(objectOf(fields)).map(([column, name]) => {
    if (!mappableFields.some((field) => field.column === column))
      throw invalid(`unknown column ${JSON.stringify(column.slice(0, 50))}`);
    if (typeof name !== "string" || name === "" || name.length > maxNameLength)
      throw invalid(`the field of ${column} is no name`);
    return [column, name] as const;
  });
  const columns = new Set(named.map(([column]) => column));
  for (const column of required) if (!columns.has(column)) throw invalid(`no field for ${column}`);
  return {
    fields: Object.fromEntries(named),
    time: time as TimeUnit,
    duration: duration as DurationUnit
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("no JSON");
  }
}

function objectOf(value: unknown): {[name: string]: unknown} {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as {[name: string]: unknown};
  throw invalid("no object");
}

function invalid(why: string): UsageError {
  return new UsageError(
    `invalid mapping: ${why}; give {"fields": {"time": "…", "src": "…", "dst": "…"}, "time": "iso", "duration": "s"}`
  );
}
