import {readFileSync} from "node:fs";
import {expect} from "vitest";
import type {Fitted} from "../../../src/core/detectors/detector.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {matrixOf} from "../forest/fixtures.js";

/** Something for the rows of training, and for others. */
export interface Both<Value> {
  train: Value;
  test: Value;
}

/** Scores that another program gave. */
export interface Peer {
  /** The program and its version. */
  by: string;
  scores: Both<number[]>;
}

/** Returns a fixture that tests/fixtures/detectors/peers.py wrote. */
export function readPeer<Fixture>(name: string): Fixture {
  const file = new URL(`../../fixtures/detectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Fixture;
}

/** Returns the rows that the peers were given. */
export function peerRows(): Both<Matrix> {
  const {train, test} = readPeer<Both<number[][]>>("rows");
  return {train: matrixOf(train), test: matrixOf(test)};
}

/** Expects the scores of a peer to within *tolerance*, of the score or of *unit* if that is larger. */
export function expectScores(
  fitted: Fitted,
  scores: Both<number[]>,
  tolerance: number,
  unit = 1e-3,
  rows: Both<Matrix> = peerRows()
): void {
  for (const name of ["train", "test"] as const) {
    const own = fitted.score(rows[name]);
    expect(own).toHaveLength(scores[name].length);
    scores[name].forEach((score, i) => {
      const error = Math.abs(own[i] - score) / Math.max(Math.abs(score), unit);
      expect(error, `row ${i} of ${name}: ${own[i]} for ${score}`).toBeLessThanOrEqual(tolerance);
    });
  }
}
