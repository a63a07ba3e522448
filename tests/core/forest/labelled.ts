import {createReadStream, existsSync} from "node:fs";
import {createInterface} from "node:readline";
import {fileURLToPath} from "node:url";
import type {Matrix} from "../../../src/core/forest/types.js";

/** Rows with labels: 1 for what is to be found, 0 for the rest. */
export interface Labelled {
  matrix: Matrix;
  labels: Uint8Array;
}

// Public data of ADBench, which is no part of the repository.
const folder = fileURLToPath(new URL("../../../../shared/data/tabular/", import.meta.url));

/** Returns where the public data set *name* would be. */
export function labelledPath(name: string): string {
  return `${folder}${name}.csv`;
}

/** Returns whether the public data set *name* is beside the repository. */
export function hasLabelled(name: string): boolean {
  return existsSync(labelledPath(name));
}

/**
 * Reads a CSV file of numbers with a header, `label` last, line after line: the text of a large file
 * is never held whole. Throws an Error that names the line on anything else.
 */
export async function readLabelled(path: string): Promise<Labelled> {
  let width = 0;
  const rows = growing();
  for await (const line of linesOf(path)) {
    if (width === 0) {
      const names = line.split(",");
      if (names.at(-1) !== "label") throw new Error(`invalid header in ${path}; the last is label`);
      width = names.length - 1;
    } else if (line !== "") {
      const fields = line.split(",").map(Number);
      const label = fields.pop();
      if (fields.length !== width || !(label === 0 || label === 1)) {
        throw new Error(`invalid row ${rows.count} in ${path}: ${line.slice(0, 60)}`);
      }
      rows.add(fields, label);
    }
  }
  return rows.end(width);
}

const words = new Set([1, 2, 3]); // protocol_type, service and flag of NSL-KDD are no numbers

/**
 * Reads a file of NSL-KDD: its 38 numeric columns, each through *scale*, and 1 for an attack. The last
 * two of its 43 fields are the name of the attack, or `normal`, and a difficulty.
 */
export async function readNslKdd(path: string, scale: (x: number) => number): Promise<Labelled> {
  const rows = growing();
  for await (const line of linesOf(path)) {
    if (line === "") continue;
    const fields = line.split(",");
    const numbers = fields.slice(0, 41).filter((_, j) => !words.has(j));
    rows.add(
      numbers.map((field) => scale(Number(field))),
      Number(fields[41] !== "normal")
    );
  }
  return rows.end(38);
}

/** Returns the rows with label 0. */
export function normalRows({matrix, labels}: Labelled): Matrix {
  const rows = growing();
  labels.forEach((label, i) => {
    if (label === 0)
      rows.add(matrix.values.subarray(i * matrix.columns, (i + 1) * matrix.columns), 0);
  });
  return rows.end(matrix.columns).matrix;
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({input: createReadStream(path), crlfDelay: Infinity});
}

/** Takes rows without knowing how many will come. */
function growing() {
  let values = new Float32Array(1024);
  let labels = new Uint8Array(64);
  let used = 0;
  return {
    count: 0,
    add(row: ArrayLike<number>, label: number) {
      if (used + row.length > values.length)
        values = longer(values, new Float32Array(2 * (used + row.length)));
      if (this.count === labels.length) labels = longer(labels, new Uint8Array(2 * this.count));
      values.set(row, used);
      used += row.length;
      labels[this.count++] = label;
    },
    end(columns: number): Labelled {
      const matrix = {rows: this.count, columns, values: values.slice(0, this.count * columns)};
      return {matrix, labels: labels.slice(0, this.count)};
    }
  };
}

function longer<T extends Float32Array | Uint8Array>(array: T, into: T): T {
  into.set(array);
  return into;
}
