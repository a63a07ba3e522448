import {describe, expect, it} from "vitest";
import type {
  Detector,
  DetectorState,
  FitOptions,
  Fitted
} from "../../../src/core/detectors/detector.js";
import {extendedIsolationForest} from "../../../src/core/detectors/extended-isolation-forest.js";
import {isolationForest} from "../../../src/core/detectors/isolation-forest.js";
import {rangePenalisedForest} from "../../../src/core/detectors/range-penalised-forest.js";
import {detectorToJson, parseDetector} from "../../../src/core/detectors/serialize.js";
import {ModelError} from "../../../src/core/forest/check.js";
import {scoreExtended} from "../../../src/core/forest/extended/score.js";
import {growExtendedForest} from "../../../src/core/forest/extended/grow.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {scoreRangePenalised} from "../../../src/core/forest/range-penalised/score.js";
import {growRangeForest} from "../../../src/core/forest/range-penalised/penalty.js";
import {seeded} from "../../../src/core/forest/random.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import type {Json} from "../../../src/core/schema/artifacts.js";
import {matrixOf, normalMatrix, rowOf} from "../forest/fixtures.js";

interface AnyOptions extends FitOptions {
  trees?: number;
  sampleSize?: number;
  extensionLevel?: number;
  scale?: "standard" | "none";
}

const rows = normalMatrix(700, 3);
const forests: Detector<AnyOptions>[] = [
  isolationForest,
  rangePenalisedForest,
  extendedIsolationForest
];
const heading = {
  features: ["a", "b", "c"],
  training: {
    silver: "0".repeat(64),
    from: "2024-04-19T00:00:00Z",
    until: "2024-04-20T00:00:00Z",
    windowRows: 700,
    rows: 700
  }
};

function lengthOf({base, contributions}: {base: number; contributions: Float64Array}): number {
  return contributions.reduce((sum, contribution) => sum + contribution, base);
}

it("isolationForest.fit(matrix, options) scores as growForest and scoreMatrix do, bit for bit", () => {
  const fitted = isolationForest.fit(rows, {seed: 5});
  const expected = scoreMatrix(growForest(rows, {seed: 5}), rows);
  expect(fitted.score(rows)).toEqual(expected); // by the kernel
  const few = {...rows, rows: 9, values: rows.values.subarray(0, 27)};
  expect(fitted.score(few)).toEqual(expected.subarray(0, 9));
  expect(fitted.parameters).toEqual({trees: 100, sampleSize: 256, seed: 5, rowsGiven: 700});
});

it("rangePenalisedForest.fit(matrix, options) scores as scoreRangePenalised does", () => {
  const fitted = rangePenalisedForest.fit(rows, {seed: 5});
  expect(fitted.score(rows)).toEqual(scoreRangePenalised(growRangeForest(rows, {seed: 5}), rows));
});

it("extendedIsolationForest.fit(matrix, {scale: none}) scores as the paper, and standard is no unit’s", () => {
  const none = extendedIsolationForest.fit(rows, {seed: 5, scale: "none"});
  expect(none.score(rows)).toEqual(scoreExtended(growExtendedForest(rows, {seed: 5}), rows));
  expect(none.parameters).toMatchObject({extensionLevel: 2, scale: "none"});
  const bytes = {...rows, values: rows.values.map((value, i) => (i % 3 ? value : value * 2 ** 20))};
  const standard = (matrix: typeof rows) =>
    extendedIsolationForest.fit(matrix, {seed: 5}).score(matrix);
  const [a, b] = [standard(rows), standard(bytes)];
  a.forEach((score, i) => expect(score).toBeCloseTo(b[i], 12));
  const raw = (matrix: typeof rows) =>
    extendedIsolationForest.fit(matrix, {seed: 5, scale: "none"}).score(matrix);
  expect(raw(bytes)).not.toEqual(raw(rows));
});

