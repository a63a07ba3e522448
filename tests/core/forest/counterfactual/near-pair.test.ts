import {expect, it} from "vitest";
import {counterfactuals} from "../../../../src/core/forest/counterfactual/counterfactuals.js";
import {growForest} from "../../../../src/core/forest/grow.js";
import {scoreMatrix} from "../../../../src/core/forest/score.js";
import {normalMatrix, rowOf} from "../fixtures.js";
import {nearestPair, nearestSingle, scoreRow} from "./brute.js";

const apart = (_: number, from: number, to: number) => Math.abs(from - to);

const matrix = normalMatrix(3000, 6, 8);
const forest = growForest(matrix, {seed: 5});
const scores = scoreMatrix(forest, matrix);
const sorted = scores.toSorted();
const strange = Array.from(scores.keys())
  .filter((i) => scores[i] >= sorted[2960])
  .map((i) => rowOf(matrix, i));

/** A line that none of the strange rows gets below by one column, but many by two. */
const hard = sorted[Math.floor(sorted.length / 2)];

it("counterfactual(forest, row, options) finds two columns wherever there are, and near ones", () => {
  let pairs = 0;
  const ratios: number[] = [];
  for (const seed of [1, 2, 3]) {
    const small = normalMatrix(60, 3, seed + 20);
    const few = growForest(small, {trees: 10, sampleSize: 20, seed});
    const find = counterfactuals(few);
    for (let i = 0; i < 24; ++i) {
      const row = rowOf(small, i);
      for (const threshold of [0.36, 0.42]) {
        if (scoreRow(few, row) < threshold || nearestSingle(few, row, threshold, apart)) continue;
        const nearest = nearestPair(few, row, threshold, apart);
        const found = find(row, {threshold, distance: apart});
        expect(found === undefined).toBe(nearest === undefined);
        if (!found || !nearest) continue;
        ++pairs;
        expect(found.changes.length).toBe(2);
        expect(found.distance).toBeGreaterThan(nearest - 1e-6);
        expect(found.distance).toBeLessThan(1.5 * nearest);
        ratios.push(found.distance / nearest);
      }
    }
  }
  expect(pairs).toBeGreaterThan(15);
  expect(ratios.toSorted()[pairs >> 1]).toBeLessThan(1.05);
});

it("counterfactual(forest, row, {tries: 0}) finds what the thorough search finds, hardly farther", () => {
  const find = counterfactuals(forest);
  const ratios: number[] = [];
  for (const row of strange) {
    const options = {threshold: hard, distance: apart, least: 2} as const;
    const near = find(row, {...options, tries: 0});
    const thorough = find(row, {...options, tries: 60});
    expect(near === undefined).toBe(thorough === undefined);
    if (!near || !thorough) continue;
    expect(near.exact).toBe(false);
    ratios.push(near.distance / thorough.distance);
    const changed = Float32Array.from(row);
    for (const {column, to} of near.changes) changed[column] = to;
    expect(scoreRow(forest, changed)).toBe(near.score);
    expect(near.score).toBeLessThan(hard);
  }
  expect(ratios.length).toBeGreaterThan(20);
  const inOrder = ratios.toSorted((a, b) => a - b);
  expect(inOrder[inOrder.length >> 1]).toBeLessThanOrEqual(1.05); // both ends are rounded by themselves
  expect(inOrder.at(-1)).toBeLessThan(1.5);
});

it("counterfactual(forest, row, {checks}) is hardly nearer with more checks, and does without", () => {
  const find = counterfactuals(forest);
  const mean = (checks: number) => {
    const found = strange.map((row) => find(row, {threshold: hard, distance: apart, checks}));
    const far = found.flatMap((change) => change?.distance ?? []);
    return far.reduce((sum, x) => sum + x, 0) / far.length;
  };
  expect(mean(128)).toBeLessThanOrEqual(mean(0));
  expect(mean(1024)).toBeGreaterThan(0.9 * mean(128));
});

it("counterfactual(forest, row, options) finds the same two columns whatever rows came before", () => {
  const find = counterfactuals(forest);
  const options = {threshold: hard, least: 2} as const;
  const alone = strange.map((row) => find(row, options));
  expect(alone.filter((found) => found?.changes.length === 2).length).toBeGreaterThan(20);
  expect(strange.toReversed().map((row) => find(row, options))).toEqual(alone.toReversed());
});
