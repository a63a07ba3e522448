import {expect, it} from "vitest";
import {
  counterfactual,
  counterfactuals
} from "../../../../src/core/forest/counterfactual/counterfactuals.js";
import {quantileDistance} from "../../../../src/core/forest/counterfactual/distance.js";
import {growForest} from "../../../../src/core/forest/grow.js";
import {seeded} from "../../../../src/core/forest/random.js";
import {scoreMatrix} from "../../../../src/core/forest/score.js";
import type {Forest} from "../../../../src/core/forest/types.js";
import {candidateValues, nearestPair, nearestSingle, scoreRow} from "./brute.js";
import {matrixOf, normalMatrix, rowOf} from "../fixtures.js";

/** One tree: below 5 in column 0 and below 2 in column 1 is depth 6; the rest is depth 1 or 2. */
const byHand: Forest = {
  roots: Uint32Array.of(0),
  feature: Int16Array.of(0, 1, -1, -1, -1),
  threshold: Float32Array.of(5, 2, 0, 0, 0),
  left: Uint32Array.of(1, 3, 0, 0, 0),
  pathLength: Float64Array.of(3, 4, 1, 6, 2),
  size: Uint32Array.of(4, 3, 1, 2, 1),
  normalizer: 2,
  columns: 2
};

const matrix = normalMatrix(2000, 6, 4);
const forest = growForest(matrix, {seed: 42});
const scores = scoreMatrix(forest, matrix);
const sorted = Float64Array.from(scores).sort();

/** The rows that score at least as high as all but *share* of the rows. */
function strangest(share: number): Float32Array[] {
  const line = sorted[Math.floor((1 - share) * sorted.length)];
  return Array.from(scores.keys())
    .filter((i) => scores[i] >= line)
    .map((i) => rowOf(matrix, i));
}

it("counterfactual(forest, row, options) follows the tree by hand: one column, or else two", () => {
  const one = counterfactual(byHand, [8, 0], {threshold: 0.5});
  expect(one?.changes).toEqual([{column: 0, from: 8, to: expect.closeTo(5, 0)}]);
  expect(one?.changes[0].to).toBeLessThan(5);
  expect([one?.score, one?.exact]).toEqual([0.125, true]); // 2^(−6/2)
  const two = counterfactual(byHand, [8, 3], {threshold: 0.5});
  expect(two?.changes.map(({column}) => column)).toEqual([0, 1]);
  expect([two?.score, two?.exact]).toEqual([0.125, true]);
  expect(counterfactual(byHand, [8, 3], {threshold: 0.5, most: 1})).toBeUndefined();
  expect(counterfactual(byHand, [8, 3], {threshold: 0.1})).toBeUndefined();
});

it("counterfactual(forest, row, options) changes nothing of a row that is below the threshold", () => {
  const found = counterfactual(byHand, [0, 0], {threshold: 0.5});
  expect(found).toEqual({changes: [], score: 0.125, distance: 0, exact: true});
});

it("counterfactual(forest, row, options) is strict: a score equal to the threshold is not below", () => {
  expect(counterfactual(byHand, [8, 0], {threshold: 0.125})).toBeUndefined();
});

it("counterfactual(forest, row, options) finds the nearest value of one column that there is", () => {
  const find = counterfactuals(forest);
  const distance = (column: number, from: number, to: number) => (1 + column) * Math.abs(from - to);
  let found = 0;
  for (const row of strangest(0.006)) {
    for (const share of [0.02, 0.1, 0.4]) {
      const threshold = sorted[Math.floor((1 - share) * sorted.length)];
      const nearest = nearestSingle(forest, row, threshold, distance);
      const given = find(row, {threshold, distance, most: 1});
      expect(given === undefined).toBe(nearest === undefined);
      if (!given || !nearest) continue;
      const [change] = given.changes;
      ++found;
      expect(change.column).toBe(nearest.column);
      expect(given.distance).toBeGreaterThanOrEqual(nearest.distance);
      expect(given.distance).toBeLessThanOrEqual(nearest.distance * (1 + 1 / 20));
    }
  }
  expect(found).toBeGreaterThan(15);
});

it("counterfactual(forest, row, options) returns only what scores below, with the bits of scoreMatrix", () => {
  const find = counterfactuals(forest);
  const kinds = new Set<number>();
  for (const row of strangest(0.02)) {
    for (const threshold of [sorted[1990], sorted[1700], sorted[1200], sorted[300]]) {
      const found = find(row, {threshold, tries: 60});
      if (!found) continue;
      const changed = Float32Array.from(row);
      for (const {column, from, to} of found.changes) {
        expect(row[column]).toBe(from);
        expect(to).not.toBe(from);
        changed[column] = to;
      }
      expect(scoreRow(forest, changed)).toBe(found.score);
      expect(found.score).toBeLessThan(threshold);
      kinds.add(found.changes.length);
    }
  }
  expect([...kinds].sort()).toEqual([0, 1, 2]);
});