describe.each(forests)("the forest $name", (detector) => {
  const fitted = detector.fit(rows, {seed: 42, trees: 8, sampleSize: 32});
  const {state, parameters} = {state: fitted.state(), parameters: fitted.parameters};
  const restore = (hostile: DetectorState, others = parameters, columns = 3) =>
    detector.restore(hostile, others, columns);

  it("explain(row) adds up to the path length of the score", () => {
    const far = matrixOf([[9, 0, 0], [0, -9, 1], [NaN, Infinity, 0], [...rowOf(rows, 3)]]);
    const scores = fitted.score(far);
    const {normalizer} = state.numbers;
    for (let i = 0; i < 4; ++i) {
      const explanation = fitted.explain!(rowOf(far, i));
      expect(Math.abs(lengthOf(explanation) - explanation.pathLength)).toBeLessThan(1e-9);
      expect(scores[i]).toBeCloseTo(2 ** (-explanation.pathLength / normalizer), 14);
    }
    expect(() => fitted.explain!([1])).toThrow("invalid columns: 1");
  });

  it("state() passes through a file, infinities of training included", () => {
    const odd = matrixOf(
      Array.from({length: 60}, (_, i) => [
        i % 4 ? i : Infinity,
        i % 5 ? i : -Infinity,
        i % 3 ? i : NaN
      ])
    );
    for (const one of [fitted, detector.fit(odd, {seed: 1})]) {
      const text = detectorToJson(one, heading);
      const read = parseDetector(text).fitted;
      expect(read.score(odd)).toEqual(one.score(odd));
      expect(read.parameters).toEqual(one.parameters);
      expect(detectorToJson(read, heading)).toBe(text);
    }
  });

  it("fit(matrix, options) refuses what it cannot grow, with the remedy", () => {
    const one = {rows: 1, columns: 3, values: new Float32Array(3)};
    expect(() => detector.fit(one, {seed: 1})).toThrow("too few rows: 1; a forest needs 2");
    const none = {rows: 0, columns: 3, values: new Float32Array(0)};
    expect(() => detector.fit(none, {seed: 1})).toThrow("too few rows: 0; a forest needs 2");
    expect(() => detector.fit(rows, {seed: 1, trees: 0})).toThrow("invalid trees: 0; give");
    expect(() => detector.fit(rows, {seed: 1, sampleSize: 701})).toThrow("invalid sampleSize: 701");
    expect(detector.fit(normalMatrix(2, 3), {seed: 1}).parameters.sampleSize).toBe(2);
  });

  it("restore(state, parameters, columns) refuses parameters of another forest", () => {
    const changes: {[name: string]: Json}[] = [
      {trees: 9},
      {sampleSize: 31},
      {rowsGiven: 3},
      {seed: -1},
      {trees: "8"}
    ];
    for (const change of changes) {
      expect(() => restore(state, {...parameters, ...change})).toThrow(ModelError);
    }
    expect(() => restore(state, parameters, 0)).toThrow(ModelError);
    expect(() => restore(state, parameters, NaN)).toThrow(ModelError);
  });

  it("restore(state, parameters, columns) refuses a state with a part missing", () => {
    for (const name of Object.keys(state.arrays)) {
      const {[name]: _, ...arrays} = state.arrays;
      expect(() => restore({...state, arrays})).toThrow(ModelError);
      expect(() => restore({...state, arrays: {...arrays, [name]: new Float64Array(0)}})).toThrow(
        ModelError
      );
    }
    expect(() => restore({...state, numbers: {}})).toThrow(ModelError);
  });

  it("restore(state, parameters, columns) bears any number being another: refused, or scores are scores", () => {
    const random = seeded(2030);
    const hostile = [
      NaN,
      Infinity,
      -Infinity,
      -1,
      0.5,
      0,
      1,
      2,
      1e9,
      2 ** 32,
      -(2 ** 31),
      1e300,
      2 ** 128
    ];
    const names = Object.keys(state.arrays);
    const probe = matrixOf([
      [0, 0, 0],
      [NaN, Infinity, -9],
      [9, 9, 9]
    ]);
    const outcomes = {refused: 0, read: 0};
    for (let i = 0; i < 3000; ++i) {
      const name = names[i % names.length];
      const array = state.arrays[name].slice();
      const at = Math.floor(random() * array.length);
      array[at] = hostile[Math.floor(random() * hostile.length)];
      const read = rejectedOr(() => restore({...state, arrays: {...state.arrays, [name]: array}}));
      ++outcomes[read ? "read" : "refused"];
      if (!read) continue;
      for (const score of read.score(probe)) expect(score >= 0 && score <= 1).toBe(true);
      const {contributions} = read.explain!([9, -9, NaN]);
      expect(contributions.every(Number.isFinite)).toBe(true);
    }
    expect(outcomes.refused).toBeGreaterThan(1500);
    expect(outcomes.read).toBeGreaterThan(50);
  });
});

/** Returns what *make* makes, or undefined if it throws a ModelError; other errors pass. */
function rejectedOr(make: () => Fitted): Fitted | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return undefined;
  }
}
