import {existsSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {meanAndDeviation} from "../../../src/core/metrics/summary.js";
import type {Estimate} from "./estimate.js";
import type {Labelled} from "./labelled-rows.js";

export type {Labelled} from "./labelled-rows.js";

// Public data of ADBench, which is no part of the repository; `label` is the last column.
const folder = fileURLToPath(new URL("../../../../shared/data/tabular/", import.meta.url));

/** Returns whether the public data set *name* is beside the repository. */
export function hasLabelled(name: string): boolean {
  return existsSync(`${folder}${name}.csv`);
}

/** Reads the public data set *name* at once; it is small. */
export function readLabelled(name: string): Labelled {
  const lines = readFileSync(`${folder}${name}.csv`, "utf8").trim().split("\n").slice(1);
  const rows = lines.map((line) => line.split(",").map(Number));
  const columns = rows[0].length - 1;
  const values = Float32Array.from(rows.flatMap((row) => row.slice(0, columns)));
  return {
    matrix: {rows: rows.length, columns, values},
    labels: Uint8Array.from(rows, (row) => row[columns])
  };
}

/** Returns the mean of *values* and its standard error. */
export function estimate(values: number[]): Estimate {
  const {mean, deviation} = meanAndDeviation(values);
  return [mean, deviation / Math.sqrt(values.length - 1)]; // n − 1: the deviation is the population’s
}

/** Returns how far two means are apart, in standard errors of their difference. */
export function errorsApart([a, aError]: Estimate, [b, bError]: Estimate): number {
  return Math.abs(a - b) / Math.hypot(aError, bError);
}
