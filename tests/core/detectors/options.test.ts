import {expect, it} from "vitest";
import {
  fromFile,
  keptRows,
  requireCount,
  requireNumber,
  requireOne,
  requireRows,
  rowsInWords
} from "../../../src/core/detectors/options.js";
import {ModelError} from "../../../src/core/forest/check.js";

it("requireCount, requireNumber and requireOne return what is in range, and name what is not", () => {
  expect(requireCount("bins", 3, 2, 9)).toBe(3);
  expect(requireNumber("nu", 0.5, 0, 1)).toBe(0.5);
  expect(requireOne("scale", "b", ["a", "b"])).toBe("b");
  for (const value of [1, 10, 2.5, NaN, "3", null, undefined, {}]) {
    expect(() => requireCount("bins", value, 2, 9)).toThrow(/^invalid bins: .+; give an integer/);
  }
  for (const value of [0, 1.1, NaN, "0.5"]) {
    expect(() => requireNumber("nu", value, 0, 1)).toThrow(/^invalid nu: .+; give a number/);
  }
  expect(() => requireOne("scale", "x".repeat(1e5), ["a"])).toThrow(/^invalid scale: "x{60}";/);
});

it("requireRows(matrix, least, title) refuses too few rows, and a matrix shorter than it says", () => {
  const matrix = {rows: 1, columns: 2, values: new Float32Array(2)};
  expect(() => requireRows(matrix, 1, "a mean")).not.toThrow();
  expect(() => requireRows(matrix, 2, "a mean")).toThrow("too few rows: 1; a mean needs 2");
  expect(() => requireRows({...matrix, rows: 2}, 1, "a mean")).toThrow("2 values for 2 × 2");
  expect(() => requireRows({...matrix, columns: 0}, 1, "a mean")).toThrow("invalid columns: 0");
});

it("keptRows(rows, most, seed) keeps all, or draws each equally often", () => {
  expect([...keptRows(3, 5, 1)]).toEqual([0, 1, 2]);
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 5000; ++seed) for (const row of keptRows(10, 3, seed)) ++counts[row];
  for (const count of counts) expect(Math.abs(count / 5000 - 0.3)).toBeLessThan(0.03);
});

it("fromFile(read) makes a ModelError of a RangeError, and leaves others alone", () => {
  expect(fromFile(() => 1)).toBe(1);
  const range = () => fromFile(() => requireCount("bins", 0, 1, 2));
  expect(range).toThrow(ModelError);
  expect(range).toThrow("invalid model: invalid bins: 0");
  const other = () =>
    fromFile(() => {
      throw new TypeError("other");
    });
  expect(other).toThrow(TypeError);
});

it("rowsInWords(kept, given) says how many of how many", () => {
  expect(rowsInWords(1024, 8192)).toBe("1,024 of 8,192 rows");
  expect(rowsInWords(512, 512)).toBe("all 512 rows");
  expect(rowsInWords(1, 1)).toBe("1 row");
});
