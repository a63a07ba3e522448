import {readFileSync} from "node:fs";
import {afterEach, describe, expect, it, vi} from "vitest";
import {growLibraryForest} from "../../../pipeline/training/ml-isolation-forest.js";
import {growForest, joinTrees} from "../../../src/core/forest/grow.js";
import {maybeKernel} from "../../../src/core/forest/kernel/exports.js";
import {layOut} from "../../../src/core/forest/kernel/layout.js";
import {bucketOf, bucketsOf, narrowRanks} from "../../../src/core/forest/kernel/thresholds.js";
import {seeded} from "../../../src/core/forest/random.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import {growTree} from "../../../src/core/forest/tree.js";
import type {Forest, Matrix} from "../../../src/core/forest/types.js";
import {matrixOf, normalMatrix} from "./fixtures.js";
import {buildKernel, generated, moduleOf} from "./kernel-build.js";

/** Values that a comparison or a rounding may treat in its own way, in single precision. */
const odd = [NaN, Infinity, -Infinity, 0, -0, 1e-45, -1e-45, 3.4028234e38, -3.4028234e38, 1];

/** Returns *rows* of normal values, of which every seventh is odd, and every fifth row a duplicate. */
function irregularMatrix(rows: number, columns: number, seed = 1): Matrix {
  const matrix = normalMatrix(rows, columns, seed);
  for (let i = 0; i < matrix.values.length; i += 7) matrix.values[i] = odd[(i / 7) % odd.length];
  for (let row = 5; row < rows; row += 5) {
    matrix.values.copyWithin(row * columns, (row - 1) * columns, row * columns);
  }
  return matrix;
}

/** Returns the number of rows whose score differs from the reference’s in any bit. */
function differences(forest: Forest, matrix: Matrix): number {
  const actual = new BigUint64Array(scorer(forest)(matrix).buffer);
  const expected = new BigUint64Array(scoreMatrix(forest, matrix).buffer as ArrayBuffer);
  return actual.filter((bits, i) => bits !== expected[i]).length;
}

/** Returns how the trees of *forest* are scored: by programs, in so many groups, or walked. */
function waysOf(forest: Forest): {programs: number; groups: number; walks: number} {
  const {trees} = layOut(forest, new WebAssembly.Memory({initial: 0}));
  const groups = trees.flatMap((tree) => ("group" in tree ? [tree.group] : []));
  return {
    programs: groups.length,
    groups: new Set(groups).size,
    walks: trees.length - groups.length
  };
}

/** Returns a forest of one tree with 2^depth leaves, its nodes level by level; a value splits at random. */
function heapForest(depth: number): Forest {
  const random = seeded(depth);
  const inner = 2 ** depth - 1;
  const nodes = 2 * inner + 1;
  const isInner = (node: number) => node < inner;
  return {
    roots: Uint32Array.of(0),
    feature: Int16Array.from({length: nodes}, (_, node) => (isInner(node) ? node % 2 : -1)),
    threshold: Float32Array.from({length: nodes}, (_, node) =>
      isInner(node) ? random() - 0.5 : 0
    ),
    left: Uint32Array.from({length: nodes}, (_, node) => (isInner(node) ? 2 * node + 1 : 0)),
    pathLength: Float64Array.from({length: nodes}, () => 1 + random()),
    size: new Uint32Array(nodes).fill(1),
    normalizer: 2,
    columns: 2
  };
}

it("buildKernel() makes the bytes that are committed; if it does not, run npm run kernel", async () => {
  const kernel = await buildKernel();
  expect(WebAssembly.validate(kernel as BufferSource)).toBe(true);
  expect(kernel.length).toBeLessThan(6144);
  expect(readFileSync(generated, "utf8") === moduleOf(kernel)).toBe(true);
}, 300_000);

it("maybeKernel() needs nothing from outside and begins with an empty memory", () => {
  const kernel = maybeKernel()!;
  expect(kernel.memory.buffer.byteLength).toBe(0);
  expect(maybeKernel()!.memory).not.toBe(kernel.memory);
});

