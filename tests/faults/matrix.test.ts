import {expect, it} from "vitest";
import {allCombinations, coveringArray} from "./matrix.js";

const factors = {
  fault: Array.from({length: 11}, (_, i) => i),
  operation: Array.from({length: 10}, (_, i) => i),
  request: ["first", "later", "every"]
};

it("allCombinations(factors) returns every combination once", () => {
  const all = allCombinations(factors).map((row) => JSON.stringify(row));
  expect(all).toHaveLength(11 * 10 * 3);
  expect(new Set(all).size).toBe(all.length);
});

it("coveringArray(all) has each pair of values, with the fewest rows where two factors decide", () => {
  const rows = coveringArray(allCombinations(factors));
  expect(rows).toHaveLength(11 * 10);
  for (const [one, other] of [["fault", "operation"], ["fault", "request"], ["operation", "request"]] as const) {
    const pairs = new Set(rows.map((row) => `${row[one]} ${row[other]}`));
    expect(pairs.size, `${one} and ${other}`).toBe(factors[one].length * factors[other].length);
  }
}); // prettier-ignore

it("coveringArray(all) of a matrix of two factors is all of it", () => {
  const all = allCombinations({a: [1, 2], b: ["x", "y", "z"]});
  expect(coveringArray(all)).toEqual(all);
});
