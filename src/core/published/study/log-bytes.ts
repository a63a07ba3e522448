import {modelFeatures} from "../../features/list.js";
import {meanAndDeviation} from "../../evaluation/summary.js";
import type {Matrix} from "../../forest/types.js";

/** A baseline that has learnt the bytes of flows. */
export interface LogBytes {
  mean: number;
  deviation: number;
}

const columns = ["log_orig_bytes", "log_resp_bytes"].map((name) =>
  modelFeatures.findIndex((feature) => feature.name === name)
);

/** Learns the mean and the deviation of the logarithm of the bytes of *matrix*, whose columns are the features. */
export function fitLogBytes(matrix: Matrix): LogBytes {
  return meanAndDeviation(logBytes(matrix));
}

/** Returns how many deviations the logarithm of the bytes of each row is from the mean, ≥ 0; 0 of all if nothing varied. */
export function scoreLogBytes({mean, deviation}: LogBytes, matrix: Matrix): Float64Array {
  return logBytes(matrix).map((bytes) => (deviation > 0 ? Math.abs(bytes - mean) / deviation : 0));
}

/** Returns ln(1 + bytes in both directions) of each row; what is missing counts as 0. */
function logBytes({rows, columns: width, values}: Matrix): Float64Array {
  return Float64Array.from({length: rows}, (_, row) =>
    Math.log1p(
      columns.reduce((sum, column) => sum + Math.expm1(values[row * width + column] || 0), 0)
    )
  );
}
