import {expect, it} from "vitest";
import {parseTime, timeText} from "../../../src/core/readers/times.js";
import {between} from "./between.js";

it("parseTime(text) keeps every microsecond", () => {
  const time = between(parseTime);
  for (let micros = 1e15 + 7; micros < 9e15; micros += 7_654_321_987_654) {
    const digits = String(micros);
    expect(time(`${digits.slice(0, -6)}.${digits.slice(-6)}`)).toBe(micros);
  }
  expect(time("0")).toBe(0);
  expect(time("0.000001")).toBe(1);
  expect(time("1.5")).toBe(1_500_000);
  expect(time("1.0000005")).toBe(1_000_001);
  expect(time("1.9999995")).toBe(2_000_000);
  expect(time("1.00000049999")).toBe(1_000_000);
});

it("parseTime(text) reads ISO 8601 with a zone", () => {
  const time = between(parseTime);
  expect(time("1970-01-01T00:00:00Z")).toBe(0);
  expect(time("2024-02-29T23:59:59.999999Z")).toBe(1709251199_999999);
  expect(time("2024-04-19T02:00:00+02:00")).toBe(1713484800_000000);
  expect(time("2024-04-18T19:30:00.25-0430")).toBe(1713484800_250000);
});

it.each([
  ...["", "-", ".", ".5", "1.", "1.2.3", "1e9", "+1", "-1", "NaN", "Infinity", "0x10", " 1"],
  ...["9007199254.740992", "99999999999", "1.5s", "١"],
  ...["2024-02-30T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01"],
  ...["2024-01-01T00:00:00", "2255-06-06T00:00:00Z", "1969-12-31T23:59:59Z", "2024-01-01T00:00:60Z"]
])("parseTime(%j) is refused", (text) => {
  expect(between(parseTime)(text)).toBe(-1);
});

it("timeText(micros) keeps every microsecond, before the epoch too", () => {
  expect(timeText(1_700_000_000_000_001)).toBe("2023-11-14T22:13:20.000001Z");
  expect(timeText(-1)).toBe("1969-12-31T23:59:59.999999Z");
});
