import {expect, it} from "vitest";
import {
  benjaminiHochberg,
  compareWindows,
  conformalPValues,
  rowsNeeded,
  testConformally
} from "../../../src/core/evaluation/conformal.js";
import {kolmogorovTail} from "../../../src/core/evaluation/kolmogorov.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {seeded} from "../../../src/core/forest/random.js";
import {sample} from "../../../src/core/forest/sample.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {hasLabelled, labelledPath, readLabelled} from "../forest/labelled.js";

it("conformalPValues(calibration, scores) counts calibration scores at or above, and itself", () => {
  expect([...conformalPValues([1, 2, 2, 3], [0, 2, 2.5, 3, 4])]).toEqual([1, 0.8, 0.4, 0.4, 0.2]);
  expect([...conformalPValues([], [5])]).toEqual([1]);
  expect(() => conformalPValues([1], [NaN])).toThrow(RangeError);
});

it("benjaminiHochberg(pValues, alpha) is the example of the paper", () => {
  const pValues = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
    0.6528, 0.759, 1
  ];
  expect(benjaminiHochberg(pValues, 0.05)).toBe(0.0095); // Benjamini & Hochberg (1995), section 3.2: four
  expect(benjaminiHochberg([0.5, 0.9], 0.05)).toBeNull();
  expect(benjaminiHochberg([], 0.05)).toBeNull();
});

it("rowsNeeded(share, alpha) is what the smallest p-value takes", () => {
  expect(rowsNeeded(0.0039, 0.2)).toBe(1282); // http of KDD99
  expect(rowsNeeded(0.0003, 0.2)).toBe(16_666); // smtp
  expect(rowsNeeded(0.1, 0.1)).toBe(99);
});

it("kolmogorovTail(distance, n) is within 0.01 of SciPy’s exact values", () => {
  expect(kolmogorovTail(0.1, 100)).toBeCloseTo(0.2526927570063874, 1.9);
  expect(kolmogorovTail(0.3, 10)).toBeCloseTo(0.27053557479999946, 1.9);
  expect(kolmogorovTail(0, 50)).toBe(1);
  expect(kolmogorovTail(0.9, 50)).toBeLessThan(1e-12);
});

const uniform = (n: number, seed: number) => {
  const random = seeded(seed, 0);
  return Float64Array.from({length: n}, () => random());
};
const ascending = (values: Float64Array) => Float64Array.from(values).sort();
const calibration = ascending(uniform(2000, 1));
const standingOut = Float64Array.from([...uniform(950, 3), ...Array<number>(50).fill(2)]);
const chanceOf = (heldOut: Float64Array) => compareWindows(calibration, ascending(heldOut)).chance;
const usual = {
  pValues: conformalPValues(calibration, standingOut),
  calibrationRows: calibration.length,
  attacksInCalibration: 0,
  chance: chanceOf(uniform(500, 2)),
  expectedShare: 0.05,
  alpha: 0.1
};

it("testConformally(input) certifies what stands out of a window like the tested one", () => {
  const {certified, obstacle, alerts} = testConformally(usual);
  expect([certified, obstacle]).toEqual([true, null]);
  expect(alerts).toBeGreaterThanOrEqual(50);
  expect(alerts).toBeLessThan(60);
  expect(usual.chance).toBeGreaterThan(0.01);
});

it.each([
  ["attacks-in-calibration", {attacksInCalibration: 1}],
  ["not-exchangeable", {chance: chanceOf(uniform(500, 2).map((x) => x + 0.2))}],
  ["too-few-rows", {expectedShare: 0.0003}],
  ["nothing-found", {pValues: conformalPValues(calibration, uniform(1000, 4))}]
] as const)("testConformally(input) certifies nothing, and says why: %s", (obstacle, change) => {
  expect(testConformally({...usual, ...change})).toMatchObject({
    certified: false,
    obstacle,
    alerts: 0,
    threshold: null
  });
});

it("testConformally(input) rejects a level that is none", () => {
  expect(() => testConformally({...usual, alpha: 1})).toThrow(RangeError);
  expect(() => testConformally({...usual, expectedShare: 0})).toThrow(RangeError);
});

it("keeps the false discovery rate on Shuttle: 1,000 clean rows, alpha 0.2, 50 draws", async ({
  skip
}) => {
  if (!hasLabelled("shuttle")) return skip("shuttle.csv not found in ../shared/data/tabular");
  const {matrix, labels} = await readLabelled(labelledPath("shuttle"));
  const normal = [...labels.keys()].filter((i) => labels[i] === 0);
  const attacks = [...labels.keys()].filter((i) => labels[i] === 1);
  const rates = Array.from({length: 50}, (_, seed) => {
    const random = seeded(seed, 7);
    const drawn = Array.from(sample(normal.length, 12_000, random), (i) => normal[i]);
    const found = Array.from(sample(attacks.length, 500, random), (i) => attacks[i]);
    const score = scorer(growForest(rowsOf(matrix, drawn.slice(0, 4000)), {seed}));
    const scoresOf = (rows: number[]) => score(rowsOf(matrix, rows));
    const calibration = ascending(scoresOf(drawn.slice(4000, 5000)));
    const heldOut = ascending(scoresOf(drawn.slice(5000, 5500)));
    const scores = scoresOf([...drawn.slice(5500), ...found]);
    const pValues = conformalPValues(calibration, scores);
    const {threshold} = testConformally({
      ...{pValues, calibrationRows: calibration.length, attacksInCalibration: 0},
      ...{chance: compareWindows(calibration, heldOut).chance, expectedShare: 0.07, alpha: 0.2}
    });
    const isAlert = (i: number) => threshold !== null && pValues[i] <= threshold;
    const indices = [...scores.keys()].filter(isAlert);
    const missed = indices.filter((i) => i < scores.length - found.length).length;
    return {
      fdr: missed / Math.max(1, indices.length),
      power: (indices.length - missed) / found.length
    };
  });
  const mean = (field: "fdr" | "power") =>
    rates.reduce((sum, rate) => sum + rate[field] / rates.length, 0);
  expect(mean("fdr")).toBeLessThanOrEqual(0.2);
  expect(mean("power")).toBeGreaterThanOrEqual(0.95);
});

function rowsOf({columns, values}: Matrix, rows: readonly number[]): Matrix {
  const picked = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    picked.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return {rows: rows.length, columns, values: picked};
}
