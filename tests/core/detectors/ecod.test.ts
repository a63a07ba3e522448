import {expect, it} from "vitest";
import {ecod} from "../../../src/core/detectors/ecod.js";
import {matrixOf} from "../forest/fixtures.js";
import {expectScores, peerRows, readPeer} from "./peers.js";
import type {Peer} from "./peers.js";

it("ecod.fit(…) gives each row what PyOD gives it alone, as one more row of the distribution", () => {
  expectScores(ecod.fit(peerRows().train, {seed: 1}), readPeer<Peer>("ecod").scores, 1e-9);
});

it("ecod.fit(…) takes the thinner tail, and both where the column is symmetric", () => {
  const fitted = ecod.fit(matrixOf([[1], [2], [3]]), {seed: 1});
  const [middle, low, lowest, same] = fitted.score(matrixOf([[2], [1], [-9], [3]]));
  expect(middle).toBeCloseTo(2 * Math.log(4 / 3), 12); // of 1 2 2 3: three at most 2, three at least
  expect(low).toBeCloseTo(Math.log(4 / 2), 12);
  expect(lowest).toBeCloseTo(Math.log(4), 12);
  expect(same).toBeCloseTo(Math.log(4 / 2), 12);
});

it("ecod.fit(…) gives 0 for the value of a constant column, and ln(n + 1) for any other", () => {
  const fitted = ecod.fit(matrixOf([[5], [5], [5], [5]]), {seed: 1});
  const [same, other] = fitted.score(matrixOf([[5], [4]]));
  expect(same).toBe(0);
  expect(other).toBeCloseTo(Math.log(5), 12);
});
