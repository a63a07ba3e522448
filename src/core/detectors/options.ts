import {ModelError} from "../forest/check.js";
import {maxColumns} from "../forest/grow.js";
import {seeded} from "../forest/random.js";
import {sample} from "../forest/sample.js";
import type {Matrix} from "../forest/types.js";

/** Returns *value* if it is an integer in [least, most]; throws a RangeError that names it otherwise. */
export function requireCount(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && least <= value && value <= most) {
    return value;
  }
  throw new RangeError(
    `invalid ${name}: ${shown(value)}; give an integer from ${least} to ${most}`
  );
}

/** Returns *value* if it is a number in (above, most]; throws a RangeError that names it otherwise. */
export function requireNumber(name: string, value: unknown, above: number, most: number): number {
  if (typeof value === "number" && above < value && value <= most) return value;
  throw new RangeError(
    `invalid ${name}: ${shown(value)}; give a number above ${above}, to ${most}`
  );
}

/** Returns *value* if it is one of *names*; throws a RangeError that names it otherwise. */
export function requireOne<Name extends string>(
  what: string,
  value: unknown,
  names: readonly Name[]
): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw new RangeError(`invalid ${what}: ${shown(value)}; give one of ${names.join(", ")}`);
}

/** Returns *seed* if a detector can be fitted with it; throws a RangeError otherwise. */
export function requireSeed(seed: unknown): number {
  return requireCount("seed", seed, 0, Number.MAX_SAFE_INTEGER);
}

/** Throws a RangeError unless *matrix* holds what it says, and at least *least* rows. */
export function requireRows(matrix: Matrix, least: number, title: string): void {
  const {rows, columns, values} = matrix;
  requireCount("columns", columns, 1, maxColumns);
  if (!(rows >= least)) throw new RangeError(`too few rows: ${rows}; ${title} needs ${least}`);
  if (values.length < rows * columns) {
    throw new RangeError(`invalid matrix: ${values.length} values for ${rows} × ${columns}`);
  }
}

/**
 * Returns the rows that a detector keeps of *rows*: all of them, or *most* drawn without replacement,
 * every subset equally likely; ascending.
 */
export function keptRows(rows: number, most: number, seed: number): Uint32Array {
  return sample(rows, Math.min(rows, most), seeded(seed));
}

/** Returns what *read* returns of a file’s parameters; its RangeErrors become ModelErrors. */
export function fromFile<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ModelError(`invalid model: ${error.message}`, {cause: error});
  }
}

/** Returns “1,024 of 8,192 rows”, or “all 512 rows”. */
export function rowsInWords(kept: number, given: number): string {
  const [few, all] = [kept, given].map((n) => n.toLocaleString("en-US"));
  return kept < given ? `${few} of ${all} rows` : kept === 1 ? "1 row" : `all ${all} rows`;
}

function shown(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(value.slice(0, 60))
    : typeof value === "object"
      ? "an object"
      : String(value);
}
