import {boundsOf} from "./bounds.js";
import type {ScalingConstants} from "./constants.js";
import {daySeconds, oneRack, systemOf, tasksOfDay} from "./day.js";
import type {Capacity, Design} from "./day.js";
import {simulate} from "./queue.js";

/** The scales that are simulated: events a day, and workers of one core each. */
export const scales = [1e6, 1e7, 1e8, 1e9, 1e10, 1e11] as const;
export const workerCounts = [1, 2, 10, 100, 1_000] as const;

/** What a day of logs came to, all there when the run begins. */
export interface GridRow {
  design: Design["name"];
  eventsPerDay: number;
  workers: number;
  tasks: number;
  makespanSeconds: number;
  eventsPerSecond: number;
  /** Whether the run ends before the logs of the next day are there. */
  keepsUp: boolean;
  /** The shares of time that workers, coordinator, database and store were busy. */
  workersBusy: number;
  coordinatorBusy: number;
  databaseBusy: number;
  storeBusy: number;
  /** How many tasks waited for a worker, on average. */
  meanQueue: number;
  /** What binds first, and for how long it alone takes. */
  bottleneck: string;
  bottleneckSeconds: number;
}

/** Simulates the day of *events* events by *workers* workers in *design*. */
export function simulateDay(
  events: number,
  workers: number,
  constants: ScalingConstants,
  design: Design,
  options: Partial<Capacity> = {}
): GridRow {
  const capacity: Capacity = {...oneRack, workers, ...options};
  const system = systemOf(capacity);
  const tasks = tasksOfDay(events, constants, design, capacity);
  const {makespan, stations} = simulate(tasks, system);
  const [bound] = boundsOf(tasks, system);
  return {
    design: design.name,
    eventsPerDay: events,
    workers,
    tasks: tasks.length,
    makespanSeconds: round(makespan),
    eventsPerSecond: round(events / makespan),
    keepsUp: makespan <= daySeconds,
    workersBusy: round(stations.workers.utilisation),
    coordinatorBusy: round(stations.coordinator.utilisation),
    databaseBusy: round(stations.database.utilisation),
    storeBusy: round(stations.store.utilisation),
    meanQueue: round(stations.workers.meanQueue),
    bottleneck: bound.of,
    bottleneckSeconds: round(bound.seconds)
  };
}

/** Returns the rows of all scales and numbers of workers, of each of *designs*. */
export function simulateGrid(
  constants: ScalingConstants,
  designs: readonly Design[],
  options: Partial<Capacity> = {}
): GridRow[] {
  return designs.flatMap((design) =>
    scales.flatMap((events) =>
      workerCounts.map((workers) => simulateDay(events, workers, constants, design, options))
    )
  );
}

/** A constant, and what a run takes with half of it and with twice as much, as a share of what it takes. */
export interface Sensitivity {
  constant: string;
  halved: number;
  doubled: number;
}

/** Returns how much the makespan of a day depends on each constant, the most first; those that change it by less than a thousandth are omitted. */
export function sensitivityOf(
  events: number,
  workers: number,
  constants: ScalingConstants,
  design: Design
): Sensitivity[] {
  const makespan = (changed: ScalingConstants) =>
    simulateDay(events, workers, changed, design).makespanSeconds;
  const base = makespan(constants);
  const rows = leavesOf(constants).map((path) => ({
    constant: path.join("."),
    halved: round(makespan(scaled(constants, path, 0.5)) / base),
    doubled: round(makespan(scaled(constants, path, 2)) / base)
  }));
  return rows
    .filter(({halved, doubled}) => Math.abs(doubled - halved) >= 0.001)
    .sort((a, b) => b.doubled - a.doubled);
}

/** Returns the paths of the numbers in *constants*, without those of what was measured on. */
function leavesOf({measured: _, ...constants}: ScalingConstants): string[][] {
  const walk = (value: object, path: string[]): string[][] =>
    Object.entries(value).flatMap(([name, one]: [string, unknown]) =>
      typeof one === "number" ? [[...path, name]] : walk(one as object, [...path, name])
    );
  return walk(constants, []);
}

function scaled(
  constants: ScalingConstants,
  path: readonly string[],
  by: number
): ScalingConstants {
  const copy = structuredClone(constants);
  let at = copy as unknown as Record<string, unknown>;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  const last = path.at(-1)!;
  at[last] = (at[last] as number) * by;
  return copy;
}

/** Returns *value* to four digits: the rest is no more known than the constants are. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}
