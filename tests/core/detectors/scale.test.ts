import {expect, it} from "vitest";
import {
  learnScale,
  restoreScale,
  scaleState,
  scoreRows,
  sortedColumns,
  trainingRows
} from "../../../src/core/detectors/scale.js";
import {ModelError} from "../../../src/core/forest/check.js";
import {matrixOf} from "../forest/fixtures.js";

const rows = matrixOf([
  [2, 7, NaN, 1],
  [4, 7, NaN, Infinity],
  [4, 7, Infinity, 3],
  [4, 7, NaN, 5],
  [5, 7, NaN, 3],
  [5, 7, NaN, 3],
  [7, 7, NaN, 3],
  [9, 7, NaN, 3]
]);

it("learnScale(matrix, “standard”) takes the mean and the deviation of the population", () => {
  const {fill, center, spread} = learnScale(rows, "standard");
  expect([fill[0], center[0], spread[0]]).toEqual([4.5, 5, 2]); // a well-known example
  expect([fill[1], center[1], spread[1]]).toEqual([7, 7, 1]); // constant
  expect([fill[2], center[2], spread[2]]).toEqual([0, 0, 1]); // nothing known
  expect([fill[3], center[3], spread[3]]).toEqual([3, 3, 1]); // the infinity counts as the median
});

it("learnScale(matrix, “none”) leaves values as they are", () => {
  const {fill, center, spread} = learnScale(rows, "none");
  expect([...fill]).toEqual([4.5, 7, 0, 3]);
  expect([...center, ...spread]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
});

it("trainingRows(matrix, scale, rows) scales the rows that are asked for; what is not finite is the median", () => {
  const scale = learnScale(rows, "standard");
  expect([...trainingRows(rows, scale, Uint32Array.of(1, 7))]).toEqual([-0.5, 0, 0, 0, 2, 0, 0, 0]);
  expect(trainingRows(rows, scale)).toHaveLength(32);
});

it("scoreRows(matrix, scale, scoreOf) shows NaN as the median, infinities as the ends of the range", () => {
  const seen: number[][] = [];
  const strange = matrixOf([[NaN, Infinity, -Infinity, -0]]);
  scoreRows(strange, learnScale(rows, "none"), (row) => seen.push([...row]));
  expect(seen).toEqual([[4.5, 3.4028234663852886e38, -3.4028234663852886e38, -0]]);
});

it("sortedColumns(matrix) leaves out what is not finite, and makes −0 a 0", () => {
  const column = matrixOf([[3], [NaN], [-0], [-Infinity], [-2]]);
  expect([...sortedColumns(column)[0]]).toEqual([-2, 0, 3]);
});

it("restoreScale(arrays, columns) reads what scaleState wrote, and refuses what could not be scaled by", () => {
  const scale = learnScale(rows, "standard");
  expect(restoreScale(scaleState(scale), 4)).toEqual(scale);
  const broken = [
    {...scale, fill: undefined},
    {...scale, center: scale.center.slice(1)},
    {...scale, spread: Float64Array.of(1, 0, 1, 1)},
    {...scale, spread: Float64Array.of(1, -1, 1, 1)},
    {...scale, center: Float64Array.of(1, NaN, 1, 1)},
    {...scale, fill: Float64Array.of(1, 1e300, 1, 1)}
  ];
  for (const arrays of broken) {
    const restore = () => restoreScale(arrays as {[name: string]: Float64Array}, 4);
    expect(restore).toThrow(ModelError);
  }
});
