import {expect, it} from "vitest";
import {openWorkers} from "../../../pipeline/tasks/workers.js";
import type {fail, increment, leave, sum} from "./called.js";

const module = new URL("./called.ts", import.meta.url);
const values = Float64Array.of(0.1, 0.2, 0.3);

it.each([0, 1, 2])("openWorkers(%i).call(…) returns what the function returns", async (threads) => {
  const workers = openWorkers(threads);
  try {
    const calls = Array.from({length: 5}, () => workers.call<typeof sum>(module, "sum", {values}));
    const results = await Promise.all(calls);
    expect(results.map((result) => result.sum)).toEqual(Array(5).fill(0.1 + 0.2 + 0.3));
    expect(new Set(results.map(({thread}) => thread)).size).toBeLessThanOrEqual(
      Math.max(1, threads)
    );
    const shared = new Int32Array(new SharedArrayBuffer(4));
    await Promise.all(
      [1, 2, 3].map(() => workers.call<typeof increment>(module, "increment", shared))
    );
    expect(shared[0]).toBe(3);
    const failed = workers.call<typeof fail>(module, "fail", {message: "not this"});
    await expect(failed).rejects.toThrow("not this");
  } finally {
    await workers.close();
  }
});

it("openWorkers(threads) goes on with the others when a thread ends", async () => {
  const workers = openWorkers(1);
  try {
    const left = workers.call<typeof leave>(module, "leave", 7);
    const next = workers.call<typeof sum>(module, "sum", {values});
    await expect(left).rejects.toThrow("a thread ended with 7");
    expect((await next).main).toBe(false);
  } finally {
    await workers.close();
  }
  await expect(workers.call<typeof sum>(module, "sum", {values})).rejects.toThrow("closed");
});

it("openWorkers(threads).close() rejects what is not done", async () => {
  const workers = openWorkers(1);
  const calls = [1, 2].map(() => workers.call<typeof sum>(module, "sum", {values}));
  const settled = Promise.allSettled(calls);
  await workers.close();
  expect((await settled).map(({status}) => status)).toEqual(["rejected", "rejected"]);
});

it("openWorkers(threads).call(…) rejects what cannot be copied, and goes on", async () => {
  const workers = openWorkers(1);
  try {
    const input = {values: (() => 0) as unknown as Float64Array};
    await expect(workers.call<typeof sum>(module, "sum", input)).rejects.toThrow(
      "could not be cloned"
    );
    expect((await workers.call<typeof sum>(module, "sum", {values})).sum).toBeCloseTo(0.6);
  } finally {
    await workers.close();
  }
});