describe("scorer(forest)(matrix) has the bits of scoreMatrix(forest, matrix)", () => {
  it.each([1, 2, 3, 7, 10, 14, 36, 274, 511, 512])("with %i columns", (columns) => {
    const matrix = irregularMatrix(1500, columns);
    const forest = growForest(matrix, {trees: 20, seed: columns});
    expect(waysOf(forest)).toMatchObject(columns < 512 ? {walks: 0} : {walks: 20});
    expect(differences(forest, matrix)).toBe(0);
  });

  it.each([1, 2, 7, 8, 9, 63, 64, 65, 1023, 1024, 1025, 2048, 3001, 8200])(
    "for %i rows",
    (rows) => {
      const forest = growForest(normalMatrix(1000, 4, 9), {seed: 9});
      expect(waysOf(forest).groups).toBeGreaterThan(2);
      expect(differences(forest, irregularMatrix(rows, 4))).toBe(0);
    }
  );

  it.each([2, 3, 16, 255, 256, 257, 512, 2048])("for trees of %i rows", (sampleSize) => {
    const matrix = irregularMatrix(4000, 5, sampleSize);
    const forest = growForest(matrix, {trees: 30, sampleSize, seed: 3});
    if (sampleSize <= 256) expect(waysOf(forest).programs).toBe(30);
    if (sampleSize >= 2048) expect(waysOf(forest).walks).toBeGreaterThan(20);
    expect(differences(forest, matrix)).toBe(0);
  });

  it("for one forest of small trees, large trees and leaves, in any order", () => {
    const matrix = irregularMatrix(5000, 6);
    const equal = matrixOf(Array.from({length: 300}, () => [1, 2, 3, 4, 5, 6]));
    const trees = Array.from({length: 40}, (_, t) =>
      t % 7 === 3
        ? growTree(equal, 256, seeded(1, t))
        : growTree(matrix, [256, 2048, 16][t % 3], seeded(1, t))
    );
    const forest = joinTrees(trees, {sampleSize: 256, columns: 6});
    const {programs, walks} = waysOf(forest);
    expect(Math.min(programs, walks)).toBeGreaterThan(5);
    expect(differences(forest, matrix)).toBe(0);
  });

  it("for values on the thresholds, and right below and above them", () => {
    const forest = growForest(normalMatrix(1000, 3, 5), {trees: 10, seed: 5});
    const bits = new Int32Array(1);
    const float = new Float32Array(bits.buffer);
    const thresholds = [...forest.threshold].filter((_, node) => forest.feature[node] >= 0);
    const values = thresholds.flatMap((threshold) => {
      float[0] = threshold;
      ++bits[0];
      const next = float[0];
      bits[0] -= 2;
      return [threshold, next, float[0]];
    });
    const rows = values.map((_, i) => [values[i], values[(i * 7) % values.length], values.at(-i)!]);
    expect(differences(forest, matrixOf(rows))).toBe(0);
  });

  it("for thresholds that all lie in one bucket but for one, and columns that are constant", () => {
    const random = seeded(8);
    const rows = Array.from({length: 2000}, (_, i) => [i === 0 ? 1e30 : random(), 7, random()]);
    const matrix = matrixOf(rows);
    expect(differences(growForest(matrix, {trees: 50, seed: 2}), matrix)).toBe(0);
    const equal = matrixOf(Array.from({length: 300}, () => [1, 2, 3]));
    expect(differences(growForest(equal, {trees: 5, seed: 2}), irregularMatrix(100, 3))).toBe(0);
  });

  it("for thresholds that are not finite, which parseModel would refuse", () => {
    const forest = growForest(normalMatrix(1000, 3), {trees: 12, seed: 1});
    const roots = [...forest.roots];
    [NaN, Infinity, -Infinity, -0].forEach((value, t) => (forest.threshold[roots[t]] = value));
    expect(waysOf(forest)).toMatchObject({walks: 3, programs: 9});
    expect(differences(forest, irregularMatrix(500, 3))).toBe(0);
  });

  it("for the forest of ml-isolation-forest", () => {
    const matrix = normalMatrix(3000, 8, 12);
    const forest = growLibraryForest(matrix, {trees: 10, random: seeded(4)});
    expect(waysOf(forest)).toMatchObject({walks: 10});
    expect(differences(forest, matrix)).toBe(0);
    expect(differences(forest, irregularMatrix(777, 8))).toBe(0);
  });

  it("for more thresholds of a column than 16 bits can rank", () => {
    const matrix = normalMatrix(200_000, 1);
    const forest = growForest(matrix, {trees: 1200, sampleSize: 200, seed: 1});
    expect(new Set(forest.threshold).size).toBeGreaterThan(2 ** 16);
    expect(waysOf(forest)).toMatchObject({programs: 0, walks: 1200});
    expect(differences(forest, irregularMatrix(100, 1))).toBe(0);
  });

  it("for children farther off than 16 bits can say, and more columns than a node can name", () => {
    const heap = heapForest(16);
    expect(heap.left.at(2 ** 16 - 2)! - (2 ** 16 - 2)).toBe(2 ** 16 - 1);
    expect(differences(heap, irregularMatrix(100, 2))).toBe(0);
    expect(waysOf(heapForest(12))).toMatchObject({walks: 1});
    expect(differences(heapForest(12), irregularMatrix(100, 2))).toBe(0);
    const wide = normalMatrix(20, 20_000);
    expect(differences(growForest(wide, {trees: 3, seed: 1}), wide)).toBe(0);
  });
});

