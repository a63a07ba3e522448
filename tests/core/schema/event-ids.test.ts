import {expect, test} from "vitest";
import {fileSlots, firstEventId, maxRowsPerFile} from "../../../src/core/schema/event-ids.js";

const digest = (head: string, tail = "0") => head.padEnd(63, tail) + "0";

test("the slot of a file is the start of its digest, whatever other files there are", () => {
  const [a, b] = [digest("00abcd"), digest("ffffff")];
  expect(fileSlots([a]).get(a)).toBe(0x00abcd);
  expect([...fileSlots([b, a])]).toEqual([...fileSlots([a, b])]);
  expect(fileSlots([a, b, a]).size).toBe(2);
});

test("of two files with one slot the one with the smaller digest has it, the other the next that is free", () => {
  const [a, b, c] = [digest("ffffff", "1"), digest("ffffff", "2"), digest("000000")];
  const slots = fileSlots([b, a, c]);
  expect([a, b, c].map((one) => slots.get(one))).toEqual([0xffffff, 1, 0]);
});

test("ids are exact in a double", () => {
  const last = firstEventId(0xffffff) + maxRowsPerFile - 1;
  expect(last).toBe(Number.MAX_SAFE_INTEGER);
});
