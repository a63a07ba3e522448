import type {SimulatedSystem, SimulatedTask} from "./queue.js";

/** What bounds the time of tasks from below, and by how much, in seconds. */
export interface Bound {
  /** A pool, a station, or the kind of task that takes the longest part of the longest chain. */
  of: string;
  seconds: number;
}

/**
 * Returns what no order of *tasks* can be quicker than, the longest first: the work of each pool and station by its number of
 * servers, and the longest chain of tasks that need each other, named after the kind that takes most of it.
 */
export function boundsOf(tasks: readonly SimulatedTask[], system: SimulatedSystem): Bound[] {
  const pools = new Map<string, number>();
  const stations = new Map<string, number>();
  const add = (sums: Map<string, number>, name: string, seconds: number) =>
    sums.set(name, (sums.get(name) ?? 0) + seconds);
  for (const {pool, stays} of tasks)
    for (const {station, seconds} of stays) {
      add(pools, pool, seconds);
      if (station !== undefined) add(stations, station, seconds);
    }
  const byServers = (sums: Map<string, number>, servers: Readonly<Record<string, number>>) =>
    [...sums].map(([of, seconds]) => ({of, seconds: seconds / servers[of]}));
  const shared = [...byServers(pools, system.pools), ...byServers(stations, system.stations)];
  // Whatever the coordinator does is in the chain, by kind.
  const others = shared.filter(({of}) => of !== "coordinator");
  return [...others, longestChain(tasks)].sort((a, b) => b.seconds - a.seconds);
}

function longestChain(tasks: readonly SimulatedTask[]): Bound {
  const ends = new Float64Array(tasks.length);
  const from = new Int32Array(tasks.length).fill(-1);
  let last = 0;
  for (const [task, {needs = [], arrivesAt = 0, stays}] of tasks.entries()) {
    let begins = arrivesAt;
    for (const need of needs)
      if (ends[need] > begins) {
        begins = ends[need];
        from[task] = need;
      }
    ends[task] = begins + lengthOf(stays);
    if (ends[task] > ends[last]) last = task;
  }
  const kinds = new Map<string, number>();
  for (let task = last; task >= 0; task = from[task]) {
    const {kind, stays} = tasks[task];
    kinds.set(kind, (kinds.get(kind) ?? 0) + lengthOf(stays));
  }
  const [[of]] = [...kinds].sort((a, b) => b[1] - a[1]);
  return {of, seconds: ends[last]};
}

function lengthOf(stays: SimulatedTask["stays"]): number {
  return stays.reduce((sum, {seconds}) => sum + seconds, 0);
}
