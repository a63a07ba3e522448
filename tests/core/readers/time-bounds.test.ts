import {expect, it} from "vitest";
import {dayCounts, dayMicros} from "../../../src/core/readers/day-counts.js";
import {anyTime, reachesBeyond, timeBounds} from "../../../src/core/readers/time-bounds.js";
import type {TimeRequest} from "../../../src/core/readers/time-bounds.js";

const at = (iso: string) => Date.parse(iso) * 1000;
const real = at("2024-04-19T00:00:00Z");

/** Returns *n* times from *start*, *step* apart; microseconds. */
const times = (n: number, start: number, step = 40e6) =>
  Array.from({length: n}, (_, i) => start + i * step);

/** Returns the bounds of files of times, and how many of them lie beyond. */
function boundsOf(files: readonly number[][], request: TimeRequest = anyTime) {
  const counts = dayCounts();
  files.forEach((file, i) => file.forEach((time) => counts.add(i, time)));
  const bounds = timeBounds(counts, request);
  const beyond = files.flat().filter((time) => time < bounds.from || time > bounds.to).length;
  expect(reachesBeyond(counts, bounds)).toBe(beyond > 0);
  return {...bounds, beyond};
}

const day = times(2000, real);

it.each([
  ["1970", 1e6],
  ["2096, as 4e9 seconds", 4e15],
  ["milliseconds taken for microseconds", real / 1000],
  ["2255", Number.MAX_SAFE_INTEGER],
  ["200 days before", real - 200 * dayMicros]
])("timeBounds(counts, request) sets one row of another time apart: %s", (_, time) => {
  expect(boundsOf([[...day, time]])).toMatchObject({beyond: 1, from: real, to: day.at(-1)});
  expect(boundsOf([day, [time, ...day]])).toMatchObject({beyond: 1, from: real});
});

it("timeBounds(counts, request) sets many strays apart that lie about", () => {
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const strays = Array.from({length: 400}, () => Math.floor(random() * 4e15)).filter(
    (time) => Math.abs(time - real) > 40 * dayMicros // nearer ones may as well belong to it
  );
  expect(boundsOf([[...day, ...strays]])).toMatchObject({
    beyond: strays.length,
    from: real,
    to: day.at(-1)
  });
});

it.each([
  ["1970", 1e6, 1],
  ["the future", 4e15, 1],
  ["before, all over the years", 1e6, 40 * dayMicros],
  ["a day each", at("2000-01-01T00:00:00Z"), dayMicros]
])(
  "timeBounds(counts, request) lets nobody push events out: 20,000 lines of %s",
  (_, start, step) => {
    for (const events of [times(20, real), times(300, real), day]) {
      const flood = times(20_000, start, step).filter((time) => time < 9e15);
      const {from, to} = boundsOf([[...flood, ...events]]);
      expect(from).toBeLessThanOrEqual(real);
      expect(to).toBeGreaterThanOrEqual(events.at(-1)!);
    }
  }
);

it.each([
  ["a gap of 200 days", [day, times(500, real + 200 * dayMicros)]],
  ["a gap of 200 days before ten lines", [day, times(10, real + 200 * dayMicros)]],
  ["both in one file", [[...day, ...times(500, real - 200 * dayMicros)]]],
  ["months", Array.from({length: 12}, (_, i) => times(3 + i, real + i * 30 * dayMicros))],
  [
    "four years of logs, a month each",
    Array.from({length: 48}, (_, i) => times(50, real + i * 30 * dayMicros))
  ],
  [
    "a line every third day, and a flood",
    [[...times(120, real - 400 * dayMicros, 3 * dayMicros), ...day]]
  ],
  ["one line", [[1e6]]],
  ["two lines of two times", [[1e6, real]]],
  ["times from 0", [times(2000, 0)]],
  ["a few lines, and as few of another time", [[...times(10, real), ...times(30, 1e6)]]],
  ["nothing", [[]]]
])("timeBounds(counts, request) keeps every record of an honest log: %s", (_, files) => {
  expect(boundsOf(files).beyond).toBe(0);
});

it("timeBounds(counts, request) sets a file of one line apart ten years from the others, not nearer", () => {
  expect(boundsOf([day, [1e6]]).beyond).toBe(1);
  expect(boundsOf([day, [real - 9 * 365 * dayMicros]]).beyond).toBe(0);
});

it("timeBounds(counts, request) depends on no order of files and lines", () => {
  const files = [day, [...times(7, real - 200 * dayMicros), 1e6], times(30, real + 90 * dayMicros)];
  const shuffled = files.map((file) => [...file].reverse()).reverse();
  expect(boundsOf(shuffled)).toEqual(boundsOf(files));
});

it("timeBounds(counts, request) takes what is asked for, each end by itself", () => {
  const log = [[1e6, ...day, 4e15]];
  const ask = (request: Partial<TimeRequest>) => boundsOf(log, {...anyTime, ...request});
  expect(ask({from: 0})).toMatchObject({beyond: 1, from: 0, to: day.at(-1)});
  expect(ask({to: 4e15})).toMatchObject({beyond: 1, from: real, to: 4e15});
  expect(ask({from: real + 1})).toMatchObject({beyond: 3, given: {from: true, to: false}});
  expect(ask({automatic: false})).toMatchObject({beyond: 0});
  expect(ask({automatic: false, to: day[9]})).toMatchObject({beyond: 1991});
});
