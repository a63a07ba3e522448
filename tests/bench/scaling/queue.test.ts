import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {boundsOf} from "./bounds.js";
import {simulate} from "./queue.js";
import type {SimulatedTask} from "./queue.js";

/** Returns *n* tasks that come at random, *rate* a second on average, and take random times, one second on average. */
function poisson(n: number, rate: number, seed: number): SimulatedTask[] {
  const random = seeded(seed);
  const exponential = () => -Math.log(1 - random());
  let arrivesAt = 0;
  return Array.from({length: n}, () => {
    arrivesAt += exponential() / rate;
    return {kind: "task", pool: "workers", arrivesAt, stays: [{seconds: exponential()}]};
  });
}

/** The mean wait of M/M/c at *load* a server, of a second of service: Erlang’s formula C (1917), by its recurrence over servers. */
function erlangWait(servers: number, load: number): number {
  const offered = servers * load;
  let blocked = 1;
  for (let c = 1; c <= servers; ++c) blocked = (offered * blocked) / (c + offered * blocked);
  const waits = blocked / (1 - load * (1 - blocked));
  return waits / (servers - offered);
}

it.each([
  [1, 0.5],
  [2, 0.8],
  [10, 0.8]
])("simulate(tasks, …) waits as M/M/%d at a load of %d does", (workers, load) => {
  const tasks = poisson(200_000, workers * load, 1);
  const result = simulate(tasks, {pools: {workers}, stations: {}});
  const expected = erlangWait(workers, load);
  expect(Math.abs(result.meanWait / expected - 1)).toBeLessThan(0.08);
  expect(result.stations.workers.utilisation).toBeCloseTo(load, 1);
  // Little: as many wait as come a second, times how long each waits.
  const came = tasks.length / result.makespan;
  expect(result.stations.workers.meanQueue).toBeCloseTo(came * result.meanWait, 6);
});

it("simulate(tasks, …) takes the serial part and a share of the rest, as Amdahl says, whatever the number of workers", () => {
  for (const workers of [1, 4, 16, 64]) {
    const tasks: SimulatedTask[] = Array.from({length: 640}, () => ({
      kind: "part",
      pool: "workers",
      stays: [{seconds: 3}]
    }));
    const needs = tasks.map((_, i) => i);
    tasks.push({kind: "whole", pool: "coordinator", needs, stays: [{seconds: 100}]});
    const {makespan} = simulate(tasks, {pools: {workers, coordinator: 1}, stations: {}});
    expect(makespan).toBeCloseTo(100 + (640 * 3) / workers, 9);
  }
});

it("simulate(tasks, …) is as quick as its slowest station lets it be", () => {
  const stays = [{station: "database", seconds: 0.01}, {seconds: 0.5}];
  const tasks = Array.from({length: 10_000}, () => ({kind: "task", pool: "workers", stays}));
  for (const [workers, rate] of [
    [10, 20], // the workers’: 10 of half a second; they wait for the database at the first task alone
    [1000, 200] // the database’s: two connections of a hundredth
  ]) {
    const system = {pools: {workers}, stations: {database: 2}};
    const {makespan} = simulate(tasks, system);
    expect(Math.abs(10_000 / makespan / rate - 1)).toBeLessThan(0.03);
    const [bound] = boundsOf(tasks, system);
    expect(bound.of).toBe(workers === 10 ? "workers" : "database");
    expect(makespan).toBeGreaterThanOrEqual(bound.seconds - 1e-6);
  }
});

it("simulate(tasks, …) repeats what crashes interrupt, for as long on average as the closed form says", () => {
  const [rate, leaseSeconds, seconds] = [0.02, 30, 60];
  const n = 20_000;
  const tasks = Array.from({length: n}, () => ({
    kind: "task",
    pool: "workers",
    stays: [{seconds}]
  }));
  const crashes = {rate, restartSeconds: 30, leaseSeconds, random: seeded(2)};
  const system = {pools: {workers: 1}, stations: {}, crashes: {workers: crashes}};
  const {makespan, crashed} = simulate(tasks, system);
  // The expected time of work until no crash comes within it, with a restart after each.
  const expected = (1 / rate + crashes.restartSeconds) * (Math.exp(rate * seconds) - 1);
  expect(Math.abs(makespan / n / expected - 1)).toBeLessThan(0.03);
  expect(Math.abs(crashed / n / (Math.exp(rate * seconds) - 1) - 1)).toBeLessThan(0.03);
});

it("simulate(tasks, …) does not begin what needs another before that has ended, and gives the same twice", () => {
  const chain: SimulatedTask[] = [5, 7, 1].map((seconds, i) => ({
    kind: `link ${i}`,
    pool: "workers",
    needs: i === 0 ? [] : [i - 1],
    arrivesAt: i === 2 ? 20 : 0,
    stays: [{seconds}]
  }));
  const system = {pools: {workers: 8}, stations: {}};
  expect(simulate(chain, system).makespan).toBe(21);
  expect(boundsOf(chain, system)[0]).toEqual({of: "link 2", seconds: 21});
  const tasks = poisson(1_000, 3, 4);
  expect(simulate(tasks, system)).toEqual(simulate(tasks, system));
  expect(() => simulate([{...chain[0], needs: [0]}], system)).toThrow("invalid need of task 0: 0");
});
