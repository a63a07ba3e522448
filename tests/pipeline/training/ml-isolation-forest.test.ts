import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {checkForest} from "../../../src/core/forest/check.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {
  fromLibrary,
  growLibraryForest,
  libraryAveragePathLength,
  rowsOf,
  trainLibrary,
  withRandom
} from "../../../pipeline/training/ml-isolation-forest.js";

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = seeded(seed);
  const values = Float32Array.from({length: rows * columns}, (_, k) =>
    k % columns === 0 ? Math.floor(3 * random()) : random() * 10 - 5
  );
  return {rows, columns, values};
}

it("fromLibrary(library, matrix) gives the library's own scores", () => {
  const matrix = randomMatrix(500, 5, 1);
  const library = withRandom(seeded(7), () => trainLibrary(matrix, 20));
  const unseen = randomMatrix(300, 5, 2);
  const expected = library.predict(rowsOf(unseen));
  const actual = scoreMatrix(fromLibrary(library, matrix), unseen);
  expected.forEach((score, i) => expect(actual[i]).toBeCloseTo(score, 12));
});

it("growLibraryForest(matrix, options) makes a forest that passes every check of a model", () => {
  const forest = growLibraryForest(randomMatrix(200, 3, 3), {trees: 5, random: seeded(1)});
  expect(() => checkForest(forest)).not.toThrow();
  expect(forest.roots).toHaveLength(5);
});

it("growLibraryForest(matrix, options) gives the same forest for the same seed, another for another", () => {
  const matrix = randomMatrix(100, 3, 4);
  const grow = (seed: number) => growLibraryForest(matrix, {trees: 3, random: seeded(seed)});
  expect(grow(1).threshold).toEqual(grow(1).threshold);
  expect(grow(1).threshold).not.toEqual(grow(2).threshold);
});

it("withRandom(random, action) gives Math.random back, also when the action throws", () => {
  const original = Math.random;
  expect(withRandom(() => 0.25, Math.random.bind(Math))).not.toBe(0.25);
  expect(
    withRandom(
      () => 0.25,
      () => Math.random()
    )
  ).toBe(0.25);
  expect(() =>
    withRandom(
      () => 0,
      () => {
        throw new Error("stop");
      }
    )
  ).toThrow("stop");
  expect(Math.random).toBe(original);
});

it("libraryAveragePathLength(n) is 9.668 at 256, as measured of the library", () => {
  expect(libraryAveragePathLength(256)).toBeCloseTo(9.668, 3);
  expect([0, 1, 2].map(libraryAveragePathLength)).toEqual([0, 0, 1]);
});
