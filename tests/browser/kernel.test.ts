import {expect, it} from "vitest";
import {growForest} from "../../src/core/forest/grow.js";
import {scoreMatrix} from "../../src/core/forest/score.js";
import {openBrowserWorker} from "../bench/forest/chromium.js";
import {benchRows, digestOf} from "../bench/forest/rows.js";

const matrix = benchRows(50_000, 10);
matrix.values.set([NaN, Infinity, -Infinity, -0]);
const forest = growForest(matrix, {seed: 42});
const expected = digestOf(scoreMatrix(forest, matrix));

it("scorer(forest)(matrix) has the same bits in a worker of Chromium, under the site’s policy", async () => {
  const worker = await openBrowserWorker(matrix);
  try {
    await worker.ask({fit: true});
    expect((await worker.ask({score: true})).digest).toBe(expected);
  } finally {
    await worker.close();
  }
});
