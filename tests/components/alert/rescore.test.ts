import {expect, it} from "vitest";
import {rescore} from "../../../src/components/alert/rescore.js";
import {modelFeatures} from "../../../src/core/features/list.js";
import type {Forest} from "../../../src/core/forest/types.js";
import type {ModelFile} from "../../../src/core/schema/models.js";

const [first, second] = modelFeatures;

/** One tree, one split: rows whose first feature is below 5 end at depth 4, the others at depth 1. */
const forest: Forest = {
  roots: Uint32Array.of(0),
  feature: Int16Array.of(0, -1, -1),
  threshold: Float32Array.of(5, 0, 0),
  left: Uint32Array.of(1, 0, 0),
  pathLength: Float64Array.of(3, 4, 1),
  size: Uint32Array.of(3, 2, 1),
  normalizer: 2,
  columns: 2
};

const file = {
  features: [first.name, second.name],
  profile: {
    quantiles: [0, 0.5, 1],
    values: [
      [1, 4, 9],
      [0, 0, 0]
    ]
  }
} as unknown as ModelFile;

const event = {[first.name]: 8, [second.name]: 0};

it("rescore(model, event, published) follows the row by hand: 2^(−1/2), one feature to blame", () => {
  const rescored = rescore({file, forest}, event, Math.SQRT1_2);
  expect(rescored.score).toBeCloseTo(Math.SQRT1_2, 12);
  expect(rescored.explanation.base).toBe(3);
  expect([...rescored.explanation.contributions]).toEqual([-2, 0]);
  expect(rescored.features).toEqual([first, second]);
});

it("rescore(model, event, published) says so if the published score has other bits", () => {
  const {score} = rescore({file, forest}, event, 0);
  expect(rescore({file, forest}, event, score).same).toBe(true);
  expect(rescore({file, forest}, event, score + Number.EPSILON).same).toBe(false);
});

it("rescore(model, event, published) throws on an event that lacks a feature", () => {
  expect(() => rescore({file, forest}, {[first.name]: 8}, 0.5)).toThrow(
    `missing feature: ${second.name}`
  );
});