it("counterfactual(forest, row, options) finds the nearest two columns, if it says so", () => {
  const small = normalMatrix(60, 3, 9);
  const few = growForest(small, {trees: 5, sampleSize: 16, seed: 3});
  const distance = (_: number, from: number, to: number) => Math.abs(from - to);
  let pairs = 0;
  for (let i = 0; i < 20; ++i) {
    const row = rowOf(small, i);
    for (const threshold of [0.35, 0.4, 0.45]) {
      const found = counterfactual(few, row, {threshold, distance, least: 2, tries: 5000});
      if (found?.changes.length === 0) continue;
      const nearest = nearestPair(few, row, threshold, distance);
      expect(found === undefined).toBe(nearest === undefined);
      if (!found || !nearest) continue;
      ++pairs;
      expect(found.exact).toBe(true);
      expect(found.distance).toBeGreaterThan(nearest - 1e-6);
      expect(found.distance).toBeLessThan(nearest * (1 + 1 / 20) + 1e-6);
    }
  }
  expect(pairs).toBeGreaterThan(10);
});

it("counterfactual(forest, row, {least: 2}) finds two columns of which neither suffices alone", () => {
  const find = counterfactuals(forest);
  let pairs = 0;
  for (const row of strangest(0.02)) {
    const threshold = sorted[1900];
    const found = find(row, {threshold, least: 2, tries: 60});
    if (found?.changes.length !== 2) continue;
    ++pairs;
    for (const {column, to} of found.changes) {
      expect(scoreRow(forest, row.with(column, to))).toBeGreaterThanOrEqual(threshold);
    }
  }
  expect(pairs).toBeGreaterThan(10);
});

it("counterfactual(forest, row, {tries}) says when it did not see the search through", () => {
  const row = strangest(0.005)[0];
  const found = counterfactual(forest, row, {threshold: sorted[1900], least: 2, tries: 5});
  expect(found?.exact ?? false).toBe(false);
});

it("counterfactual(forest, row, {readings}) keeps to the range and the step of a column", () => {
  const counts = matrixOf(
    Array.from({length: 500}, (_, i) => [Math.log1p((i * 37) % 50), (i * 7) % 4, (i * 3) % 11])
  );
  const grown = growForest(counts, {seed: 1});
  const line = Float64Array.from(scoreMatrix(grown, counts)).sort()[400];
  const readings = [
    {range: [0, Infinity], scale: "ln1p", step: 1},
    {range: [0, 3], step: 1},
    {range: [2, 9], step: 1}
  ] as const;
  let found = 0;
  const random = seeded(2);
  for (let i = 0; i < 60; ++i) {
    const row = [Math.log1p(9000 * random()), 5 * random(), 30 * random()];
    const given = counterfactual(grown, row, {threshold: line, readings});
    for (const {column, to} of given?.changes ?? []) {
      ++found;
      const {range, step} = readings[column];
      const read = column === 0 ? Math.expm1(to) : to;
      expect(Math.abs(read - Math.round(read / step) * step)).toBeLessThan(1e-4 * (1 + read));
      expect(to).toBeGreaterThanOrEqual(range[0]);
      expect(to).toBeLessThanOrEqual(range[1]);
    }
  }
  expect(found).toBeGreaterThan(40);
});

it("counterfactual(forest, row, options) gives a round value where one is hardly farther", () => {
  const readings = [{scale: "ln1p", step: 1} as const, {}];
  const wide = {...byHand, threshold: Float32Array.of(Math.log1p(10_300), 2, 0, 0, 0)};
  const found = counterfactual(wide, [Math.log1p(3e6), 0], {threshold: 0.5, readings});
  expect(Math.expm1(found!.changes[0].to)).toBeCloseTo(10_000, 0);
  const plain = counterfactual(byHand, [8, 0], {threshold: 0.5});
  expect(plain!.changes[0].to).toBe(Math.fround(4.9));
});

it("counterfactual(forest, row, options) takes values that are not finite, and changes them last", () => {
  const find = counterfactuals(forest);
  let changed = 0;
  for (const odd of [NaN, Infinity, -Infinity]) {
    for (const column of [0, 3]) {
      const row = Float32Array.from(rowOf(matrix, 7)).with(column, odd);
      const score = scoreRow(forest, row);
      for (const threshold of [score, score - 0.02]) {
        const found = find(row, {threshold});
        if (!found) continue;
        ++changed;
        for (const {to} of found.changes) expect(Number.isFinite(to)).toBe(true);
        const after = Float32Array.from(row);
        for (const {column, to} of found.changes) after[column] = to;
        expect(scoreRow(forest, after)).toBe(found.score);
        expect(found.score).toBeLessThan(threshold);
        const single = nearestSingle(forest, row, threshold, (_, from, to) =>
          Number.isFinite(from) ? Math.abs(from - to) : Infinity
        );
        if (single && single.distance < Infinity) expect(found.distance).toBeLessThan(Infinity);
      }
    }
  }
  expect(changed).toBeGreaterThan(6);
});

