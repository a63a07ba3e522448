import {expect, it} from "vitest";
import {evaluate} from "../../../../pipeline/evaluation/evaluate.js";
import {ingest} from "../../../../pipeline/ingestion/ingest.js";
import type {ObjectReader} from "../../../../pipeline/proof/objects.js";
import {newParts} from "../../../../pipeline/proof/verification.js";
import {verifyIncidents} from "../../../../pipeline/proof/verify-incidents.js";
import {kindNames, runPartitionTask} from "../../../../pipeline/run/tasks/kinds.js";
import type {PartitionTask} from "../../../../pipeline/tasks/executor.js";
import {transform} from "../../../../pipeline/transformation/transform.js";
import {setAsideOf} from "../../../../src/core/schema/set-aside.js";
import type {Manifest} from "../../../../src/core/schema/artifacts.js";
import type {Warning} from "../../../../src/core/schema/warnings.js";
import {testContext} from "../../ingestion/test-context.js";
import {foreignExecutor} from "./foreign-executor.js";
import {runPhases, writeFeed} from "./small-feed.js";

const digests = (manifests: readonly Manifest[]) => manifests.map(({sha256}) => sha256);
const parts = (manifests: readonly Manifest[]) => manifests.map(({partitions}) => partitions);
const textOf = ({input}: PartitionTask) => JSON.stringify(input);

it("a run whose tasks are done elsewhere is complete with the artifacts of a run in one process, also after a partial one", async () => {
  const context = {...(await testContext()), partitions: {made: 0, reused: 0}};
  const files = await writeFeed(context.folder);
  const alone = await runPhases(files, context);
  const days = alone[1].partitions!.flatMap(({name}) => (name.startsWith("day=") ? [name] : []));
  expect(days.length).toBeGreaterThan(3);

  const other = await testContext();
  const [, lost, unscored] = days;
  const failing = foreignExecutor(other, {
    failure({kind, input}) {
      const text = JSON.stringify(input);
      if (kind === "ingestion" && text.includes("stray.log")) return "no memory\nin /srv/a/b.ts";
      if (kind === "transformation" && text.includes(`"${lost}"`)) return "killed by /srv/a/worker.js"; // prettier-ignore
      return kind === "scores" && text.includes(`"${unscored}"`) ? "killed" : undefined;
    }
  });
  const partial = await runPhases(files, {...other, executor: failing});
  const setAside = setAsideOf(partial);
  expect(setAside.map(({partition, error}) => [partition, error])).toEqual([
    ["stray.log", "no memory"],
    [lost, "killed by …/worker.js"],
    [unscored, "killed"]
  ]);
  expect(partial[0].facts.skipped).toEqual(partial[0].parameters.skipped);
  expect(days.filter((day) => !partial[1].partitions!.some(({name}) => name === day))).toEqual([lost]); // prettier-ignore
  const [, silver, , evaluation] = partial;
  expect(evaluation.partitions!.map(({name}) => name)).not.toContain(`scores/${unscored}`);
  expect(evaluation.partitions!.map(({name}) => name)).toContain(`scores/${days[0]}`);
  expect(evaluation.rows).toBeLessThan(silver.rows);
  const warnings = evaluation.facts.warnings as unknown as Warning[];
  expect(warnings.find(({code}) => code === "set-aside")!.message).toMatch(/3 partitions were set aside.*stray\.log \(no memory\)/); // prettier-ignore

  // What a partial run says is enough to make the same in one process.
  const [raw, , models] = partial;
  const {stores} = await testContext();
  const here = {...other, stores: {...other.stores, silver: stores.silver, eval: stores.eval}};
  const {manifest: same, partial: sentences} = await transform(raw, here, silver.parameters);
  expect(same).toEqual(silver);
  expect(sentences).toEqual([`${lost} was set aside: killed by …/worker.js`]);
  const chain = {raw, silver, models};
  const reproduced = await evaluate(chain, evaluation.parameters, here);
  expect(reproduced.manifest.sha256).toBe(evaluation.sha256);

  const part = newParts().eval;
  const manifests = {ingestion: raw, transformation: silver, training: models, evaluation};
  expect(await verifyIncidents({stores: other.stores} as ObjectReader, manifests, part, other.scratch)).toBe("collected from the events again"); // prettier-ignore
  expect(part.findings).toEqual([]);

  const executor = foreignExecutor(other);
  const counted = {...other, executor, partitions: {made: 0, reused: 0}};
  const complete = await runPhases(files, counted);
  expect(digests(complete)).toEqual(digests(alone));
  expect(parts(complete)).toEqual(parts(alone));
  expect(setAsideOf(complete)).toEqual([]);
  const {made, reused} = counted.partitions;
  expect(made + reused).toBe(context.partitions.made + context.partitions.reused);
  const {tasks} = executor;
  expect(tasks.map(({kind}) => kind)).toContain("ingestion");
  expect(tasks.filter(({kind}) => kind === "transformation").map(textOf)).toEqual([
    expect.stringContaining(`"partitions":["${lost}"]`)
  ]);

  const all = [...failing.tasks, ...tasks];
  expect(new Set(all.map(({kind}) => kind))).toEqual(new Set(kindNames));
  const names = new Map(all.map((task) => [task.name, textOf(task)]));
  for (const task of all) expect(names.get(task.name)).toBe(textOf(task)); // equal names, equal work
  const inputs = all.map(textOf);
  expect(inputs.some((input) => input.includes('"bounds":{'))).toBe(true);
  expect(inputs.some((input) => input.includes('"known='))).toBe(true);
  expect(inputs.some((input) => input.includes('"late='))).toBe(true);
  expect(Math.max(...inputs.map(({length}) => length))).toBeLessThan(16_384);
  const again = foreignExecutor(other);
  await runPhases(files, {...other, executor: again});
  expect(again.tasks).toEqual([]);
});

