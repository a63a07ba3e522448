import {expect, it} from "vitest";
import {chiSquaredTail} from "../../../src/core/evaluation/chi-squared.js";
import {friedman} from "../../../src/core/evaluation/friedman.js";

// What scipy.stats finds: chi2.sf(x, degrees), friedmanchisquare, rankdata.
const tails: [degrees: number, x: number, tail: number][] = [
  [1, 0.3, 0.583882420770365],
  [1, 1, 0.31731050786291115],
  [1, 60, 9.485737571073857e-15],
  [2, 5, 0.0820849986238988],
  [3, 0.3, 0.9600284803068776],
  [3, 7.5, 0.0575584519726364],
  [5, 12.5, 0.028543123326167485],
  [9, 9, 0.43727418891386693],
  [9, 400, 1.3699125019662825e-80],
  [10, 25, 0.005345505487134069],
  [19, 47.5, 0.0003028167874200189]
];

it("chiSquaredTail(x, degrees) is that of SciPy, to 1e-11 of itself", () => {
  for (const [degrees, x, tail] of tails)
    expect(Math.abs(chiSquaredTail(x, degrees) / tail - 1)).toBeLessThan(1e-11);
  expect(chiSquaredTail(0, 4)).toBe(1);
  expect(() => chiSquaredTail(1, 0)).toThrow("invalid degrees of freedom: 0");
});

it("friedman(measures) ranks, corrects for ties and tests as SciPy does, to 1e-9", () => {
  const test = friedman([
    [0.5, 0.5, 0.7, 0.9],
    [0.2, 0.4, 0.4, 0.4],
    [0.9, 0.8, 0.7, 0.6],
    [0.3, 0.3, 0.3, 0.5],
    [0.1, 0.2, 0.3, 0.4]
  ])!;
  [3.1, 2.7, 2.4, 1.8].forEach((rank, i) => expect(test.ranks[i]).toBeCloseTo(rank, 12));
  expect(Math.abs(test.statistic - 3.2926829268292717)).toBeLessThan(1e-9);
  expect(Math.abs(test.p - 0.34866234416905617)).toBeLessThan(1e-9);
});

it("friedman(measures) tests ten detectors on eight sets as SciPy does, to 1e-9", () => {
  const {statistic, p, ranks} = friedman([
    [0.63, 0.9, 0.78, 0.23, 0.3, 0.87, 0.01, 0.82, 0.8, 0.47],
    [0.3, 0.28, 0.25, 0.45, 0.5, 0.55, 1.0, 0.79, 0.62, 0.99],
    [0.22, 0.16, 0.61, 0.04, 0.04, 0.51, 0.47, 0.92, 0.63, 0.51],
    [0.5, 0.25, 0.01, 0.19, 0.69, 0.2, 0.37, 0.0, 0.83, 0.15],
    [0.27, 0.88, 0.51, 0.85, 0.64, 0.74, 0.09, 0.54, 0.51, 0.87],
    [0.36, 0.6, 0.06, 0.39, 0.32, 0.15, 0.82, 0.38, 0.98, 0.59],
    [0.61, 0.64, 0.68, 0.15, 0.44, 0.24, 0.4, 0.1, 0.97, 0.22],
    [0.67, 0.3, 0.87, 0.66, 0.13, 0.85, 0.94, 0.9, 0.57, 0.15]
  ])!;
  expect(Math.abs(statistic - 8.439635535307476)).toBeLessThan(1e-9);
  expect(Math.abs(p - 0.4905189003185617)).toBeLessThan(1e-9);
  expect([ranks[0], ranks[3], ranks[8]]).toEqual([6.125, 6.9375, 3.4375]);
});

it("friedman(measures) has the critical difference of Demšar’s example, and groups that do not differ", () => {
  // Demšar 2006, section 3.2.2: with four classifiers and 14 sets, the critical difference is 2.569 √(4·5 / (6·14)) = 1.25.
  const rows = Array.from({length: 14}, (_, i) => [4, 3, i < 7 ? 2 : 2.5, i < 7 ? 1 : 0]);
  const {criticalDifference, groups, ranks, p} = friedman(rows)!;
  expect(criticalDifference).toBeCloseTo(1.25, 2);
  expect(ranks).toEqual([1, 2, 3, 4]);
  expect(groups).toEqual([
    [0, 1],
    [1, 2],
    [2, 3]
  ]);
  expect(p).toBeLessThan(1e-7);
});

it("friedman(measures) says nothing of two sets, and finds nothing where all are equal", () => {
  const equal = [0.5, 0.5, 0.5];
  expect(friedman([equal, equal])).toBeNull();
  expect(friedman([equal, equal, equal])).toMatchObject({statistic: 0, p: 1, groups: [[0, 1, 2]]});
  expect(() => friedman([equal, [0.5, NaN, 0.1], equal])).toThrow("invalid measures");
});
