import {expect, it} from "vitest";
import {at, evidenceOf} from "../../incidents/office.js";
import type {Flow} from "../../incidents/office.js";
import {ritaScore} from "./rita.js";
import type {Call} from "./rita.js";

/**
 * Returns *n* calls from *from* whose gaps have the quartiles 228, 249 and 273 s and the median deviation 23 s, and whose
 * sizes deviate by 10 of 1,049 bytes: those of RITA’s published example (activecm/rita v5, integration/beacons_test.go:
 * 357 connections, timing 0.921, size 0.995, duration 1, histogram 1, score 0.979).
 */
function publishedExample(n: number, from: number): Call[] {
  const through = (points: number[], p: number) => {
    const i = Math.min(points.length - 2, Math.floor(p * (points.length - 1)));
    return points[i] + (points[i + 1] - points[i]) * (p * (points.length - 1) - i);
  };
  const share = (i: number) => ((i * 199) % (n - 1)) / (n - 2); // each of n - 1 shares once
  let second = from;
  const later = Array.from({length: n - 1}, (_, i) => ({
    second: (second += Math.round(through([205, 228, 249, 273, 296], share(i)))),
    size: Math.round(through([1028, 1070], share(i)))
  }));
  return [{second: from, size: 1049}, ...later];
}

it("RITA’s formulas give its published example", () => {
  const from = at(0, 0);
  const calls = publishedExample(357, from);
  const until = calls[356].second;
  const score = ritaScore(calls, {from, until})!;
  expect(score.timing).toBeCloseTo(0.921, 2);
  expect(score.size).toBeCloseTo(0.995, 2);
  expect(score).toMatchObject({duration: 1, histogram: 1});
  expect(score.score).toBeCloseTo(0.979, 2);
});

it("the beacon detector measures timing and size as RITA does", async () => {
  const calls = publishedExample(300, at(1, 3600));
  const flows: Flow[] = calls.map(({second, size}) => ({
    t: second,
    src: "10.0.0.1",
    dst: "203.0.113.9",
    port: 443,
    out: size - 40 // the office adds the headers
  }));
  flows.push({t: at(0, 10), src: "10.0.0.2", dst: "203.0.113.10", port: 80});
  const {evidence} = await evidenceOf(flows, 1);
  const [{facts}] = evidence.filter(({detector}) => detector === "beacon");
  const {timing, size} = ritaScore(calls, {from: at(1, 0), until: at(2, 0)})!;
  expect(facts.m).toBe(300);
  expect(Math.abs(facts.timing - timing)).toBeLessThan(0.01); // quartiles of halves there, interpolated here
  expect(Math.abs(facts.size - size)).toBeLessThan(0.01);
});