it("scorer(forest) gives a row the same bits in every call, block and place", () => {
  const matrix = irregularMatrix(2500, 4);
  const forest = growForest(matrix, {seed: 6});
  const score = scorer(forest);
  const all = score(matrix);
  for (const row of [0, 63, 64, 1023, 1024, 2499]) {
    const alone = {rows: 1, columns: 4, values: matrix.values.subarray(row * 4, row * 4 + 4)};
    expect(score(alone)[0]).toBe(all[row]);
  }
});

it("scorer(forest)(matrix, into) writes there and no further, from and into shared memory too", () => {
  const matrix = normalMatrix(100, 4);
  const forest = growForest(matrix, {trees: 5, seed: 6});
  const shared = {...matrix, values: new Float32Array(new SharedArrayBuffer(1600))};
  shared.values.set(matrix.values);
  const into = new Float64Array(new SharedArrayBuffer(808)).fill(9);
  expect(scorer(forest)(shared, into)).toBe(into);
  expect([...into]).toEqual([...scoreMatrix(forest, matrix), 9]);
  const none = {rows: 0, columns: 4, values: new Float32Array(0)};
  expect(scorer(forest)(none)).toHaveLength(0);
});

it("scorer(forest)(matrix) throws a RangeError as scoreMatrix does", () => {
  const matrix = normalMatrix(100, 4);
  const forest = growForest(matrix, {trees: 5, seed: 6});
  for (const score of [
    scorer(forest),
    (m: Matrix, into?: Float64Array) => scoreMatrix(forest, m, into)
  ]) {
    expect(() => score(normalMatrix(3, 2))).toThrow(
      "invalid columns: 2; the forest was grown on 4"
    );
    expect(() => score(matrix, new Float64Array(9))).toThrow(
      "invalid length to write into: 9 for 100 rows"
    );
    expect(() => score({...matrix, rows: 101})).toThrow("invalid matrix: 400 values for 101 × 4");
  }
});

describe("without WebAssembly", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("scorer(forest) scores by the reference", () => {
    vi.stubGlobal("WebAssembly", undefined);
    expect(maybeKernel()).toBeUndefined();
    const matrix = normalMatrix(300, 3);
    const forest = growForest(matrix, {trees: 5, seed: 1});
    expect(scorer(forest)(matrix)).toEqual(scoreMatrix(forest, matrix));
  });
});

it("bucketsOf(thresholds) starts every search at or below the rank, and close enough to it", () => {
  const random = seeded(3);
  const sets = [[], [5], [0, 1e-45], [-3e38, 3e38], Array.from({length: 999}, () => random() ** 9)];
  for (const set of sets) {
    const thresholds = Float32Array.from(set).sort();
    const buckets = bucketsOf(thresholds);
    const {starts, half} = buckets;
    for (const value of [...thresholds, ...odd.map(Math.fround), 0.3, -7]) {
      if (Number.isNaN(value)) continue;
      const bucket = bucketOf(value, buckets);
      const rank = thresholds.filter((threshold) => !(value < threshold)).length;
      const steps = Math.max(0, 2 * half - 1);
      expect(starts[bucket] <= rank && rank <= starts[bucket] + steps).toBe(true);
    }
  }
});

it("narrowRanks(all, some) counts those of some among the first of all, less 128", () => {
  const all = Float32Array.of(1, 2, 3, 4, 5);
  expect([...narrowRanks(all, Float32Array.of(2, 5))]).toEqual([
    -128, -128, -127, -127, -127, -126
  ]);
  expect([...narrowRanks(all, new Float32Array(0))]).toEqual(new Array(6).fill(-128));
});
