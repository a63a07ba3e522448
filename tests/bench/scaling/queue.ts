import type {Random} from "../../../src/core/forest/types.js";
import {EventHeap} from "./event-heap.js";
import type {SimulatedEvent} from "./event-heap.js";

/** A stay at a shared station while a task is at work: so many seconds of one of its servers, after those that came before. */
export interface Stay {
  /** The name of the station; absent for work of the task’s own, which nobody else waits for. */
  station?: string;
  seconds: number;
}

/** A task of the simulation. */
export interface SimulatedTask {
  kind: string;

  /** When it is there, in seconds; defaults to 0. */
  arrivesAt?: number;

  /** The places of the tasks, all before it, that have to end first; defaults to none. */
  needs?: readonly number[];

  /** The pool whose servers do it, one at a time each; e.g., `workers`. */
  pool: string;

  /** What it does, one after the other, while it holds its server. */
  stays: readonly Stay[];
}

/** How servers of a pool fail. */
export interface Crashes {
  /** Per second of work. */
  rate: number;
  /** For how long the server is away, in seconds. */
  restartSeconds: number;
  /** After how many seconds its task is there once more, for any server. */
  leaseSeconds: number;
  random: Random;
}

/** What there is to do tasks with. */
export interface SimulatedSystem {
  /** How many servers each pool has. */
  pools: Readonly<Record<string, number>>;

  /** How many servers each shared station has. */
  stations: Readonly<Record<string, number>>;

  /** How servers of pools fail, by the name of the pool; none by default. */
  crashes?: Readonly<Record<string, Crashes>>;
}

/** What a pool or a station did. */
export interface StationResult {
  servers: number;
  busySeconds: number;
  /** The share of its servers’ time until the end that was work. */
  utilisation: number;
  /** How many tasks waited for it, on average over time, and at most. Of stations, the average alone. */
  meanQueue: number;
  maxQueue: number;
}

/** What came out. */
export interface SimulationResult {
  /** When the last task ended, in seconds. */
  makespan: number;
  tasks: number;
  /** How many attempts ended with their server. */
  crashed: number;
  /** The mean time that a task, once it could begin, waited for a server of its pool, in seconds. */
  meanWait: number;
  stations: Record<string, StationResult>;
}

interface Pool {
  free: number;
  waiting: Fifo;
  busy: number;
  waited: number;
  most: number;
}

interface Station {
  /** When each of its servers is free. */
  free: Float64Array;
  busy: number;
  waited: number;
}

/** Who waits, the first first. */
class Fifo {
  readonly #items: number[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: number): void {
    this.#items.push(item);
  }

  shift(): number {
    return this.#items[this.#head++];
  }
}

/**
 * Simulates *tasks* in *system*, event by event. A task waits for those that it needs and then, first come, first served, for a
 * server of its pool, which it holds through all its stays; at a shared station it waits behind those that came there before.
 * Deterministic but for crashes, which are drawn.
 */
export function simulate(
  tasks: readonly SimulatedTask[],
  system: SimulatedSystem
): SimulationResult {
  return new Simulation(tasks, system).run();
}

/** The stages of events that are no stay: a task is there; a server is there once more. */
const [arrival, freed] = [-1, -2];

class Simulation {
  readonly #tasks: readonly SimulatedTask[];
  readonly #system: SimulatedSystem;
  readonly #events = new EventHeap();
  readonly #pools = new Map<string, Pool>();
  readonly #stations = new Map<string, Station>();
  readonly #takers: number[][];
  readonly #missing: Int32Array;
  readonly #readyAt: Float64Array;
  readonly #startedAt: Float64Array;
  readonly #crashesAt: Float64Array;
  #makespan = 0;
  #crashed = 0;
  #waits = 0;
  #attempts = 0;

  constructor(tasks: readonly SimulatedTask[], system: SimulatedSystem) {
    this.#tasks = tasks;
    this.#system = system;
    for (const [name, free] of Object.entries(system.pools))
      this.#pools.set(name, {free, waiting: new Fifo(), busy: 0, waited: 0, most: 0});
    for (const [name, servers] of Object.entries(system.stations))
      this.#stations.set(name, {free: new Float64Array(servers), busy: 0, waited: 0});
    this.#takers = takersOf(tasks);
    this.#missing = Int32Array.from(tasks, ({needs = []}) => needs.length);
    this.#readyAt = new Float64Array(tasks.length);
    this.#startedAt = new Float64Array(tasks.length);
    this.#crashesAt = new Float64Array(tasks.length).fill(Infinity);
  }

