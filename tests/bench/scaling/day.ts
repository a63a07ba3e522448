import {seeded} from "../../../src/core/forest/random.js";
import type {Cost, ScalingConstants} from "./constants.js";
import type {SimulatedSystem, SimulatedTask, Stay} from "./queue.js";

/** How partitions and tables are made: as they are now, or as they could be. */
export interface Design {
  name: "as built" | "divided";

  /** The most events of a partition of SILVER; Infinity for a partition a day. */
  partitionEvents: number;

  /** How many manifests a worker merges into one before the coordinator sees them; 1 for none. */
  mergedByWorker: number;

  /** The most events of which tables are published; Infinity for all. */
  publishedEvents: number;

  /** The most rows that the sample is drawn from; Infinity for all of the training window. */
  trainingEvents: number;
}

/** As version 0.1 does it. */
export const asBuilt: Design = {
  name: "as built",
  partitionEvents: Infinity,
  mergedByWorker: 1,
  publishedEvents: Infinity,
  trainingEvents: Infinity
};

/** As it would have to be done: smaller partitions, and nothing of all events in one place. */
export const divided: Design = {
  name: "divided",
  partitionEvents: 5_000_000,
  mergedByWorker: 100,
  publishedEvents: 20_000_000,
  trainingEvents: 20_000_000
};

/** What is not measured but chosen: the size of the installation. */
export interface Capacity {
  workers: number;
  /** Events in a file of logs; a day has 24 files at least. */
  fileEvents: number;
  /** What the store moves in a second, and how many requests it answers, over all of its machines. */
  storeBytesPerSecond: number;
  storeRequestsPerSecond: number;
  /** Cores of PostgreSQL. */
  databaseCores: number;
  /** Whether files come over the day, in seconds from its beginning, or are all there when the run begins. */
  filesCome: "over the day" | "at once";
  /** How often a worker at work crashes in a day. Its task is there once more after a lease of 30 s, and the worker after as long. */
  crashesPerDay: number;
}

/** An installation of one rack: a store on 10 Gbit/s, a database of four cores. */
export const oneRack: Omit<Capacity, "workers"> = {
  fileEvents: 1_000_000,
  storeBytesPerSecond: 1.25e9,
  storeRequestsPerSecond: 5_000,
  databaseCores: 4,
  filesCome: "at once",
  crashesPerDay: 0
};

/** Seconds of a day. */
export const daySeconds = 86_400;

/** Returns what there is to do tasks with: workers, one coordinator, a store and a database. */
export function systemOf({workers, databaseCores, crashesPerDay}: Capacity): SimulatedSystem {
  const rate = crashesPerDay / daySeconds;
  const crashes = {rate, restartSeconds: 30, leaseSeconds: 30, random: seeded(42)};
  return {
    pools: {workers, coordinator: 1},
    stations: {database: databaseCores, store: 1},
    ...(rate > 0 && {crashes: {workers: crashes}})
  };
}

