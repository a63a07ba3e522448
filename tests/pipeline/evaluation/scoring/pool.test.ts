import {expect, it} from "vitest";
import {localPool} from "../../../../pipeline/evaluation/scoring/pool.js";
import {openThreadPool} from "../../../../pipeline/evaluation/scoring/threads.js";
import {modelFeatures} from "../../../../src/core/features/list.js";
import {growForest} from "../../../../src/core/forest/grow.js";
import {scoreMatrix} from "../../../../src/core/forest/score.js";
import {benchRows, digestOf} from "../../../bench/forest/rows.js";

const matrix = benchRows(50_000, modelFeatures.length);
matrix.values.set([NaN, Infinity, -Infinity, -0]);
const forests = [growForest(matrix, {seed: 42}), growForest(matrix, {seed: 43, trees: 7})];
const expected = forests.map((forest) => digestOf(scoreMatrix(forest, matrix)));

it.each([0, 1, 2, 3])(
  "score(buffer, rows) of %i threads has the bits of scoreMatrix",
  async (threads) => {
    const pool = threads
      ? await openThreadPool(forests, {threads, capacity: matrix.rows})
      : localPool(forests, matrix.rows);
    try {
      for (const buffer of pool.buffers) {
        buffer.values.set(matrix.values);
        await pool.score(buffer, matrix.rows);
        expect(buffer.scores.map(digestOf)).toEqual(expected);
      }
    } finally {
      await pool.close();
    }
  }
);

it("score(buffer, rows) scores the first rows and no other", async () => {
  const pool = await openThreadPool(forests, {threads: 2, capacity: 40_000, buffers: 1});
  try {
    const [buffer] = pool.buffers;
    buffer.values.set(matrix.values.subarray(0, 40_000 * modelFeatures.length));
    buffer.scores[0].fill(9);
    await pool.score(buffer, 30_001);
    expect([...buffer.scores[0].subarray(30_001)].every((score) => score === 9)).toBe(true);
    const some = {...matrix, rows: 30_001};
    expect(buffer.scores[0].subarray(0, 30_001)).toEqual(scoreMatrix(forests[0], some));
  } finally {
    await pool.close();
  }
});
