import {readFile, stat} from "node:fs/promises";
import {maxColumns} from "../../../src/core/forest/grow.js";
import {NoSetError, maxValues, requireSize} from "../labelled-set.js";
import type {LabelledRows} from "../labelled-set.js";
import {readNpy} from "./npy.js";
import {readZip} from "./zip.js";

/** The largest file that is read at once. */
const maxBytes = 2 ** 31 - 1;

/**
 * Reads the arrays X and y of a file of NumPy, as ADBench publishes its sets: a row of numbers and a label of 0 or 1 each. Throws a
 * NoSetError if one of them is not there, and a RangeError that names what is damaged or not supported.
 */
export async function readNpz(path: string, name: string): Promise<LabelledRows> {
  const {size} = await stat(path);
  if (size > maxBytes) throw new RangeError(`too large: ${name} has ${size} bytes, more than ${maxBytes}`); // prettier-ignore
  const entries = readZip(await readFile(path), name);
  const [X, y] = ["X.npy", "y.npy"].map((array) => {
    const entry = entries.find((one) => one.name === array);
    if (!entry) throw new NoSetError(`no array ${array.slice(0, 1)} in ${name}`);
    return readNpy(entry.read(8 * maxValues + 65_536), `${array} in ${name}`);
  });
  const [rows, columns] = [X.shape[0], X.shape[1] ?? 1];
  requireSize(name, rows, columns);
  if (columns < 1 || columns > maxColumns) throw new RangeError(`invalid number of columns: ${name} has ${columns}; give 1 to ${maxColumns}`); // prettier-ignore
  if (y.values.length !== rows) throw new RangeError(`damaged file: ${name} has ${rows} rows and ${y.values.length} labels`); // prettier-ignore
  const invalid = X.values.findIndex((value) => !Number.isFinite(value));
  if (invalid >= 0) throw new RangeError(`invalid number: ${X.values[invalid]} in row ${Math.floor(invalid / columns) + 1} of ${name}; give finite numbers`); // prettier-ignore
  const other = y.values.findIndex((label) => label !== 0 && label !== 1);
  if (other >= 0) throw new RangeError(`invalid label: ${y.values[other]} in row ${other + 1} of ${name}; give 0 or 1`); // prettier-ignore
  return {
    matrix: {rows, columns, values: Float32Array.from(X.values)},
    labels: Uint8Array.from(y.values)
  };
}
