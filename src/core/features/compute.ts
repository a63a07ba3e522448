import type {Matrix} from "../forest/types.js";
import type {Flows} from "./flows.js";

/** Where a column of features goes: into every *stride*th place of *into*, from *offset*. */
export interface Place {
  into: Float32Array;
  offset: number;
  stride: number;
}

type Formula = (flows: Flows, i: number) => number;

const dayMicros = 86_400_000_000;
const turn = 2 * Math.PI;
const minDuration = 0.001;

const orZero = (value: number): number => (value > 0 ? value : 0); // NaN is null, and nothing is below 0
const bytesOut: Formula = ({bytesOut}, i) => orZero(bytesOut[i]);
const bytesIn: Formula = ({bytesIn}, i) => orZero(bytesIn[i]);
const packets: Formula = ({packetsOut, packetsIn}, i) =>
  orZero(packetsOut[i]) + orZero(packetsIn[i]);
const bytes: Formula = (flows, i) => bytesOut(flows, i) + bytesIn(flows, i);
const perSecond: Formula = (flows, i) =>
  bytes(flows, i) / Math.max(orZero(flows.duration[i]), minDuration);
const ratio: Formula = (flows, i) => (1 + bytesOut(flows, i)) / (1 + bytesIn(flows, i));
const angle: Formula = ({time}, i) => turn * ((time[i] % dayMicros) / dayMicros);
const logOfCount =
  (name: keyof Flows["window"]): Formula =>
  ({window}, i) =>
    Math.log(1 + window[name][i]);

/**
 * The official features once more, as JavaScript over columns: each is what the `sql` of the list of
 * features says, operation by operation, so that a page computes what the pipeline does.
 */
const formulas: Readonly<Record<string, Formula>> = {
  log_duration: ({duration}, i) => Math.log(1 + orZero(duration[i])),
  log_orig_bytes: (flows, i) => Math.log(1 + bytesOut(flows, i)),
  log_resp_bytes: (flows, i) => Math.log(1 + bytesIn(flows, i)),
  log_bytes_per_second: (flows, i) => Math.log(1 + perSecond(flows, i)),
  log_bytes_ratio: (flows, i) => Math.log(ratio(flows, i)),
  log_packets: (flows, i) => Math.log(1 + packets(flows, i)),
  hour_sin: (flows, i) => Math.sin(angle(flows, i)),
  hour_cos: (flows, i) => Math.cos(angle(flows, i)),
  port_class: ({portClass}, i) => portClass[i],
  direction_code: ({direction}, i) => direction[i],
  conn_state_code: ({connState}, i) => connState[i],
  log_src_flows_5m: logOfCount("src_flows_5m"),
  log_src_distinct_dst_5m: logOfCount("src_distinct_dst_5m"),
  log_src_distinct_ports_5m: logOfCount("src_distinct_ports_5m"),
  log_pair_flows_5m: logOfCount("pair_flows_5m"),
  src_failed_share_5m: ({window}, i) => window.src_failed_5m[i] / window.src_flows_5m[i],
  bytes_per_second: perSecond,
  bytes_ratio: ratio,
  flow_size: (flows, i) => sizeOf(bytes(flows, i))
};

/** The names of the features that can be computed here. */
export const computedFeatures: readonly string[] = Object.keys(formulas);

/**
 * Writes a feature of every flow to its *place*, in single precision as SILVER has it. Throws a
 * RangeError on an unknown name. `ln`, `sin` and `cos` are the engine’s, which may differ from DuckDB’s in
 * the last bit of 53; of the 24 bits kept that shows in about one value in a hundred million.
 */
export function writeFeature(name: string, flows: Flows, {into, offset, stride}: Place): void {
  if (!Object.hasOwn(formulas, name)) throw new RangeError(`unknown feature: ${name}`);
  const formula = formulas[name];
  for (let i = 0, at = offset; i < flows.rows; ++i, at += stride) into[at] = formula(flows, i);
}

/** Returns the matrix of the features *names*, a row per flow. */
export function featureMatrix(names: readonly string[], flows: Flows): Matrix {
  const values = new Float32Array(flows.rows * names.length);
  names.forEach((name, j) =>
    writeFeature(name, flows, {into: values, offset: j, stride: names.length})
  );
  return {rows: flows.rows, columns: names.length, values};
}

function sizeOf(bytes: number): number {
  if (bytes === 0) return 0;
  if (bytes < 1e3) return 1;
  if (bytes < 1e5) return 2;
  return bytes < 1e7 ? 3 : 4;
}
