import {afterEach, expect, it, vi} from "vitest";
import {growExtendedForest} from "../../../../src/core/forest/extended/grow.js";
import {scoreExtended} from "../../../../src/core/forest/extended/score.js";
import {extendedScorer} from "../../../../src/core/forest/extended/scorer.js";
import {normalMatrix} from "../fixtures.js";

afterEach(() => vi.unstubAllGlobals());

const odd = [NaN, Infinity, -Infinity, 0, -0, 1e-45, 3.4028234e38, -3.4028234e38];

/** Returns normal rows, of which every fifth repeats the one before it, and every eleventh has an odd value. */
function irregularMatrix(rows: number, columns: number) {
  const matrix = normalMatrix(rows, columns, 2);
  const {values} = matrix;
  for (let row = 5; row < rows; row += 5) {
    values.copyWithin(row * columns, (row - 1) * columns, row * columns);
  }
  for (let row = 3, i = 0; row < rows; row += 11, ++i)
    values[row * columns + (i % columns)] = odd[i % odd.length];
  return matrix;
}

it("extendedScorer(forest) has the bits of scoreExtended, whatever the columns, the rows and their values", () => {
  for (const columns of [1, 2, 5, 6, 15]) {
    const training = normalMatrix(400, columns);
    for (const extensionLevel of new Set([columns - 1, Math.floor(columns / 2)])) {
      const forest = growExtendedForest(training, {seed: 7, trees: 30, extensionLevel});
      const score = extendedScorer(forest);
      for (const rows of [0, 1, 63, 64, 65, 256, 257, 1001]) {
        const matrix = irregularMatrix(rows, columns);
        expect(score(matrix)).toEqual(scoreExtended(forest, matrix));
      }
    }
  }
});

it("extendedScorer(forest) scores on trees that are a leaf, and on the edge of a hyperplane", () => {
  const equal = {rows: 10, columns: 2, values: new Float32Array(20).fill(3)};
  const leaves = growExtendedForest(equal, {seed: 1, trees: 5});
  const many = normalMatrix(100, 2);
  expect(extendedScorer(leaves)(many)).toEqual(scoreExtended(leaves, many));
  const forest = {
    ...growExtendedForest({...equal, values: Float32Array.of(...Array(19).fill(3), 4)}, {seed: 1}),
    columns: 2
  };
  expect(extendedScorer(forest)({...many, values: many.values.map(Math.round)})).toEqual(
    scoreExtended(forest, {...many, values: many.values.map(Math.round)})
  );
});

it("extendedScorer(forest) writes into what it is given, and throws what scoreExtended throws", () => {
  const forest = growExtendedForest(normalMatrix(300, 3), {seed: 7});
  const matrix = normalMatrix(100, 3);
  const into = new Float64Array(110).fill(-1);
  const score = extendedScorer(forest);
  expect(score(matrix, into)).toBe(into);
  expect(into.subarray(0, 100)).toEqual(scoreExtended(forest, matrix));
  expect([...into.subarray(100)]).toEqual(Array(10).fill(-1));
  expect(() => score(normalMatrix(100, 2))).toThrow("invalid columns: 2");
  expect(() => score(matrix, new Float64Array(99))).toThrow("invalid length to write into: 99");
});

it("extendedScorer(forest) is scoreExtended where there is no WebAssembly", () => {
  vi.stubGlobal("WebAssembly", undefined);
  const forest = growExtendedForest(normalMatrix(300, 3), {seed: 7});
  const matrix = irregularMatrix(200, 3);
  expect(extendedScorer(forest)(matrix)).toEqual(scoreExtended(forest, matrix));
});
