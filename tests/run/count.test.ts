import {expect, it} from "vitest";
import {countOf} from "./count.js";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({status: test}))
});
const report = (...testResults: object[]) => JSON.stringify({testResults});

it("countOf(report, succeeded) adds up the tests of all files", () => {
  const files = [
    file("passed", "passed", "passed", "pending", "todo"),
    file("failed", "failed", "passed")
  ];
  expect(countOf(report(...files), false)).toEqual({passed: 3, failed: 1, skipped: 2});
});

it("countOf(report, succeeded) counts a file that failed before its first test", () => {
  const files = [file("failed"), file("passed", "passed")];
  expect(countOf(report(...files), false)).toEqual({passed: 1, failed: 1, skipped: 0});
});

it("countOf(report, succeeded) counts a failure that no test shows", () => {
  expect(countOf(report(file("passed", "passed")), false).failed).toBe(1);
});

it("countOf(report, succeeded) counts a suite without a report, or without tests, as failed", () => {
  for (const text of [undefined, "", "not JSON", "{}", report()]) {
    expect(countOf(text, true)).toEqual({passed: 0, failed: 1, skipped: 0});
  }
});
