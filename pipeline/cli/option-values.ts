import {UsageError} from "../config/errors.js";
import type {OptionValues} from "./commands/command.js";

/** The least and the greatest value of a number, both allowed. */
export interface Range {
  least: number;
  most: number;
}

/** Returns the integer that --*name* gives, or undefined if it is absent; throws a UsageError. */
export function maybeInteger(
  values: OptionValues,
  name: string,
  {least, most}: Range
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = /^\d{1,15}$/.test(String(text)) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(
    `invalid --${name}: ${text}; it is an integer from ${least.toLocaleString("en-US")} to ${most.toLocaleString("en-US")}`
  );
}

/** Returns the number that --*name* gives, or undefined if it is absent; throws a UsageError. */
export function maybeNumber(
  values: OptionValues,
  name: string,
  {least, most}: Range
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = /^\d*\.?\d+$/.test(String(text)) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`invalid --${name}: ${text}; it is a number from ${least} to ${most}`);
}
