import {setTimeout as wait} from "node:timers/promises";
import {expect, it} from "vitest";
import {OutageError} from "../../../pipeline/config/errors.js";
import {runTasks} from "../../../pipeline/tasks/run-tasks.js";
import type {Task} from "../../../pipeline/tasks/run-tasks.js";
import {seeded} from "../../../src/core/forest/random.js";

/** Returns *tasks* that note what is held and running in *most*, the maxima. */
function observed(tasks: Task[], most: {running: number; started: string[]}): Task[] {
  let running = 0;
  return tasks.map((task) => ({
    ...task,
    async run(results, signal) {
      most.started.push(task.name);
      most.running = Math.max(most.running, ++running);
      try {
        return await task.run(results, signal);
      } finally {
        --running;
      }
    }
  }));
}

it.each([1, 2, 3, 8])(
  "runTasks(tasks, {concurrency: %i}) returns the same results",
  async (concurrency) => {
    const random = seeded(concurrency);
    const days = Array.from({length: 12}, (_, i) => i);
    const tasks = days.flatMap((day): Task[] => [
      {
        name: `day ${day}`,
        needs: day > 0 ? [`day ${day - 1}`] : [],
        async run(results) {
          await wait(3 * random());
          return day + (day > 0 ? results.of<number>(`day ${day - 1}`) : 0);
        }
      },
      {name: `twice ${day}`, needs: [`day ${day}`], run: (results) => 2 * results.of<number>(`day ${day}`)} // prettier-ignore
    ]);
    const most = {running: 0, started: []};
    const ends: number[] = [];
    const results = await runTasks(observed(tasks, most), {
      concurrency,
      onEnd: (done, total) => ends.push(done / total)
    });
    const sums = days.map((day) => day * (day + 1)); // twice 0 + 1 + … + day
    expect([...results]).toEqual(days.map((day, i) => [`twice ${day}`, sums[i]]));
    expect(most.running).toBeLessThanOrEqual(concurrency);
    expect(ends).toEqual(tasks.map((_, i) => (i + 1) / tasks.length));
  }
);

it("runTasks(tasks, options) starts what takes a result before what makes another", async () => {
  const pair = (name: string): Task[] => [
    {name: `make ${name}`, run: () => name},
    {name: `take ${name}`, needs: [`make ${name}`], run: () => name}
  ];
  const most = {running: 0, started: []};
  await runTasks(observed([...pair("a"), ...pair("b"), ...pair("c")], most), {concurrency: 1});
  expect(most.started).toEqual(["a", "b", "c"].flatMap((x) => [`make ${x}`, `take ${x}`]));
});

it("runTasks(tasks, {memory}) holds no more than that, but for a task that is alone", async () => {
  let held = 0;
  const seen: number[] = [];
  const task = (name: string, memory: number): Task => ({
    name,
    memory,
    async run() {
      seen.push((held += memory));
      await wait(2);
      held -= memory;
    }
  });
  const tasks = [task("a", 4), task("b", 7), task("c", 5), task("d", 30), task("e", 1)];
  await runTasks(tasks, {concurrency: 5, memory: 10});
  expect(seen.filter((bytes) => bytes > 10)).toEqual([30]);
  expect(Math.max(...seen.filter((bytes) => bytes <= 10))).toBeGreaterThan(7); // two at a time
});

it("runTasks(tasks, {memory}) counts a result until its last taker has ended", async () => {
  const running: string[] = [];
  const together: string[][] = [];
  const task = (name: string, needs: string[] = []): Task => ({
    name,
    needs,
    memory: needs.length > 0 ? 0 : 6,
    async run() {
      running.push(name);
      together.push([...running]);
      await wait(2);
      running.splice(running.indexOf(name), 1);
    }
  });
  const tasks = [task("a"), task("b"), task("of a", ["a"]), task("of b", ["b"])];
  await runTasks(tasks, {concurrency: 4, memory: 10});
  expect(together).toEqual([["a"], ["of a"], ["b"], ["of b"]]);
});

it("runTasks(tasks, options) is ended by the first error, which names its task and keeps its class", async () => {
  const started: string[] = [];
  let aborted = false;
  const tasks: Task[] = [
    {
      name: "day=2024-04-19",
      async run() {
        await wait(1);
        throw new OutageError("disk full");
      }
    },
    {
      name: "long",
      async run(_, signal) {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        aborted = signal.aborted;
        throw new Error("a consequence");
      }
    },
    {name: "after", needs: ["long"], run: () => void started.push("after")},
    {name: "later", run: () => void started.push("later")}
  ];
  const failed = runTasks(tasks, {concurrency: 2});
  await expect(failed).rejects.toThrow(OutageError);
  await expect(failed).rejects.toThrow("day=2024-04-19: disk full");
  expect(aborted).toBe(true);
  expect(started).toEqual([]);
});

it("runTasks(tasks, options) ends if a task throws before it waits", async () => {
  const run = () => {
    throw new RangeError("no");
  };
  await expect(runTasks([{name: "a", run}], {concurrency: 1})).rejects.toThrow("a: no");
});

it("runTasks(tasks, options) refuses what cannot end", async () => {
  const task = (name: string, needs: string[] = []): Task => ({name, needs, run: () => 0});
  const refusal = (tasks: Task[], concurrency = 1) => runTasks(tasks, {concurrency}).then(String, String); // prettier-ignore
  expect(await refusal([task("a"), task("a")])).toBe("RangeError: duplicate task: a");
  expect(await refusal([task("a", ["b"])])).toBe("RangeError: unknown need of the task a: b");
  expect(await refusal([task("a"), task("b", ["a", "a"])])).toBe(
    "RangeError: duplicate need of the task b: a"
  );
  expect(await refusal([task("a", ["b"]), task("b", ["a"]), task("c")])).toBe(
    "RangeError: tasks wait for each other: a, b"
  );
  expect(await refusal([task("a")], 0)).toBe("RangeError: invalid concurrency: 0");
  const taker: Task = {name: "b", run: (results) => results.of("a")};
  expect(await refusal([task("a"), taker])).toBe("RangeError: b: unknown need of the task b: a");
});

it("runTasks([], options) has no results", async () => {
  expect(await runTasks([], {concurrency: 1})).toEqual(new Map());
});
