import {describe, expect, it} from "vitest";
import {detectors, restoreDetector} from "../../../src/core/detectors/registry.js";
import {seeded} from "../../../src/core/forest/random.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {matrixOf, normalMatrix, rowOf} from "../forest/fixtures.js";

const train = normalMatrix(400, 3);
const test = normalMatrix(60, 3, 2);
const hard = [NaN, Infinity, -Infinity, 0, -0, 3.4e38, -3.4e38, 1e-45, -1e-40, 1];

/** Returns a matrix of values of which many are missing, infinite, equal or at the end of the range. */
function hardMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = seeded(seed);
  const value = () => hard[Math.floor(random() * hard.length)];
  return {rows, columns, values: Float32Array.from({length: rows * columns}, value)};
}

function expectNumbers(scores: Float64Array): void {
  for (const score of scores) expect(Number.isFinite(score), String(score)).toBe(true);
}

describe.each(Object.values(detectors))("the contract of $name", (detector) => {
  const options = {seed: 42, trees: 20}; // of a forest; the others know a seed only
  const fitted = detector.fit(train, options);
  const scores = fitted.score(test);

  it("fit(matrix, options) gives the same bits twice, and does not change the matrix", () => {
    const copy = {...train, values: train.values.slice()};
    const again = detector.fit(copy, options);
    expect(copy.values).toEqual(train.values);
    expect(again.state()).toEqual(fitted.state());
    expect(again.parameters).toEqual(fitted.parameters);
    expect(again.score(test)).toEqual(scores);
  });

  it("score(matrix) gives a row the same score in any batch, and twice", () => {
    expect(fitted.score(test)).toEqual(scores);
    for (let i = 0; i < test.rows; ++i) {
      const alone = fitted.score({rows: 1, columns: 3, values: rowOf(test, i)});
      expect(alone[0]).toBe(scores[i]);
    }
    const turned = matrixOf(
      Array.from({length: test.rows}, (_, i) => [...rowOf(test, test.rows - 1 - i)])
    );
    expect(fitted.score(turned).reverse()).toEqual(scores);
  });

  it("score(matrix, into) writes into the array, and refuses a short one or other columns", () => {
    const into = new Float64Array(test.rows + 1).fill(-7);
    expect(fitted.score(test, into)).toBe(into);
    expect(into.subarray(0, test.rows)).toEqual(scores);
    expect(into[test.rows]).toBe(-7);
    expect(() => fitted.score(test, new Float64Array(3))).toThrow(RangeError);
    expect(() => fitted.score(normalMatrix(2, 4))).toThrow(RangeError);
    expect(fitted.score({rows: 0, columns: 3, values: new Float32Array(0)})).toHaveLength(0);
  });

  it("restore(state, parameters, columns) gives the same bits", () => {
    const {name, parameters, columns} = fitted;
    const again = restoreDetector(name, fitted.state(), parameters, columns);
    expect(again.score(test)).toEqual(scores);
    expect(again.parameters).toEqual(parameters);
    expect(again.describe()).toEqual(fitted.describe());
    expect(again.state()).toEqual(fitted.state());
  });

  it("score(matrix) is a number for any row, whatever there was in training", () => {
    expectNumbers(fitted.score(hardMatrix(200, 3, 1)));
    for (const seed of [2, 3, 4, 5]) {
      const rough = detector.fit(hardMatrix(100, 3, seed), options);
      expectNumbers(rough.score(hardMatrix(200, 3, seed + 10)));
      expectNumbers(rough.score(test));
    }
    const missing = {rows: 30, columns: 3, values: new Float32Array(90).fill(NaN)};
    expectNumbers(detector.fit(missing, options).score(hardMatrix(200, 3, 6)));
  });

  it("fit(matrix, options) bears equal rows, a constant column and few rows", () => {
    const equal = detector.fit(matrixOf(Array.from({length: 40}, () => [1, 2, 3])), options);
    expectNumbers(
      equal.score(
        matrixOf([
          [1, 2, 3],
          [1, 2, 4],
          [1e30, 2, 3]
        ])
      )
    );
    const constant = detector.fit(
      matrixOf([...normalMatrix(50, 1).values].map((x) => [x, 5, 0])),
      options
    );
    expectNumbers(
      constant.score(
        matrixOf([
          [0, 5, 0],
          [0, 6, 0]
        ])
      )
    );
    expectNumbers(
      detector
        .fit(
          matrixOf([
            [1, 2, 3],
            [3, 2, 1]
          ]),
          options
        )
        .score(test)
    );
  });

  it("fit(matrix, options) refuses a seed that is none", () => {
    for (const seed of [-1, 0.5, NaN, 2 ** 53]) {
      expect(() => detector.fit(train, {...options, seed})).toThrow("invalid seed");
    }
  });

  it("describe() says each thing in a line, and what it costs", () => {
    for (const text of Object.values(fitted.describe()) as string[]) {
      expect(text).toMatch(/^[^\n]{3,200}$/);
    }
    expect(fitted.name).toBe(detector.name);
    expect(fitted.columns).toBe(3);
    expect(() => JSON.stringify(fitted.parameters)).not.toThrow();
  });
});

