import {expect, it} from "vitest";
import {editDistance, findNearest} from "../../../pipeline/cli/nearest-name.js";

it("editDistance(a, b) counts letters put in, skipped and changed", () => {
  const cases: [string, string, number][] = [
    ["", "", 0],
    ["", "abc", 3],
    ["kitten", "sitting", 3],
    ["saturday", "sunday", 3],
    ["run", "rnu", 2]
  ];
  for (const [a, b, distance] of cases) {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  }
});

it("findNearest(name, names) returns the most similar name, or undefined if none is similar", () => {
  const names = ["trees", "seed", "sample-size", "train-share"];
  expect(findNearest("tree", names)).toBe("trees");
  expect(findNearest("samplesize", names)).toBe("sample-size");
  expect(findNearest("frobnicate", names)).toBeUndefined();
});
