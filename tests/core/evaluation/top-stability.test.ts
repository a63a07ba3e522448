import {expect, it} from "vitest";
import {topStability} from "../../../src/core/evaluation/top-stability.js";

it("topStability(tops, units) is the mean overlap of all pairs", () => {
  const tops = [Uint32Array.of(0, 1), Uint32Array.of(1, 2), Uint32Array.of(1, 0)];
  expect(topStability(tops, 4)).toBeCloseTo((1 / 2 + 1 + 1 / 2) / 3, 12);
  expect(topStability(tops.slice(0, 1), 4)).toBeNull();
  expect(topStability([], 4)).toBeNull();
});
