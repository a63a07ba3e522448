import {expect, it} from "vitest";
import {mostUnusual, seasonOf, unusualHours} from "../../../src/core/entities/usual-hours.js";

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 2);
const spanOf = (hours: number) => ({
  first: start + 1,
  last: start + hours * hour - 1,
  gaps: []
});
const hourAt = (i: number, bytes_out: number, events = 1) => ({
  hour: start + i * hour,
  events,
  bytes_out
});

it("seasonOf(span) holds against weeks from five weeks on, against days from five days on, else against all hours", () => {
  expect(seasonOf(spanOf(5 * 168))).toBe("week");
  expect(seasonOf(spanOf(5 * 168 - 1))).toBe("day");
  expect(seasonOf(spanOf(5 * 24))).toBe("day");
  expect(seasonOf(spanOf(5 * 24 - 1))).toBe("log");
});

it("unusualHours(hours, span, measure) compares an hour with the same hour of the other days alone", () => {
  // At 03:00 it sends 9, 99, 999, 9, 99 and 999 bytes: 1, 2 and 3 decades; at 04:00 much, which must not count.
  const bytes = [9, 99, 999, 9, 99, 999];
  const hours = bytes.flatMap((sent, day) => [
    hourAt(24 * day + 3, sent),
    hourAt(24 * day + 4, 1e9)
  ]);
  const found = unusualHours(hours, spanOf(6 * 24), "bytes_out").filter(({value}) => value < 1e9);
  expect(found.map(({usual: {n}}) => n)).toEqual([5, 5, 5, 5, 5, 5]);
  // The third, 3 decades, against 1, 2, 1, 2, 3: median 2, distances 1, 0, 1, 0, 1: MAD 1.
  expect(found[2].z).toBeCloseTo(1 / 1.4826, 12);
  expect(found[2].median).toBe(99);
});

it("unusualHours(hours, span, measure) counts hours of silence as 0, and says where MAD was 0", () => {
  const [one] = unusualHours([hourAt(3, 9999)], spanOf(6 * 24), "bytes_out");
  expect(one).toMatchObject({z: null, median: 0, usual: {n: 5, spread: "none"}});
  const [, spiky] = unusualHours([hourAt(3, 9), hourAt(27, 9999)], spanOf(6 * 24), "bytes_out");
  // against 1, 0, 0, 0, 0 decades: mean deviation 0.2
  expect(spiky.usual.spread).toBe("mean");
  expect(spiky.z).toBeCloseTo(4 / (1.253314 * 0.2), 6);
  const [, lent] = unusualHours([hourAt(3, 9), hourAt(28, 9999)], spanOf(6 * 24), "bytes_out");
  // 04:00 is silent on all other days; the other 143 hours of the log hold 1 decade once
  expect(lent.usual.spread).toBe("lent");
  expect(lent.z).toBeCloseTo(4 / (1.253314 / 143), 3);
});

it("unusualHours(hours, span, measure) says nothing of a log of four hours", () => {
  expect(unusualHours([hourAt(0, 5)], spanOf(4), "events")).toEqual([]);
});

it("mostUnusual(hours, span, isShown) finds the highest z of either measure among the hours that are shown", () => {
  const hours = Array.from({length: 8}, (_, day) => hourAt(24 * day, 10 + day, 3 + (day % 3)));
  hours[6] = hourAt(24 * 6, 12, 5000);
  hours[2] = hourAt(24 * 2, 5e8, 3);
  expect(mostUnusual(hours, spanOf(8 * 24))).toMatchObject({measure: "bytes_out", value: 5e8});
  const later = ({hour: at}: {hour: number}) => at > start + 3 * 24 * hour;
  expect(mostUnusual(hours, spanOf(8 * 24), later)).toMatchObject({measure: "events", value: 5000});
  expect(mostUnusual([], spanOf(8 * 24))).toBeNull();
});

it("unusualHours(hours, span, measure) has no z for a host that spoke in one hour alone, whatever it sent", () => {
  for (let value = 1; value < 1e12; value = Math.ceil(value * 1.7))
    for (const span of [spanOf(72), spanOf(6 * 24)])
      expect(unusualHours([hourAt(30, value)], span, "bytes_out")[0].z).toBeNull();
});

it("unusualHours(hours, span, measure) is the same with days without events between, but for their dates", () => {
  const days = 15_000; // a gap of 41 years costs nothing
  const long = {...spanOf(8 * 24), first: start + 1 - days * 24 * hour};
  const first = Math.floor(long.first / (24 * hour));
  const gaps: [number, number][] = [[first + 1, first + days + 1]];
  const hours = [hourAt(30, 5e8), hourAt(54, 4e3), hourAt(78, 5e3), hourAt(102, 6e3)];
  const moved = (one: (typeof hours)[number]) =>
    one.hour < start + 24 * hour ? {...one, hour: one.hour - days * 24 * hour} : one;
  const split = {...long, gaps};
  expect(seasonOf(split)).toBe(seasonOf(spanOf(8 * 24)));
  expect(unusualHours(hours.map(moved), split, "bytes_out")).toEqual(
    unusualHours(hours, spanOf(8 * 24), "bytes_out")
  );
});
