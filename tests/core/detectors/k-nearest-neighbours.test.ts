import {expect, it} from "vitest";
import {kNearestNeighbours} from "../../../src/core/detectors/k-nearest-neighbours.js";
import {matrixOf} from "../forest/fixtures.js";
import {expectScores, peerRows, readPeer} from "./peers.js";
import type {Peer} from "./peers.js";

type Fit = Peer & {neighbours: number; method: "largest" | "mean" | "median"};
const plain = {scale: "none", seed: 1} as const;
const line = matrixOf([[0], [1], [3], [7]]);

it.each(readPeer<{fits: Fit[]}>("k-nearest-neighbours").fits)(
  "kNearestNeighbours.fit(…) gives PyOD’s scores: $method of $neighbours",
  ({scores, neighbours, method}) => {
    const fitted = kNearestNeighbours.fit(peerRows().train, {...plain, neighbours, method});
    expectScores(fitted, scores, 1e-9);
  }
);

it("kNearestNeighbours.fit(…) takes the distance to the fifth row unless told otherwise, as PyOD", () => {
  const [{scores, neighbours, method}] = readPeer<{fits: Fit[]}>("k-nearest-neighbours").fits;
  expect([neighbours, method]).toEqual([5, "largest"]);
  expectScores(kNearestNeighbours.fit(peerRows().train, plain), scores, 1e-9);
});

it("kNearestNeighbours.fit(…) takes all rows where there are fewer than k", () => {
  expect([...kNearestNeighbours.fit(line, plain).score(matrixOf([[0], [10]]))]).toEqual([7, 10]);
  const mean = kNearestNeighbours.fit(line, {...plain, method: "mean"});
  expect([...mean.score(matrixOf([[0], [10]]))]).toEqual([11 / 4, 29 / 4]);
  const one = kNearestNeighbours.fit(matrixOf([[2]]), plain);
  expect([...one.score(matrixOf([[2], [5]]))]).toEqual([0, 3]);
});

it("kNearestNeighbours.fit(…) divides each column by its standard deviation, unless told otherwise", () => {
  const rows = matrixOf([
    [0, 0],
    [2, 2000]
  ]); // means 1 and 1000, deviations 1 and 1000
  const fitted = kNearestNeighbours.fit(rows, {seed: 1, neighbours: 1});
  expect(fitted.score(matrixOf([[2, 3000]]))[0]).toBeCloseTo(1, 12);
  expect(fitted.score(matrixOf([[3, 2000]]))[0]).toBeCloseTo(1, 12);
});

it("kNearestNeighbours.fit(…) refuses options that are out of range", () => {
  const fit = (options: object) => () => kNearestNeighbours.fit(line, {...plain, ...options});
  expect(fit({neighbours: 0})).toThrow(
    new RangeError("invalid neighbours: 0; give an integer from 1 to 1000")
  );
  expect(fit({neighbours: NaN})).toThrow("invalid neighbours: NaN");
  expect(fit({method: "least"})).toThrow(
    'invalid method: "least"; give one of largest, mean, median'
  );
  expect(fit({maxRows: 1e9})).toThrow("invalid maxRows: 1000000000");
  expect(fit({scale: "x"})).toThrow('invalid scale: "x"');
  expect(fit({seed: -1})).toThrow("invalid seed: -1");
});

it("describe() says which distance it is", () => {
  const score = (options: object) =>
    kNearestNeighbours.fit(line, {...plain, ...options}).describe().score;
  expect(score({neighbours: 3})).toContain("distance to the farthest of the 3 nearest rows");
  expect(score({neighbours: 1})).toContain("The distance to the nearest row,");
  expect(score({method: "mean"})).toContain("mean distance to the 4 nearest rows"); // of 4
});
