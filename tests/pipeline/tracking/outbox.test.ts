import {setTimeout as sleep} from "node:timers/promises";
import {expect, it} from "vitest";
import {openOutbox} from "../../../pipeline/tracking/outbox.js";
import type {OutboxOptions} from "../../../pipeline/tracking/outbox.js";

function newOutbox(options: Partial<OutboxOptions> = {}) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  return {outbox: openOutbox({name: "box", warn, ...options}), warnings};
}

it("outbox.add(send) sends in order, one at a time, and does not wait", async () => {
  const {outbox, warnings} = newOutbox();
  const log: string[] = [];
  for (const i of [0, 1, 2])
    outbox.add(async () => {
      log.push(`begin ${i}`);
      await sleep(5 - i);
      log.push(`end ${i}`);
    });
  expect(log).toEqual([]);
  await outbox.close();
  expect(log).toEqual([0, 1, 2].flatMap((i) => [`begin ${i}`, `end ${i}`]));
  expect(warnings).toEqual([]);
});

it("outbox.close() warns once, of the first failure, with how many were lost", async () => {
  const {outbox, warnings} = newOutbox({failures: 9});
  for (const i of [0, 1, 2, 3])
    outbox.add(async () => {
      if (i % 2) throw new Error(`failure ${i}`);
    });
  await outbox.close();
  expect(warnings).toEqual([
    "box: 2 of 4 messages not delivered: failure 1; the run is not touched by it"
  ]);
});

it("outbox.add(send) gives up after so many failures in a row", async () => {
  const {outbox, warnings} = newOutbox({failures: 2});
  let calls = 0;
  for (let i = 0; i < 5; ++i)
    outbox.add(async () => {
      ++calls;
      throw new Error("no");
    });
  await outbox.close();
  expect(calls).toBe(2);
  expect(warnings[0]).toContain("5 of 5");
});

it("outbox.add(send) holds only so much", async () => {
  const {outbox, warnings} = newOutbox({capacity: 3});
  let calls = 0;
  for (let i = 0; i < 10; ++i) outbox.add(async () => void ++calls);
  await outbox.close();
  expect(calls).toBe(3);
  expect(warnings[0]).toContain("7 of 10 messages not delivered: 3 wait already");
});

it("outbox.close() interrupts what takes too long", async () => {
  const {outbox, warnings} = newOutbox({patience: 0.05});
  let aborted = false;
  outbox.add(async (signal) => {
    await sleep(60_000, undefined, {signal}).catch(() => (aborted = true));
    signal.throwIfAborted();
  });
  await outbox.close();
  expect(aborted).toBe(true);
  expect(warnings[0]).toContain("no answer within 0.05 s");
});
