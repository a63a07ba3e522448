import {expect, it} from "vitest";
import {kindNames} from "../../../../pipeline/run/tasks/kinds.js";
import {testContext} from "../../ingestion/test-context.js";
import {foreignExecutor} from "./foreign-executor.js";
import {runPhases, writeFeed} from "./small-feed.js";

it("a run whose tasks are done elsewhere, in any order, has the artifacts of a run in one process", async () => {
  const context = {...(await testContext()), partitions: {made: 0, reused: 0}};
  const files = await writeFeed(context.folder);
  const alone = await runPhases(files, context);
  const other = {...(await testContext()), partitions: {made: 0, reused: 0}};
  const executor = foreignExecutor(other);
  const distributed = await runPhases(files, {...other, executor});
  expect(distributed.map(({sha256}) => sha256)).toEqual(alone.map(({sha256}) => sha256));
  expect(distributed.map(({partitions}) => partitions)).toEqual(alone.map(({partitions}) => partitions)); // prettier-ignore
  expect(other.partitions).toEqual(context.partitions);
  const {tasks} = executor;
  expect(new Set(tasks.map(({kind}) => kind))).toEqual(new Set(kindNames));
  expect(new Set(tasks.map(({name}) => name)).size).toBe(tasks.length);
  const inputs = tasks.map(({input}) => JSON.stringify(input));
  expect(inputs.some((input) => input.includes('"bounds":{'))).toBe(true);
  expect(inputs.some((input) => input.includes("known="))).toBe(true);
  expect(inputs.some((input) => input.includes("late="))).toBe(true);
  expect(Math.max(...inputs.map(({length}) => length))).toBeLessThan(16_384);

  const again = foreignExecutor(other);
  await runPhases(files, {...other, executor: again});
  expect(again.tasks).toEqual([]);
  const fresh = await testContext();
  const third = foreignExecutor(fresh, {concurrency: 1});
  await runPhases(files, {...fresh, executor: third});
  const names = (all: typeof tasks) => all.map(({name}) => name).sort();
  expect(names(third.tasks)).toEqual(names(tasks));
});
