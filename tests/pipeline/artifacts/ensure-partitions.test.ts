import {mkdir, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {expect, it} from "vitest";
import {materialisePartition} from "../../../pipeline/artifacts/artifacts.js";
import {ensurePartitions, groupWanted} from "../../../pipeline/artifacts/ensure-partitions.js";
import type {WantedPartition} from "../../../pipeline/artifacts/ensure-partitions.js";
import {partitionTask} from "../../../pipeline/artifacts/partition-task.js";
import {SetAsideError} from "../../../pipeline/tasks/executor.js";
import type {PartitionTask} from "../../../pipeline/tasks/executor.js";
import {seeded} from "../../../src/core/forest/random.js";
import {testContext} from "../ingestion/test-context.js";

const wantedOf = (n: number, weight = 1): WantedPartition[] =>
  Array.from({length: n}, (_, i) => ({
    spec: {phase: "transformation", phaseVersion: 1, parameters: {i}, inputs: [], partition: `part=${i}`}, // prettier-ignore
    item: i,
    weight
  }));

const options = {
  phase: "transformation",
  kind: "numbers",
  inputOf: (items: unknown[]) => items as number[],
  maxWeight: 1_000
} as const;

it("groupWanted(wanted, maxWeight) makes 16 tasks of 1,000 tiny partitions, and 157 of 10,000", () => {
  const groups = (n: number, weight?: number) => groupWanted(wantedOf(n, weight), 1_000);
  expect(groups(1_000).length).toBe(16);
  expect(groups(10_000).length).toBe(157);
  expect(groups(10_000).flat()).toHaveLength(10_000);
  expect(groups(10, 400).map(({length}) => length)).toEqual([2, 2, 2, 2, 2]);
  expect(groups(3, 5_000).map(({length}) => length)).toEqual([1, 1, 1]);
});

it("partitionTask(…) has one name for equal work, and different ones for any other", () => {
  const random = seeded(3);
  const names = new Map<string, string>();
  for (let i = 0; i < 2_000; ++i) {
    const parts = Array.from({length: 1 + Math.floor(3 * random())}, () => `day=${Math.floor(9 * random())}`); // prettier-ignore
    const kind = random() < 0.5 ? "scores" : "summaries";
    const {name} = partitionTask("evaluation", kind, parts, {days: parts});
    const work = JSON.stringify([kind, parts]);
    expect(names.get(name) ?? work).toBe(work);
    names.set(name, work);
    expect(partitionTask("evaluation", kind, parts, {days: [...parts]}).name).toBe(name);
    expect(name.length).toBeLessThanOrEqual(200);
  }
  expect(new Set(names.values()).size).toBe(names.size);
  expect(partitionTask("ingestion", "a", ["x".repeat(9_000)], null).name.length).toBeLessThan(200);
});

it("ensurePartitions(wanted, options, context) makes what is missing in the fewest tasks, and divides those that fail", async () => {
  const context = {...(await testContext()), partitions: {made: 0, reused: 0}};
  const wanted = wantedOf(130);
  const make = ({spec}: WantedPartition) =>
    materialisePartition(spec, {...context, partitions: undefined}, async (folder) => {
      const path = join(folder, spec.partition, "a.txt");
      await mkdir(dirname(path), {recursive: true});
      await writeFile(path, spec.partition);
      return {rows: 1, facts: {}};
    });
  await make(wanted[0]);
  const tasks: PartitionTask[] = [];
  const bad = new Set([70, 71, 129]);
  const executor = {
    concurrency: 2,
    async run(task: PartitionTask) {
      tasks.push(task);
      const items = task.input as number[];
      if (items.some((i) => bad.has(i))) throw new SetAsideError(task.name, "bad");
      for (const i of items) await make(wanted[i]);
      return null;
    }
  };
  const {found, setAside} = await ensurePartitions(wanted, options, {...context, executor});
  expect(found.size).toBe(127);
  expect(setAside.map(({wanted: {item}}) => item).sort()).toEqual([129, 70, 71]);
  expect(new Set(tasks.map(({name}) => name)).size).toBe(tasks.length);
  expect(tasks.length).toBeLessThan(4 + 3 * 2 * 7);
  expect(context.partitions).toEqual({made: 126, reused: 1});

  bad.clear();
  tasks.length = 0;
  const complete = await ensurePartitions(wanted, options, {...context, executor});
  expect([complete.found.size, complete.setAside.length, tasks.length]).toEqual([130, 0, 1]);
  const lossy = {concurrency: 1, run: async () => null};
  await expect(
    ensurePartitions(wantedOf(131), options, {...context, executor: lossy})
  ).rejects.toThrow(/partitions lost: 1 of the task transformation\/part=130\//);
});