it("transform(raw, context) goes on without the days that need what was set aside, and fails if none is left", async () => {
  const transformWithout = async (start: string) => {
    const context = await testContext();
    const patterns = await writeFeed(context.folder);
    const {manifest: raw} = await ingest({kind: "files", patterns}, context);
    const isIt = ({kind, input}: PartitionTask) =>
      kind === "transformation" && (input as {partitions: string[]}).partitions[0].startsWith(start); // prettier-ignore
    const failure = (task: PartitionTask) => (isIt(task) ? "no disk" : undefined);
    return transform(raw, {...context, executor: foreignExecutor(context, {failure})});
  };
  const {manifest, partial} = await transformWithout("known=");
  const names = manifest.partitions!.map(({name}) => name);
  expect(names.filter((name) => name.startsWith("known="))).toEqual([]);
  expect(names.filter((name) => name.startsWith("day="))).toHaveLength(1); // the first, which needs no answers
  expect(partial!.some((sentence) => /^day=.* it needs known=.*, which was set aside$/.test(sentence))).toBe(true); // prettier-ignore
  await expect(transformWithout("day=")).rejects.toThrow(
    /^nothing left: all days with flows were set aside, .* since no disk/
  );
});

it("ingest(files) and transform(raw) take what tasks have made anew, though no statement that names it can be read", async () => {
  const context = await testContext();
  const patterns = await writeFeed(context.folder, {days: 2});
  const before = await ingest({kind: "files", patterns}, context);
  const executor = foreignExecutor(context);
  const breachOf = async (_: Manifest, made?: boolean) => (made ? undefined : "signed by nobody");
  const partitions = {made: 0, reused: 0};
  const later = {...context, executor, breachOf, partitions};
  const {manifest: raw} = await ingest({kind: "files", patterns}, later);
  expect(raw).toEqual(before.manifest);
  await transform(raw, later);
  expect(partitions.reused).toBe(0);
});

it("ingest(files) fails if every file is set aside", async () => {
  const context = await testContext();
  const patterns = await writeFeed(context.folder);
  const executor = foreignExecutor(context, {failure: () => "no disk"});
  await expect(ingest({kind: "files", patterns}, {...context, executor})).rejects.toThrow(
    /^nothing left: all files were set aside, /
  );
});

it("runPartitionTask(task, context) rejects an unknown kind", async () => {
  const context = await testContext();
  const task = {name: "a", kind: "toString", input: null};
  await expect(runPartitionTask(task, context)).rejects.toThrow("unknown kind of the task a: toString"); // prettier-ignore
});
