import {expect, it} from "vitest";
import type {EntityHour} from "../../../src/components/entity/entity-data.js";
import {
  destinationSentence,
  entitySentence,
  median,
  pairSentence,
  targetSentence
} from "../../../src/components/entity/entity-sentence.js";
import type {TargetTotals} from "../../../src/components/entity/traffic-data.js";
import {hourOfWeek, weekHours} from "../../../src/components/entity/week-heatmap.js";

const hour = 3_600_000;
const monday = Date.UTC(2026, 2, 2); // 2 March 2026 was a Monday

function hourOf(i: number, bytes_out: number, more: Partial<EntityHour> = {}): EntityHour {
  return {hour: monday + i * hour, events: 2, alerts: 0, bytes_out, score: 0.5, hosts: 62, bytes_above: 0.983, ...more}; // prettier-ignore
}

const text = (parts: {text: string}[]): string => parts.map(({text}) => text).join("");
const host = {entity: "10.1.4.7", events: 4310, failed: 431};
const unlike = {most: null, closest: undefined, closer: 0, others: 0};
const sentence = (hours: EntityHour[], inbound: TargetTotals | null = null): string =>
  text(entitySentence(host, [], {hours, inbound, unlike}));

const inbound: TargetTotals = {
  entity: "10.1.4.7",
  events: 100,
  failed: 57,
  score: 0.5,
  first: monday,
  last: monday + hour,
  bytes_in: 1,
  bytes_out: 1,
  sources: 40,
  ports: 3,
  detailed: true
};

it("entitySentence(totals, hours) compares the busiest hour with the host’s median and with its peers", () => {
  const hours = [100, 100, 100, 50, 4100].map((bytes, i) => hourOf(i, bytes));
  expect(sentence(hours)).toBe(
    "10.1.4.7 has no incident. It opened 4,310 connections, 10 % failed, and none came to it; on Mon 2 Mar 04:00–05:00 it sent 4.1 kB, 41× its own median hour, more than 98 % of the 61 other hosts of that hour."
  );
});

it("entitySentence(totals, hours) claims no median of few hours, and no peers where there are none", () => {
  const hours = [hourOf(0, 10, {hosts: 1, bytes_above: 0})];
  expect(sentence(hours)).toContain(
    "it sent 10 B, in one of only 1 hour in which it was active, while no other host was active."
  );
  expect(sentence([])).toBe(
    "10.1.4.7 has no incident. It opened 4,310 connections, 10 % failed, and none came to it."
  );
});

it("entitySentence(totals, hours) says each, not 100 %", () => {
  const hours = Array.from({length: 6}, (_, i) => hourOf(i, i, {bytes_above: 1}));
  expect(sentence(hours)).toContain("more than each of the 61 other hosts");
});

it("entitySentence and targetSentence say what was done to a host as well", () => {
  expect(sentence([], inbound)).toContain("; 100 came to it from 40 addresses, 57 % failed.");
  expect(text(targetSentence("10.1.4.7", [], inbound))).toBe(
    "10.1.4.7 has no incident. It opened no connection; 40 hosts connected to 3 ports of it 100 times, 57 % failed, 2 Mar 00:00:00 to 2 Mar 01:00:00 UTC."
  );
});

it("pairSentence(pair) names the period, its spread, the count and the destination", () => {
  const pair = {dst: "203.0.113.9", dst_port: 443, intervals: 1204, middle: 60, deviation: 1.8, regularity: 0.97}; // prettier-ignore
  expect(pairSentence(pair)).toBe("every 60 s ± 1.8 s, 1,204 times, to 203.0.113.9:443");
});

it("destinationSentence(address, null) states that the address is in no event", () => {
  expect(destinationSentence("192.0.2.1", null)).toBe("192.0.2.1 is in no event of this log.");
});

it("median(values) is the lower one of two", () => expect(median([4, 1, 3, 2])).toBe(2));

it("weekHours(hours, first, last) tells hours that were not observed from hours without events", () => {
  expect(hourOfWeek(monday)).toBe(0);
  expect(hourOfWeek(monday + 167 * hour)).toBe(167);
  const cells = weekHours([hourOf(0, 1), hourOf(168, 1)], monday, monday + 170 * hour - 1);
  expect(cells[0]).toEqual({observed: 2, events: 4});
  expect(cells[1]).toEqual({observed: 2, events: 0});
  expect(cells[2]).toEqual({observed: 1, events: 0});
  const day = weekHours([], monday, monday + 24 * hour - 1);
  expect(day.filter(({observed}) => observed > 0)).toHaveLength(24);
});
