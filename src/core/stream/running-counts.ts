import type {WindowCount} from "../features/flows.js";
import {doubled, pairIds} from "./pair-ids.js";

/** An event as the counts of its window see it: codes of its addresses, its port plus 1 (0: none), whether it failed. */
export interface CountedEvent {
  src: number;
  dst: number;
  port: number;
  failed: boolean;
}

/** The counts of an open window after each of its events: what `flowsOf` gives of all of them, once the last has come. */
export interface RunningCounts {
  /** How many pairs of a source and a destination, and how many of them with a port, there are. */
  readonly targets: number;
  readonly pairs: number;

  /** The bytes of memory that they take. */
  readonly bytes: number;

  /** Adds an event; returns its counts so far, itself among them. What is returned is overwritten by the next. */
  add(event: CountedEvent): Readonly<Record<WindowCount, number>>;
}

/** Returns the counts of a window with no event. Their memory grows with the pairs: at most about 120 bytes an event. */
export function runningCounts(): RunningCounts {
  const [targets, doors, pairs] = [pairIds(), pairIds(), pairIds()];
  const bySource = {
    flows: new Uint32Array(16),
    failed: new Uint32Array(16),
    destinations: new Uint32Array(16),
    ports: new Uint32Array(16)
  };
  let byPair = new Uint32Array(16);
  const last: Record<WindowCount, number> = {
    src_flows_5m: 0,
    src_distinct_dst_5m: 0,
    src_distinct_ports_5m: 0,
    src_failed_5m: 0,
    pair_flows_5m: 0
  };
  const growTo = (src: number): void => {
    while (src >= bySource.flows.length)
      for (const name of names) bySource[name] = doubled(bySource[name]);
  };
  const countNew = (src: number, dst: number, port: number): number => {
    let before = targets.count;
    const target = targets.idOf(src, dst);
    if (targets.count > before) ++bySource.destinations[src];
    before = doors.count;
    doors.idOf(src, port);
    if (doors.count > before && port > 0) ++bySource.ports[src];
    return pairs.idOf(target, port);
  };
  return {
    get targets() {
      return targets.count;
    },
    get pairs() {
      return pairs.count;
    },
    get bytes() {
      const tables = targets.bytes + doors.bytes + pairs.bytes;
      return tables + names.length * bySource.flows.byteLength + byPair.byteLength;
    },
    add({src, dst, port, failed}) {
      growTo(src);
      const pair = countNew(src, dst, port);
      if (pair >= byPair.length) byPair = doubled(byPair);
      if (failed) ++bySource.failed[src];
      last.src_flows_5m = ++bySource.flows[src];
      last.pair_flows_5m = ++byPair[pair];
      last.src_distinct_dst_5m = bySource.destinations[src];
      last.src_distinct_ports_5m = bySource.ports[src];
      last.src_failed_5m = bySource.failed[src];
      return last;
    }
  };
}

const names = ["flows", "failed", "destinations", "ports"] as const;
