import {expect, it} from "vitest";
import {hbos} from "../../../src/core/detectors/hbos.js";
import {matrixOf} from "../forest/fixtures.js";
import {expectScores, peerRows, readPeer} from "./peers.js";
import type {Peer} from "./peers.js";

type Fit = Peer & {bins: number; alpha: number; slack: number};

it.each(readPeer<{fits: Fit[]}>("hbos").fits)(
  "hbos.fit(…) gives PyOD’s scores: $bins bins, alpha $alpha, slack $slack",
  ({scores, bins, alpha, slack}) => {
    const options = {seed: 1, scale: "none", bins, alpha, slack} as const;
    expectScores(hbos.fit(peerRows().train, options), scores, 1e-9);
  }
);

it("hbos.fit(…) counts a value just beyond the outermost bin as in it, farther as in the emptiest", () => {
  const rows = matrixOf([[0], [1], [1], [1], [10]]);
  const fitted = hbos.fit(rows, {seed: 1, scale: "none", alpha: 0.5}); // bins of width 1
  const surprise = (count: number) => -Math.log2(count / 5 + 0.5);
  const at = (value: number) => fitted.score(matrixOf([[value]]))[0];
  expect(at(-0.5)).toBeCloseTo(surprise(1), 12);
  expect(at(-0.6)).toBeCloseTo(surprise(0), 12);
  expect(at(10.5)).toBeCloseTo(surprise(1), 12);
  expect(at(10.6)).toBeCloseTo(surprise(0), 12);
  expect(at(1.5)).toBeCloseTo(surprise(3), 12); // from 1, which counts here, to 2
  expect(at(1)).toBeCloseTo(surprise(1), 12); // a score’s bin is closed above: PyOD’s choice
});

it("hbos.fit(…) sees a column of large numbers only if it is scaled", () => {
  const rows = matrixOf(Array.from({length: 100}, (_, i) => [1e9 * (i < 90 ? i / 225 : 1)]));
  const strange = matrixOf([[1e8], [6e8]]);
  const spread = (scale: "standard" | "none") => {
    const [typical, odd] = hbos.fit(rows, {seed: 1, scale}).score(strange);
    return odd - typical;
  };
  expect(spread("standard")).toBeGreaterThan(0.5);
  expect(spread("none")).toBeLessThan(1e-6);
});
