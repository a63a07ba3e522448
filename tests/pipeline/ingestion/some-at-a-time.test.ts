import {expect, it} from "vitest";
import {someAtATime} from "../../../pipeline/ingestion/some-at-a-time.js";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it("someAtATime(items, limit, work) returns results in the order of items, and works on no more than the limit", async () => {
  let [working, most] = [0, 0];
  const results = await someAtATime([5, 1, 4, 2, 3], 2, async (ms, i) => {
    most = Math.max(most, ++working);
    await wait(ms);
    --working;
    return `${i}:${ms}`;
  });
  expect(results).toEqual(["0:5", "1:1", "2:4", "3:2", "4:3"]);
  expect(most).toBe(2);
  expect(await someAtATime([], 2, async () => 1)).toEqual([]);
});

it("someAtATime(items, limit, work) throws the error of the first that failed, when nothing is worked on", async () => {
  const ended: number[] = [];
  const failing = someAtATime([9, 1, 5, 0], 3, async (ms, i) => {
    await wait(ms);
    ended.push(i);
    throw new Error(`of ${i}`);
  });
  await expect(failing).rejects.toThrow("of 0");
  expect(ended.sort()).toEqual([0, 1, 2]);
});
