import {expect, it} from "vitest";
import {robustZScore} from "../../../src/core/detectors/robust-z-score.js";
import {matrixOf} from "../forest/fixtures.js";
import {expectScores, peerRows, readPeer} from "./peers.js";
import type {Peer} from "./peers.js";

it("robustZScore.fit(…) gives NumPy’s scores, with a column of median deviation 0 and a constant one", () => {
  const {scores, equal} = readPeer<Peer & {equal: {rows: number; column: number; value: number}}>(
    "robust-z-score"
  );
  const {train, test} = peerRows();
  for (let i = 0; i < equal.rows; ++i) train.values[i * train.columns + equal.column] = equal.value;
  expectScores(robustZScore.fit(train, {seed: 1}), scores, 1e-9, 1e-3, {train, test});
});

it("robustZScore.fit(…) divides by the median deviation, else the mean deviation, else by 1", () => {
  const score = (column: number[], value: number) =>
    robustZScore.fit(matrixOf(column.map((x) => [x])), {seed: 1}).score(matrixOf([[value]]))[0];
  expect(score([1, 2, 3, 4, 5], 9)).toBeCloseTo(6 / 1.4826, 12); // deviations 2 1 0 1 2
  expect(score([1, 1, 1, 1, 6], 9)).toBeCloseTo(8 / 1.253314, 12); // their mean is 1
  expect(score([7, 7, 7], 9)).toBe(2);
  expect(score([7, 7, 7], 7)).toBe(0);
});

it("robustZScore.fit(…) takes the farthest column", () => {
  const rows = matrixOf([1, 2, 3, 4, 5].map((x) => [x, x]));
  const [score] = robustZScore.fit(rows, {seed: 1}).score(matrixOf([[4, -2]]));
  expect(score).toBeCloseTo(5 / 1.4826, 12);
});
