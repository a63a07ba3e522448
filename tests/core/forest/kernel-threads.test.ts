import {expect, it} from "vitest";
import {growForest} from "../../../src/core/forest/grow.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {openPool} from "../../bench/forest/pool.js";
import {benchRows, digestOf} from "../../bench/forest/rows.js";

const matrix = benchRows(50_000, 10);
matrix.values.set([NaN, Infinity, -Infinity, -0]);
const forest = growForest(matrix, {seed: 42});
const expected = digestOf(scoreMatrix(forest, matrix));

it.each([1, 2, 3])("scorer(forest)(matrix) has the same bits on %i threads", async (threads) => {
  const pool = await openPool(forest, matrix, threads);
  try {
    expect(digestOf(await pool.score())).toBe(expected);
    expect(digestOf(await pool.score())).toBe(expected);
  } finally {
    await pool.close();
  }
});
