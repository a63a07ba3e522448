import {join} from "node:path";
import {expect, it} from "vitest";
import {slowestOf} from "./slowest.js";

const file = (name: string, startTime: number, endTime: number) => ({
  name: join(process.cwd(), name),
  startTime,
  endTime
});

it("slowestOf(report, most) lists the slowest files first, with their seconds", () => {
  const testResults = [
    file("tests/a.test.ts", 1_000, 2_500),
    file("tests/b.test.ts", 1_000, 61_000)
  ];
  const lines = slowestOf(JSON.stringify({testResults}), 12);
  expect(lines).toEqual(["   60.0 s tests/b.test.ts", "    1.5 s tests/a.test.ts"]);
  expect(slowestOf(JSON.stringify({testResults}), 1)).toEqual(lines.slice(0, 1));
});

it("slowestOf(undefined, most) is empty: the suite never began", () => {
  expect(slowestOf(undefined, 12)).toEqual([]);
});
