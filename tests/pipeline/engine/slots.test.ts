import {setTimeout as sleep} from "node:timers/promises";
import {expect, it} from "vitest";
import {takeFrom} from "../../../pipeline/engine/slots.js";

/** A queue of *n* that each call *work* in a slot, and the most that were claimed, and done, at a time. */
function queue(
  n: number,
  work: () => Promise<void>,
  options: {concurrency: number; ahead?: boolean}
) {
  const seen = {claimed: 0, running: 0, mostClaimed: 0, mostRunning: 0, done: 0};
  let next = 0;
  const one = async () => {
    await slots.inSlot(async () => {
      seen.mostRunning = Math.max(seen.mostRunning, ++seen.running);
      await work();
      --seen.running;
      ++seen.done;
    });
    --seen.claimed;
  };
  const claim = async (limit: number) => {
    await Promise.resolve();
    const ids = Array.from({length: Math.min(limit, n - next)}, () => `t${next++}`);
    seen.claimed += ids.length;
    seen.mostClaimed = Math.max(seen.mostClaimed, seen.claimed);
    return ids.map((id) => ({id, ended: one()}));
  };
  const slots = takeFrom(claim, {...options, mayTake: () => true, onError: () => {}});
  return {slots, seen};
}

it("takeFrom(claim) has no more at work than slots, and claims no more of what takes long", async () => {
  const {slots, seen} = queue(8, () => sleep(60), {concurrency: 2, ahead: true});
  while (seen.done < 8) await sleep(5);
  await slots.stop();
  expect(seen).toMatchObject({done: 8, mostRunning: 2});
  expect(seen.mostClaimed).toBeLessThanOrEqual(2);
});

it("takeFrom(claim) claims ahead what takes no time", async () => {
  const {slots, seen} = queue(2_000, async () => {}, {concurrency: 1, ahead: true});
  while (seen.done < 2_000) await sleep(5);
  await slots.stop();
  expect(seen.mostRunning).toBe(1);
  expect(seen.mostClaimed).toBeGreaterThan(8);
});

it("stop() resolves when what was claimed is done, and nothing more is claimed", async () => {
  const {slots, seen} = queue(100, () => sleep(30), {concurrency: 3});
  while (seen.running < 3) await sleep(1);
  await slots.stop();
  expect(seen.running).toBe(0);
  expect(seen.done).toBeLessThan(12);
});
