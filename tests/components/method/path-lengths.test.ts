import {expect, it} from "vitest";
import {scoreOfPath, thresholdText} from "../../../src/components/method/worked-example.js";
import {runningMeans} from "../../../src/components/method/path-lengths.js";
import {lines} from "../../../src/components/kit/sql-panel.js";
import {averagePathLength} from "../../../src/core/forest/path-length.js";
import type {MethodPage} from "../../../src/core/schema/method.js";

it("runningMeans(values) equals the two-pass mean and standard error of each beginning", () => {
  const values = [4, 7, 7, 3, 9, 5.5, 6];
  runningMeans(values).forEach(({trees, mean, error}, i) => {
    const head = values.slice(0, i + 1);
    const average = head.reduce((a, b) => a + b) / head.length;
    const variance =
      head.reduce((a, b) => a + (b - average) ** 2, 0) / Math.max(1, head.length - 1);
    expect(trees).toBe(head.length);
    expect(mean).toBeCloseTo(average, 12);
    expect(error).toBeCloseTo(Math.sqrt(variance / head.length), 12);
  });
});

it("scoreOfPath(c(n), c(n)) is one half, and a path of no length scores 1", () => {
  expect(scoreOfPath(averagePathLength(256), averagePathLength(256))).toBe(0.5);
  expect(scoreOfPath(0, 10)).toBe(1);
});

it("thresholdText(page, j, threshold) gives a split between codes as a number, others as values of the feature", () => {
  const page = {features: ["conn_state_code", "log_orig_bytes"]} as MethodPage;
  expect(thresholdText(page, 0, 12.34)).toBe("code 12.3");
  expect(thresholdText(page, 1, Math.log(1041))).toBe("1,040 B");
});

it("lines(sql) breaks before clauses and never inside a quoted value", () => {
  const sql = `SELECT "a" FROM "t" WHERE ("a" = 'x AND y FROM z''s WHERE') AND ("b" < 2) ORDER BY "a"`;
  expect(lines(sql).split("\n")).toEqual([
    `SELECT "a"`,
    `FROM "t"`,
    `WHERE ("a" = 'x AND y FROM z''s WHERE')`,
    `AND ("b" < 2)`,
    `ORDER BY "a"`
  ]);
});
