import {expect, it} from "vitest";
import {oneClassSvm} from "../../../src/core/detectors/one-class-svm.js";
import {matrixOf, normalMatrix} from "../forest/fixtures.js";
import {expectScores, peerRows, readPeer} from "./peers.js";
import type {Peer} from "./peers.js";

type Fit = Peer & {nu: number; gamma: number | "scale"; support: number};
const plain = {scale: "none", seed: 1} as const;

it.each(readPeer<{fits: Fit[]}>("one-class-svm").fits)(
  "oneClassSvm.fit(…) gives the negative of scikit-learn’s decision function: nu $nu, gamma $gamma",
  ({scores, nu, gamma}) => {
    const options = {...plain, nu, gamma, tolerance: 1e-10};
    const largest = Math.max(...scores.test.map(Math.abs));
    expectScores(oneClassSvm.fit(peerRows().train, options), scores, 1e-6, largest);
  }
);

it("oneClassSvm.fit(…) leaves at most a share nu of its rows outside, and holds at least that share", () => {
  const rows = normalMatrix(500, 3);
  for (const nu of [0.05, 0.2, 0.5, 1]) {
    const fitted = oneClassSvm.fit(rows, {...plain, nu, tolerance: 1e-6});
    const outside = fitted.score(rows).filter((score) => score > 1e-4).length;
    expect(outside).toBeLessThanOrEqual(nu * 500);
    expect(fitted.parameters.supportVectors).toBeGreaterThanOrEqual(nu * 500);
  }
});

it("oneClassSvm.fit(…) gives rho, and never more, far from all rows", () => {
  const fitted = oneClassSvm.fit(normalMatrix(200, 2), {seed: 1});
  const {rho} = fitted.state().numbers;
  const scores = fitted.score(
    matrixOf([
      [1e30, 0],
      [Infinity, -Infinity],
      [0, 0]
    ])
  );
  expect(scores[0]).toBe(rho);
  expect(scores[1]).toBe(rho);
  expect(scores[2]).toBeLessThan(0);
});

it("oneClassSvm.fit(…) bears one row, and rows that are all equal", () => {
  const one = oneClassSvm.fit(matrixOf([[3, 4]]), {seed: 1});
  expect([
    ...one.score(
      matrixOf([
        [3, 4],
        [99, 4]
      ])
    )
  ]).toEqual([0, 0.5]); // nu × 1 row
  const equal = oneClassSvm.fit(matrixOf([[3], [3], [3], [3]]), {seed: 1});
  expect([...equal.score(matrixOf([[3], [99]]))]).toEqual([0, 2]);
});
