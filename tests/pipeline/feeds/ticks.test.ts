import {expect, it} from "vitest";
import type {Schedule} from "../../../pipeline/feeds/feed.js";
import {nextTick, ticksBetween} from "../../../pipeline/feeds/ticks.js";

const berlin = (cron: string): Schedule => ({cron, timeZone: "Europe/Berlin"});

/** Returns the next *n* ticks after *after*, to the minute. */
function following(schedule: Schedule, after: string, n: number): string[] {
  const ticks: string[] = [];
  for (let at = new Date(after); ticks.length < n; ticks.push(minuteOf(at)))
    at = nextTick(schedule, at)!;
  return ticks;
}

const minuteOf = (at: Date) => at.toISOString().slice(0, 16);

it("nextTick(schedule, after) is after it, on the minute, in the time zone of the schedule", () => {
  expect(following(berlin("15 3 * * 1-5"), "2026-12-04T02:15:00Z", 2)).toEqual([
    "2026-12-07T02:15", // a Monday
    "2026-12-08T02:15"
  ]);
  expect(following({everyMinutes: 30}, "2026-12-01T00:00:00Z", 2)).toEqual([
    "2026-12-01T00:30",
    "2026-12-01T01:00"
  ]);
});

// Clocks went from 2:00 to 3:00 on 29 March 2026, 1:00 UTC, and go from 3:00 to 2:00 on 25 October, 1:00 UTC.
it.each([
  ["a time in the gap is due after it", "30 2 * * *", "2026-03-28T12:00:00Z", ["2026-03-29T01:00", "2026-03-30T00:30"]], // prettier-ignore
  ["a time that comes twice is due once", "30 2 * * *", "2026-10-24T12:00:00Z", ["2026-10-25T00:30", "2026-10-26T01:30"]], // prettier-ignore
  ["an hour is an hour in the gap", "0 * * * *", "2026-03-29T00:30:00Z", ["2026-03-29T01:00", "2026-03-29T02:00"]], // prettier-ignore
  ["an hour that comes twice is due twice", "0 * * * *", "2026-10-24T23:30:00Z", ["2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00"]] // prettier-ignore
])("nextTick(schedule, after) when clocks change: %s", (_, cron, after, expected) => {
  expect(following(berlin(cron), after, expected.length)).toEqual(expected);
});

it.each<[Schedule, string]>([
  [berlin("0 * * * *"), "cron"],
  [{everyMinutes: 60}, "every hour"]
])("ticksBetween(%j, after, until) has each tick of a day with 25 hours once", (schedule) => {
  const [after, until] = [new Date("2026-10-24T22:00:00Z"), new Date("2026-10-25T23:00:00Z")];
  const {last, earlier} = ticksBetween(schedule, after, until);
  const all = [...earlier, last!].map(minuteOf);
  expect(all).toHaveLength(25);
  expect(new Set(all).size).toBe(25);
  expect(all.at(-1)).toBe("2026-10-25T23:00"); // until is included, after is not
});

it("ticksBetween(schedule, after, until) is empty where nothing was due", () => {
  const [after, until] = [new Date("2026-12-01T03:00:00Z"), new Date("2026-12-01T03:00:59Z")];
  expect(ticksBetween({everyMinutes: 1}, after, until)).toEqual({last: undefined, earlier: []});
});

it.each<[Schedule]>([[{cron: "* * * * *", timeZone: "UTC"}], [{everyMinutes: 1}]])(
  "ticksBetween(%j, after, until) knows the last of very many, and lists a thousand",
  (schedule) => {
    const {last, earlier} = ticksBetween(
      schedule,
      new Date("2020-01-01T00:00:00Z"),
      new Date("2026-12-01T03:07:00Z")
    );
    expect(minuteOf(last!)).toBe("2026-12-01T03:07");
    expect(earlier).toHaveLength(1_000);
    expect(minuteOf(earlier[0])).toBe("2020-01-01T00:01");
  }
);
