import {expect, it} from "vitest";
import {logTime} from "../../../src/core/evaluation/log-time.js";
import {dayCounts, dayMicros} from "../../../src/core/readers/day-counts.js";

const start = Date.parse("2024-04-19T00:00:00Z") * 1000;
const hour = dayMicros / 24;

/** Returns the time of events at *times*, in microseconds after *start*. */
function timeOf(times: readonly number[]) {
  const counts = dayCounts();
  for (const time of times) counts.add(0, start + time);
  return logTime(counts.days());
}

const spread = (n: number, from: number, until: number) =>
  Array.from({length: n}, (_, i) => from + Math.round(((until - from) * i) / (n - 1)));
const total = (times: readonly number[]) => {
  const time = timeOf(times);
  return time.days(time.first, time.last);
};

it("logTime(days) of a log without a gap is what lies between its first and its last event, to the bit", () => {
  const time = timeOf(spread(3000, 7 * hour + 3, 3 * dayMicros + 5 * hour + 1));
  const [first, last] = [start + 7 * hour + 3, start + 3 * dayMicros + 5 * hour + 1];
  expect(time.days(first, last)).toBe((last - first) / dayMicros);
  expect([time.first, time.last, time.gaps]).toEqual([first, last, []]);
  for (const share of [0.05, 0.5, 0.77, 1])
    expect(time.at(share)).toBe(first + Math.floor(share * (last - first)));
  expect(time.after(first - 5, 100)).toBe(first + 95);
});

it("logTime(days) takes two captures of an hour, 200 days apart, for two hours", () => {
  const later = 200 * dayMicros;
  const times = [...spread(500, 0, hour), ...spread(500, later, later + hour)];
  const time = timeOf(times);
  expect(total(times)).toBeCloseTo(2 / 24, 9);
  expect(time.at(0.5)).toBe(start + hour);
  expect(time.at(0.75)).toBe(start + later + hour / 2);
  expect(time.after(start + hour / 2, hour)).toBe(start + later + hour / 2);
  expect(time.days(start + hour, start + later)).toBe(0);
  expect(time.gaps).toEqual([[start / dayMicros + 1, start / dayMicros + 200]]);
});

it("logTime(days) adds no day for one line of another time, wherever it stands", () => {
  const log = spread(2000, 0, dayMicros - 1);
  for (const stray of [1e6 - start, -dayMicros, -40 * dayMicros, 9e15 - start])
    expect(total([...log, stray])).toBeLessThanOrEqual(total(log) + 0.011);
});

it("logTime(days) adds a hundredth of a day a line, however many stand on days of their own", () => {
  const log = spread(20_000, 0, 2 * dayMicros - 1);
  for (const n of [30, 300, 3000]) {
    const lines = Array.from({length: n}, (_, i) => -(i + 1) * dayMicros);
    expect(total([...log, ...lines])).toBeCloseTo(2 + n / 100, 1);
  }
});

it("logTime(days) counts every day of a sparse log, whatever flood comes on another", () => {
  const sparse = Array.from({length: 30 * 5}, (_, i) => (i * dayMicros) / 5);
  expect(total(sparse)).toBeCloseTo(29.8, 6);
  const busy = spread(3000, 0, 30 * dayMicros - 1);
  const flood = spread(1_000_000, 30 * dayMicros, 31 * dayMicros - 1);
  expect(total([...busy, ...flood])).toBeCloseTo(31, 6);
});

it("logTime(days) of nothing, or of one instant, is no time", () => {
  expect([total([]), total([0]), total([5, 5, 5])]).toEqual([0, 0, 0]);
  expect(timeOf([7]).at(0.5)).toBe(start + 7);
});
