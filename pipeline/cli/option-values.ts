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
  const value = /^\d*\.?\d+$/.test(String(text)) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`invalid --${name}: ${text}; it is a number from ${min} to ${max}`);
}