/** Returns the tasks of a run over one day of *events* events, each after those that it needs. */
export function tasksOfDay(
  events: number,
  constants: ScalingConstants,
  design: Design,
  capacity: Capacity
): SimulatedTask[] {
  const {processorSeconds: cost, bytesPerEvent: bytes, requestsPerPartition: requests} = constants;
  const files = Math.max(24, Math.ceil(events / capacity.fileEvents));
  const partitions = Math.max(1, Math.ceil(events / design.partitionEvents));
  const tasks: SimulatedTask[] = [];
  const add = (task: SimulatedTask) => tasks.push(task) - 1;
  const work = workOf(constants, capacity);

  /** Adds a task for each of *n* parts of all events; returns their places. */
  const parts = (kind: string, n: number, part: Part, needs: (i: number) => number[]) => {
    const stays = work(events / n, part);
    const places: number[] = [];
    for (let i = 0; i < n; ++i) {
      const arrivesAt = part.comes ? ((i + 1) / n) * daySeconds : 0;
      places.push(add({kind, pool: "workers", arrivesAt, needs: needs(i), stays}));
    }
    return places;
  };

  /** Merges what *made* made, by workers first if there is much; returns the place of the one that has all. */
  const merge = (kind: string, made: readonly number[]): number => {
    const {mergedByWorker: share} = design;
    let left = made;
    if (share > 1 && made.length > share) {
      const some: number[] = [];
      for (let i = 0; i < made.length; i += share) {
        const needs = made.slice(i, i + share);
        const stays = work(0, {cost: {perMillionEvents: 0, each: needs.length * cost.merge.each}, requests: needs.length}); // prettier-ignore
        some.push(add({kind, pool: "workers", needs, stays}));
      }
      left = some;
    }
    const stays = work(0, {cost: {perMillionEvents: 0, each: left.length * cost.merge.each}, requests: left.length}); // prettier-ignore
    return add({kind, pool: "coordinator", needs: left, stays});
  };
  const comes = capacity.filesCome === "over the day";
  const ingested = parts("ingestion", files, {cost: cost.ingestion, requests: requests.ingestion, reads: bytes.log, writes: bytes.raw, comes}, () => []); // prettier-ignore
  const raw = merge("merging RAW", ingested);
  let before: number[] = [];
  const known = parts(
    "known answers of DNS",
    partitions,
    {cost: {perMillionEvents: 0, each: cost.known.each}, requests: 4},
    () => {
      // prettier-ignore
      const needs = [raw, ...before];
      before = [tasks.length];
      return needs;
    }
  );
  const days = parts("transformation", partitions, {cost: cost.transformation, requests: requests.transformation, reads: bytes.raw, writes: bytes.silver}, (i) => [known[i]]); // prettier-ignore
  const silver = merge("merging SILVER", days);
  const seen = Math.min(events, design.trainingEvents);
  const trained = add({
    kind: "training",
    pool: "coordinator",
    needs: [silver],
    stays: work(seen, {cost: cost.training, requests: partitions, reads: bytes.silver})
  });
  const scored = parts("scoring", partitions, {cost: cost.scoring, requests: requests.scoring, reads: bytes.silver, writes: bytes.scores}, () => [trained]); // prettier-ignore
  const summed = parts("summaries", partitions, {cost: cost.summaries, requests: requests.summaries, reads: bytes.silver, writes: bytes.summaries}, () => [silver]); // prettier-ignore
  const listed = [merge("merging EVAL", [...scored, ...summed])];
  const published = Math.min(events, design.publishedEvents);
  const reads = bytes.silver + bytes.scores + bytes.summaries;
  add({
    kind: "evaluation",
    pool: "coordinator",
    needs: listed,
    stays: work(published, {cost: cost.evaluation, requests: 3 * partitions, reads, writes: bytes.published}) // prettier-ignore
  });
  return tasks;
}

/** What a part of the events takes. */
interface Part {
  cost: Cost;
  requests: number;
  /** Bytes of an event. */
  reads?: number;
  writes?: number;
  /** Whether it is there only in the course of the day. */
  comes?: boolean;
}

/** Returns what makes the stays of a task of so many events: it is claimed, reads, computes, writes, and ends. */
function workOf({queue}: ScalingConstants, capacity: Capacity) {
  const transaction = (queue.transactionsPerTask / 2) * queue.databaseSecondsPerTransaction;
  const store = (events: number, bytes: number, requests: number): Stay => ({
    station: "store",
    seconds:
      (events * bytes) / capacity.storeBytesPerSecond + requests / capacity.storeRequestsPerSecond
  });
  return (events: number, {cost, requests, reads = 0, writes = 0}: Part): Stay[] => [
    {station: "database", seconds: transaction},
    store(events, reads, requests / 2),
    {seconds: queue.workerSecondsPerTask + cost.each + (events / 1e6) * cost.perMillionEvents},
    store(events, writes, requests / 2),
    {station: "database", seconds: transaction}
  ];
}