it("counterfactual(forest, row, options) follows trees that split again where they need not", () => {
  const random = seeded(5);
  let found = 0;
  for (let seed = 0; seed < 30; ++seed) {
    const odd = irregularForest(seed);
    const row = Float32Array.from([random() * 8, random() * 8]);
    const threshold = scoreRow(odd, row);
    const distance = (_: number, from: number, to: number) => Math.abs(from - to);
    const nearest = nearestSingle(odd, row, threshold, distance);
    const given = counterfactual(odd, row, {threshold, distance, most: 1});
    expect(given === undefined).toBe(nearest === undefined);
    if (!given || !nearest) continue;
    ++found;
    expect(given.changes[0].column).toBe(nearest.column);
    expect(given.distance).toBeLessThanOrEqual(nearest.distance * 1.05);
  }
  expect(found).toBeGreaterThan(10);
});

it("counterfactual(forest, row, options) finds nothing in a forest of leaves", () => {
  const leaves = growForest(matrixOf([[1, 2], [1, 2], [1, 2]]), {seed: 1}); // prettier-ignore
  expect(counterfactual(leaves, [5, NaN], {threshold: 0.5})).toBeUndefined();
  expect(counterfactual(leaves, [5, NaN], {threshold: 0.6})?.changes).toEqual([]);
});

it("counterfactual(forest, row, options) gives the same for a row alone and after other rows", () => {
  const find = counterfactuals(forest);
  const [a, b] = strangest(0.01);
  const options = {threshold: sorted[1500]};
  const first = find(a, options);
  find(b, options);
  expect(find(a, options)).toEqual(first);
  expect(counterfactual(forest, a, options)).toEqual(first);
});

it("counterfactual(forest, row, options) throws on a threshold, a row or readings that do not fit", () => {
  for (const threshold of [0, -1, 1.01, NaN, Infinity]) {
    expect(() => counterfactual(byHand, [1, 1], {threshold})).toThrow(RangeError);
  }
  expect(() => counterfactual(byHand, [1], {threshold: 0.5})).toThrow("invalid columns: 1");
  expect(() => counterfactual(byHand, [1, 1], {threshold: 0.5, readings: [{}]})).toThrow(
    "invalid readings: 1; the forest was grown on 2 columns"
  );
});

it("quantileDistance(profile) is the share of the training rows between two values", () => {
  const far = quantileDistance({
    quantiles: [0, 0.25, 0.5, 0.75, 1],
    values: [
      [0, 0, 0, 10, 30],
      [7, 7, 7, 7, 7]
    ]
  });
  expect(far(0, 10, 20)).toBeCloseTo(0.125, 12);
  expect(far(0, 0, 10)).toBeCloseTo(0.5, 12); // from the middle of the half that is 0, 0.25, to 0.75
  expect(far(0, 30, 60)).toBeCloseTo(1, 12); // one range beyond
  expect(far(0, -15, 0)).toBeCloseTo(0.75, 12); // half a range, and half of those that are 0
  expect(far(1, 7, 8)).toBeCloseTo(1.5, 12); // constant: in units, and half of the rows
  expect(far(0, NaN, 3)).toBe(Infinity);
});

it("quantileDistance(profile) never falls as a value moves away", () => {
  const far = quantileDistance({quantiles: [0, 0.3, 0.6, 1], values: [[1, 2, 2, 5]]});
  for (const from of [-3, 1, 1.7, 2, 3, 5, 9]) {
    for (let i = 0; i < 100; ++i) {
      expect(far(0, from, from + (i + 1) / 10)).toBeGreaterThanOrEqual(far(0, from, from + i / 10));
      expect(far(0, from, from - (i + 1) / 10)).toBeGreaterThanOrEqual(far(0, from, from - i / 10));
    }
  }
});

it("candidateValues(forest, column) are two a threshold: at it, and just below", () => {
  expect([...candidateValues(byHand, 1)]).toEqual([2, 2 - 2 ** -23]);
});

/** Returns trees that nobody grew: any column and threshold at any node, also twice on a way. */
function irregularForest(seed: number): Forest {
  const random = seeded(seed, 9);
  const nodes = 31; // a whole tree of depth 4, its children after their parents
  const trees = 7;
  const inner = (i: number) => i % nodes < 15;
  const indices = Array.from({length: nodes * trees}, (_, i) => i);
  return {
    roots: Uint32Array.from({length: trees}, (_, t) => t * nodes),
    feature: Int16Array.from(indices, (i) => (inner(i) ? Math.floor(random() * 2) : -1)),
    threshold: Float32Array.from(indices, (i) => (inner(i) ? Math.floor(random() * 8) : 0)),
    left: Uint32Array.from(indices, (i) => (inner(i) ? i - (i % nodes) + 2 * (i % nodes) + 1 : 0)),
    pathLength: Float64Array.from(indices, () => 1 + Math.floor(random() * 80) / 8),
    size: Uint32Array.from(indices, () => 1),
    normalizer: 4,
    columns: 2
  };
}