  run(): SimulationResult {
    for (const [task, {arrivesAt = 0, needs = []}] of this.#tasks.entries())
      if (needs.length === 0) this.#events.push(arrivesAt, task, arrival);
    for (let event = this.#events.pop(); event; event = this.#events.pop()) this.#happen(event);
    const makespan = this.#makespan;
    return {
      makespan,
      tasks: this.#tasks.length,
      crashed: this.#crashed,
      meanWait: this.#waits / Math.max(1, this.#attempts),
      stations: {
        ...resultsOfPools(this.#pools, this.#system, makespan),
        ...resultsOf(this.#stations, makespan)
      }
    };
  }

  #happen({at, task, stage}: SimulatedEvent): void {
    const {stays, pool: name} = this.#tasks[task];
    if (stage === arrival) this.#ready(task, at);
    else if (stage === freed) this.#free(this.#pools.get(name)!, at);
    else if (stage === stays.length) this.#end(task, at);
    else {
      const {station, seconds} = stays[stage];
      const done =
        station === undefined ? at + seconds : serve(this.#stations.get(station)!, at, seconds);
      if (this.#crashesAt[task] < done) this.#crash(task, this.#crashesAt[task]);
      else this.#events.push(done, task, stage + 1);
    }
  }

  #ready(task: number, now: number): void {
    this.#readyAt[task] = now;
    const pool = this.#pools.get(this.#tasks[task].pool)!;
    pool.waiting.push(task);
    this.#startWaiting(pool, now);
    pool.most = Math.max(pool.most, pool.waiting.size);
  }

  #free(pool: Pool, now: number): void {
    ++pool.free;
    this.#startWaiting(pool, now);
  }

  #startWaiting(pool: Pool, now: number): void {
    while (pool.free > 0 && pool.waiting.size > 0) {
      const task = pool.waiting.shift();
      const waited = now - this.#readyAt[task];
      --pool.free;
      pool.waited += waited;
      this.#waits += waited;
      ++this.#attempts;
      this.#startedAt[task] = now;
      const crashes = this.#system.crashes?.[this.#tasks[task].pool];
      if (crashes && crashes.rate > 0)
        this.#crashesAt[task] = now - Math.log(1 - crashes.random()) / crashes.rate;
      this.#events.push(now, task, 0);
    }
  }

  #crash(task: number, at: number): void {
    const {pool: name} = this.#tasks[task];
    const {restartSeconds, leaseSeconds} = this.#system.crashes![name];
    ++this.#crashed;
    this.#pools.get(name)!.busy += at - this.#startedAt[task];
    this.#events.push(at + restartSeconds, task, freed);
    this.#events.push(at + leaseSeconds, task, arrival);
  }

  #end(task: number, now: number): void {
    const pool = this.#pools.get(this.#tasks[task].pool)!;
    pool.busy += now - this.#startedAt[task];
    this.#makespan = Math.max(this.#makespan, now);
    for (const taker of this.#takers[task])
      if (--this.#missing[taker] === 0) {
        const at = this.#tasks[taker].arrivesAt ?? 0;
        if (at > now) this.#events.push(at, taker, arrival);
        else this.#ready(taker, now);
      }
    this.#free(pool, now);
  }
}

/** Serves who comes to a station *at* a time: when the first of its servers is free. Returns when it is done. */
function serve(station: Station, at: number, seconds: number): number {
  const {free} = station;
  let first = 0;
  for (let i = 1; i < free.length; ++i) if (free[i] < free[first]) first = i;
  const begins = Math.max(at, free[first]);
  free[first] = begins + seconds;
  station.busy += seconds;
  station.waited += begins - at;
  return begins + seconds;
}

function takersOf(tasks: readonly SimulatedTask[]): number[][] {
  const takers: number[][] = tasks.map(() => []);
  for (const [task, {needs = []}] of tasks.entries())
    for (const need of needs) {
      if (!(need < task)) throw new RangeError(`invalid need of task ${task}: ${need}`);
      takers[need].push(task);
    }
  return takers;
}

function resultsOfPools(
  pools: ReadonlyMap<string, Pool>,
  system: SimulatedSystem,
  makespan: number
): Record<string, StationResult> {
  const entries = [...pools].map(([name, {busy, waited, most}]) => {
    const servers = system.pools[name];
    return [name, {...shareOf(servers, busy, waited, makespan), maxQueue: most}] as const;
  });
  return Object.fromEntries(entries);
}

function resultsOf(
  stations: ReadonlyMap<string, Station>,
  makespan: number
): Record<string, StationResult> {
  const entries = [...stations].map(
    ([name, {free, busy, waited}]) =>
      [name, {...shareOf(free.length, busy, waited, makespan), maxQueue: 0}] as const
  );
  return Object.fromEntries(entries);
}

function shareOf(servers: number, busySeconds: number, waited: number, makespan: number) {
  const time = Math.max(makespan, Number.MIN_VALUE);
  return {
    servers,
    busySeconds,
    utilisation: busySeconds / (servers * time),
    meanQueue: waited / time
  };
}
