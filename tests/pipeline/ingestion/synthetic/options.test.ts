import {expect, it} from "vitest";
import {UsageError} from "../../../../pipeline/config/errors.js";
import {describeFeed} from "../../../../pipeline/ingestion/synthetic/describe.js";
import {syntheticFeed} from "../../../../pipeline/ingestion/synthetic/feed.js";
import {readSettings} from "../../../../pipeline/ingestion/synthetic/options.js";
import type {SyntheticOptions} from "../../../../pipeline/ingestion/synthetic/options.js";

const invalid: [SyntheticOptions, string][] = [
  [{flows: 999}, "invalid --flows: 999; it is an integer from 1,000 to 100,000,000"],
  [{flows: 100_000_001}, "invalid --flows: 100000001"],
  [{flows: 1000.5}, "invalid --flows: 1000.5"],
  [{flows: NaN}, "invalid --flows: NaN"],
  [{days: 0}, "invalid --days: 0; it is an integer from 1 to 365"],
  [{days: 366}, "invalid --days: 366"],
  [{seed: -1}, "invalid --seed: -1; it is an integer from 0 to 4,294,967,295"],
  [{seed: 2 ** 32}, "invalid --seed: 4294967296"],
  [{difficulty: 4}, "invalid --difficulty: 4; it is an integer from 0 to 3"],
  [{start: "yesterday"}, "invalid --start: yesterday; try 2026-03-02T00:00:00Z"],
  [{start: "2026-03-02T00:00:00"}, "invalid --start: 2026-03-02T00:00:00"], // whose midnight?
  [{start: "2026-02-30T25:00:00Z"}, "invalid --start: 2026-02-30T25:00:00Z"]
];

it.each(invalid)(
  "syntheticFeed(%j) throws a UsageError before the first byte",
  (options, message) => {
    expect(() => syntheticFeed(options)).toThrow(UsageError);
    expect(() => syntheticFeed(options)).toThrow(message);
  }
);

it("readSettings(options) accepts the ends of every range", () => {
  expect(readSettings({flows: 1_000, days: 1, seed: 0}).flows).toBe(1_000);
  expect(readSettings({flows: 100_000_000, days: 365, seed: 0xffffffff}).days).toBe(365);
});

it("readSettings() begins on Monday, 2 March 2026, and lasts two weeks", () => {
  const {flows, days, seed, difficulty, attacks, from, until} = readSettings();
  expect({flows, days, seed, difficulty, attacks}).toEqual({
    flows: 250_000,
    days: 14,
    seed: 42,
    difficulty: 1,
    attacks: true
  });
  expect(new Date(from / 1000).toUTCString()).toBe("Mon, 02 Mar 2026 00:00:00 GMT");
  expect(until - from).toBe(14 * 86_400e6);
});

it("describeFeed(options) says of each attack when, what, who and how many", () => {
  const [whole, ...attacks] = describeFeed().trimEnd().split("\n");
  expect(whole).toMatch(
    /^synthetic feed: 250000 flows from 2026-03-02 00:00 to 2026-03-16 00:00 UTC, seed 42, difficulty 1; \d+ malicious \(\d\.\d\d %\) in \d+ attacks$/
  );
  expect(attacks.length).toBeGreaterThan(15);
  for (const attack of attacks) {
    expect(attack).toMatch(
      /^2026-03-\d\d \d\d:\d\d to 2026-03-\d\d \d\d:\d\d: #\d+ [\w ]+ \(T[\d.]+(, kill chain \d)?\), [\d.]+ to .+, \d+ flows$/
    );
  }
  const times = attacks.map((attack) => attack.slice(0, 16));
  expect(times).toEqual(times.toSorted());
});
