import {expect, it} from "vitest";
import {watermark} from "../../../src/core/stream/watermark.js";

const day = 86_400_000_000;

it("watermark() begins once 20 times have come, at the latest of those that lie together", () => {
  const mark = watermark();
  const times = [...Array(19).keys()].map((i) => 1000 * day + i);
  for (const time of [50_000 * day, ...times.slice(0, 18)]) {
    expect(mark.see(time)).toBe(false);
    expect(mark.at).toBeNull();
  }
  expect(mark.see(times[18])).toBe(true);
  expect(mark.at).toBe(times[18]);
});

it("watermark() follows the latest time, never falls, and is not moved by few that are far ahead", () => {
  const mark = watermark({}, 1000 * day);
  mark.see(1000 * day + 5);
  mark.see(1000 * day + 3);
  expect(mark.at).toBe(1000 * day + 5);
  for (let i = 0; i < 19; ++i) expect(mark.see(1010 * day + i)).toBe(false);
  mark.see(1000 * day + 6);
  expect(mark.at).toBe(1000 * day + 6);
  expect(mark.see(1010 * day + 19)).toBe(true); // the twentieth: the log does go on there
  expect(mark.at).toBe(1010 * day + 19);
});

it("watermark() forgets strays that it has come to meanwhile", () => {
  const mark = watermark({maxAhead: 10, quorum: 3}, 0);
  expect([mark.see(20), mark.see(21)]).toEqual([false, false]);
  expect([mark.see(9), mark.see(15)]).toEqual([true, true]); // 20 and 21 are near now
  expect([mark.see(40), mark.see(41), mark.at]).toEqual([false, false, 15]);
  expect([mark.see(42), mark.at]).toEqual([true, 42]);
});

it("settle() decides on few times, and on none not at all", () => {
  const mark = watermark();
  expect(mark.settle()).toBe(false);
  mark.see(7);
  mark.see(9);
  expect([mark.settle(), mark.at, mark.settle()]).toEqual([true, 9, false]);
});
