import {expect, it} from "vitest";
import {localOutlierFactor} from "../../../src/core/detectors/local-outlier-factor.js";
import {matrixOf} from "../forest/fixtures.js";
import {expectScores, peerRows, readPeer} from "./peers.js";
import type {Peer} from "./peers.js";

const plain = {scale: "none", seed: 1} as const;

it("localOutlierFactor.fit(…) gives scikit-learn’s factors, equal rows included", () => {
  const {scores} = readPeer<Peer>("local-outlier-factor");
  expectScores(localOutlierFactor.fit(peerRows().train, plain), scores, 1e-9);
});

it("localOutlierFactor.fit(…) gives the factor of Breunig et al., worked by hand", () => {
  // On a line, k = 2: reach of 0, 1, 2, 4 is 2, 1, 2, 3; densities 1/2, 2/3… of mean reachabilities.
  const rows = [0, 1, 2, 4];
  const reach = [2, 1, 2, 3];
  const near = [
    [1, 2],
    [0, 2],
    [1, 0],
    [2, 1]
  ];
  const density = rows.map((row, i) => {
    const sum = near[i].reduce((s, j) => s + Math.max(Math.abs(row - rows[j]), reach[j]), 0);
    return 2 / sum;
  });
  const fitted = localOutlierFactor.fit(matrixOf(rows.map((row) => [row])), {
    ...plain,
    neighbours: 2
  });
  const own = 2 / (Math.max(6, reach[3]) + Math.max(8, reach[2])); // of a row at 10
  const expected = (density[3] + density[2]) / 2 / own;
  expect(fitted.score(matrixOf([[10]]))[0]).toBeCloseTo(expected, 8);
});

it("localOutlierFactor.fit(…) compares with all other rows where there are fewer than k", () => {
  const two = localOutlierFactor.fit(matrixOf([[0], [1]]), plain);
  expect([...two.score(matrixOf([[0], [3]]))].map((x) => Number(x.toFixed(6)))).toEqual([1, 2]);
  expect(() => localOutlierFactor.fit(matrixOf([[0]]), plain)).toThrow("too few rows: 1");
});

it("localOutlierFactor.fit(…) gives 1 to a row among equal rows, and far more to any other", () => {
  const equal = matrixOf(Array.from({length: 50}, () => [3, 4]));
  const scores = localOutlierFactor.fit(equal, plain).score(
    matrixOf([
      [3, 4],
      [3, 4.001]
    ])
  );
  expect(scores[0]).toBe(1);
  expect(scores[1]).toBeGreaterThan(1e6);
  expect(scores[1]).toBeLessThan(Infinity);
});
