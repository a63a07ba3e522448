import type {EventTable} from "../readers/events/table.js";
import {connStates, failedStates} from "./list.js";
import {privateAddress} from "./private-address.js";
import {groupPairs} from "./groups.js";
import type {Groups} from "./groups.js";

/**
 * What features are computed from, for each event of a table: the canonical values with every null
 * made a number, and the counts of its 5-minute window. The same as flows.sql, windows.sql and
 * pairs.sql of the transformation, column by column.
 */
export interface Flows {
  rows: number;
  /** Microseconds since 1970, UTC. */
  time: Float64Array;
  /** Seconds, bytes, bytes and packets; null is NaN, read as 0. */
  duration: Float64Array;
  bytesOut: Float64Array;
  bytesIn: Float64Array;
  packetsOut: Float64Array;
  packetsIn: Float64Array;
  /** Codes as in the list of features. */
  portClass: Uint8Array;
  direction: Uint8Array;
  connState: Uint8Array;
  /** The counts of an event’s window, by name as in `windowColumns`. */
  window: Record<WindowCount, Uint32Array>;
}

/** The name of a count of a window. */
export type WindowCount =
  | "src_flows_5m"
  | "src_distinct_dst_5m"
  | "src_distinct_ports_5m"
  | "src_failed_5m"
  | "pair_flows_5m";

const windowMicros = 300_000_000;

/** Returns what features are computed from, for every event of *table*; its windows must be whole. */
export function flowsOf(table: EventTable): Flows {
  const {rows, numbers, codes, texts} = table;
  const local = texts.src.texts.map(isPrivate);
  const localTarget = texts.dst.texts.map(isPrivate);
  const states = texts.conn_state.texts.map((state) => connStates.indexOf(state));
  const failed = texts.conn_state.texts.map((state) => failedStates.includes(state));
  const icmp = texts.proto.texts.indexOf("icmp");
  const portClass = new Uint8Array(rows);
  const direction = new Uint8Array(rows);
  const connState = new Uint8Array(rows);
  for (let i = 0; i < rows; ++i) {
    portClass[i] = codes.proto[i] === icmp ? 3 : portClassOf(numbers.dst_port[i]);
    const from = flagOr(numbers.local_orig[i], local[codes.src[i]]);
    const to = flagOr(numbers.local_resp[i], localTarget[codes.dst[i]]);
    direction[i] = from ? (to ? 0 : 1) : to ? 2 : 3;
    const state = states[codes.conn_state[i]];
    connState[i] = state < 0 ? connStates.length : state;
  }
  return {
    rows,
    time: numbers.time,
    duration: numbers.duration,
    bytesOut: numbers.orig_bytes,
    bytesIn: numbers.resp_bytes,
    packetsOut: numbers.orig_pkts,
    packetsIn: numbers.resp_pkts,
    portClass,
    direction,
    connState,
    window: windowCounts(table, failed)
  };
}

function windowCounts({rows, numbers, codes}: EventTable, failed: boolean[]): Flows["window"] {
  const windows = new Uint32Array(rows);
  const ports = new Uint32Array(rows); // plus 1, so that 0 is null
  for (let i = 0; i < rows; ++i) {
    windows[i] = Math.floor(numbers.time[i] / windowMicros);
    ports[i] = Number.isNaN(numbers.dst_port[i]) ? 0 : numbers.dst_port[i] + 1;
  }
  const sources = groupPairs(codes.src, windows, rows);
  const targets = groupPairs(sources.ids, codes.dst, rows);
  const doors = groupPairs(sources.ids, ports, rows);
  const pairs = groupPairs(targets.ids, ports, rows);
  const isFailed = (i: number) => failed[codes.conn_state[i]];
  return {
    src_flows_5m: spread(sources, countRows(sources)),
    src_distinct_dst_5m: spread(sources, countGroups(sources, targets)),
    src_distinct_ports_5m: spread(
      sources,
      countGroups(sources, doors, (i) => ports[i] > 0)
    ),
    src_failed_5m: spread(sources, countRows(sources, isFailed)),
    pair_flows_5m: spread(pairs, countRows(pairs))
  };
}

function countRows({ids, count}: Groups, which: (row: number) => boolean = () => true) {
  const counts = new Uint32Array(count);
  for (let i = 0; i < ids.length; ++i) if (which(i)) ++counts[ids[i]];
  return counts;
}

/** Returns how many groups of *inner* each group of *outer* has. */
function countGroups(outer: Groups, inner: Groups, which: (row: number) => boolean = () => true) {
  const counts = new Uint32Array(outer.count);
  for (const row of inner.first) if (which(row)) ++counts[outer.ids[row]];
  return counts;
}

function spread({ids}: Groups, counts: Uint32Array): Uint32Array {
  return ids.map((id) => counts[id]);
}

function portClassOf(port: number): number {
  if (Number.isNaN(port)) return 3;
  if (port < 1024) return 0;
  return port < 49_152 ? 1 : 2;
}

function flagOr(flag: number, otherwise: boolean): boolean {
  return Number.isNaN(flag) ? otherwise : flag === 1;
}

const privatePattern = new RegExp(privateAddress);

function isPrivate(address: string): boolean {
  return privatePattern.test(address);
}
