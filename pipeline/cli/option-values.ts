import {parseTimeOption} from "../../src/core/readers/time-options.js";
import {UsageError} from "../config/errors.js";
import type {OptionValues} from "./commands/command.js";

/** The smallest and the largest value of a number, both allowed. */
export interface Range {
  min: number;
  max: number;
}

/** Returns the integer of the option --*name*, or undefined if it is absent; throws a UsageError. */
export function maybeInteger(
  values: OptionValues,
  name: string,
  {min, max}: Range
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = /^\d{1,15}$/.test(String(text)) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(
    `invalid --${name}: ${text}; it is an integer from ${min.toLocaleString("en-US")} to ${max.toLocaleString("en-US")}`
  );
}

/** Returns the number of the option --*name*, or undefined if it is absent; throws a UsageError. */
export function maybeNumber(
  values: OptionValues,
  name: string,
  {min, max}: Range
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = /^(?:\d+(?:\.\d+)?|\.\d+)$/.test(String(text)) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`invalid --${name}: ${text}; it is a number from ${min} to ${max}`);
}

/**
 * Returns the time of the option --*name*, in microseconds since 1970, or null if it is absent; a day stands for its first
 * instant, or as an *end* for its last. Throws a UsageError.
 */
export function maybeTime(values: OptionValues, name: string, end: boolean): number | null {
  const text = values[name];
  if (text === undefined) return null;
  const micros = parseTimeOption(String(text), end);
  if (micros !== undefined) return micros;
  throw new UsageError(
    `invalid --${name}: ${text}; it is a time from 1970 to 2255, as 2024-04-19T15:04:05Z, 2024-04-19, or seconds since 1970`
  );
}