const farSeeing = [
  "local-outlier-factor",
  "one-class-svm",
  "k-nearest-neighbours",
  "robust-z-score"
] as const;

it.each(farSeeing)(
  "%s: the farther a row is from all others, the more anomalous, and never less",
  (name) => {
    const far = matrixOf([1, 2, 4, 8, 16, 1e3, 1e6, 1e12, Infinity].map((x) => [6 * x, -6 * x, 0]));
    const scores = detectors[name]!.fit(train, {seed: 42}).score(far);
    const strictly = name === "one-class-svm" ? 2 : far.rows; // beyond, kernels vanish beside 1
    for (let i = 1; i < far.rows; ++i) {
      expect(scores[i]).toBeGreaterThanOrEqual(scores[i - 1]);
      if (i < strictly) expect(scores[i]).toBeGreaterThan(scores[i - 1]);
    }
  }
);

it.each(["ecod", "hbos"] as const)(
  "%s: a row in the tails is more anomalous than one in the middle",
  (name) => {
    const [middle, side, tail] = detectors[name]!.fit(train, {seed: 42}).score(
      matrixOf([
        [0, 0, 0],
        [1.5, -1.5, 1.5],
        [9, -9, 9]
      ])
    );
    expect(side).toBeGreaterThan(middle);
    expect(tail).toBeGreaterThan(side);
  }
);

const keepers = ["local-outlier-factor", "one-class-svm", "k-nearest-neighbours"] as const;

it.each(keepers)("%s keeps at most maxRows rows, drawn by the seed, and says so", (name) => {
  const fit = (seed: number) => detectors[name]!.fit(train, {seed, maxRows: 150} as {seed: number});
  const fitted = fit(1);
  expect(fitted.parameters).toMatchObject({maxRows: 150, rows: 150, rowsGiven: 400, seed: 1});
  expect(fitted.describe().cost).toContain("150 of 400 rows");
  expect(fit(1).state()).toEqual(fitted.state());
  expect(fit(2).score(test)).not.toEqual(fitted.score(test));
  const all = detectors[name]!.fit(train, {seed: 1});
  expect(all.describe().cost).toContain("all 400 rows");
  expect(all.score(test)).toEqual(detectors[name]!.fit(train, {seed: 2}).score(test));
});

it.each(keepers)("%s gives a missing value the score of the column’s median", (name) => {
  const rows = matrixOf([
    [1, 10],
    [2, 20],
    [3, 30],
    [4, 40],
    [9, 90],
    [NaN, 50]
  ]);
  const fitted = detectors[name]!.fit(rows, {seed: 1});
  const [missing, median] = fitted.score(
    matrixOf([
      [NaN, 35],
      [3, 35]
    ])
  );
  expect(missing).toBe(median);
});
