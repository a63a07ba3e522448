import {readFileSync} from "node:fs";
import {expect, it} from "vitest";
import {readConstants} from "./constants.js";
import {asBuilt, divided, tasksOfDay, systemOf, oneRack} from "./day.js";
import {boundsOf} from "./bounds.js";
import {simulateDay} from "./grid.js";
import type {GridRow} from "./grid.js";
import {simulate} from "./queue.js";
import {documentPath, simulationPath, tablesOf, withTables} from "./tables.js";

const constants = readConstants();
const rows = JSON.parse(readFileSync(simulationPath, "utf8")) as GridRow[];

it("docs/scaling.md has the tables of the constants and of the simulation", () => {
  const text = readFileSync(documentPath, "utf8");
  expect(withTables(text, tablesOf(constants, rows))).toBe(text);
  expect(() => withTables("", {costs: ""})).toThrow("marks not found: <!-- costs -->");
});

it.each([
  [asBuilt, 1e6, 1],
  [asBuilt, 1e9, 100],
  [divided, 1e9, 10],
  [divided, 1e10, 1_000]
])(
  "the simulation of %o of %d events by %d workers is the one that is stored",
  (design, events, workers) => {
    const stored = rows.find(
      (row) => row.design === design.name && row.eventsPerDay === events && row.workers === workers
    );
    expect(simulateDay(events, workers, constants, design)).toEqual(stored);
  }
);

it("tasksOfDay(…) takes as long by one worker as all its work, and never less than each of its bounds", () => {
  for (const design of [asBuilt, divided])
    for (const workers of [1, 100]) {
      const capacity = {...oneRack, workers};
      const tasks = tasksOfDay(1e8, constants, design, capacity);
      const system = systemOf(capacity);
      const {makespan, stations} = simulate(tasks, system);
      for (const {seconds} of boundsOf(tasks, system))
        expect(makespan).toBeGreaterThan(0.999 * seconds);
      if (workers > 1) continue;
      const total = stations.workers.busySeconds + stations.coordinator.busySeconds;
      expect(makespan).toBeGreaterThan(Math.max(stations.workers.busySeconds, total / 2));
      expect(makespan).toBeLessThan(1.001 * total);
    }
});

it("tasksOfDay(…) of files that come over the day ends after the day, by what is left to do", () => {
  const capacity = {...oneRack, workers: 100, filesCome: "over the day"} as const;
  const tasks = tasksOfDay(1e8, constants, divided, capacity);
  const {makespan} = simulate(tasks, systemOf(capacity));
  const atOnce = simulateDay(1e8, 100, constants, divided);
  expect(makespan).toBeGreaterThan(86_400);
  expect(makespan).toBeLessThan(86_400 + atOnce.makespanSeconds);
});
