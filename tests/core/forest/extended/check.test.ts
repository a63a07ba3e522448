import {expect, it} from "vitest";
import {ModelError} from "../../../../src/core/forest/check.js";
import {checkExtendedForest} from "../../../../src/core/forest/extended/check.js";
import {explainExtended} from "../../../../src/core/forest/extended/explain.js";
import {scoreExtended} from "../../../../src/core/forest/extended/score.js";
import type {ExtendedForest} from "../../../../src/core/forest/extended/types.js";
import {growExtendedForest} from "../../../../src/core/forest/extended/grow.js";
import {seeded} from "../../../../src/core/forest/random.js";
import {matrixOf, normalMatrix} from "../fixtures.js";

const forest = growExtendedForest(normalMatrix(300, 3), {
  trees: 5,
  sampleSize: 32,
  extensionLevel: 1,
  seed: 42
});
const names = [
  "roots",
  "plane",
  "left",
  "pathLength",
  "size",
  "column",
  "normal",
  "intercept",
  "offset"
] as const;
type Name = (typeof names)[number];

function altered(name: Name, index: number, value: number): ExtendedForest {
  const array = forest[name].slice();
  array[index] = value;
  return {...forest, [name]: array};
}

const leaf = forest.plane.indexOf(-1);

it.each<[string, ExtendedForest, string]>([
  ["no trees", {...forest, roots: new Uint32Array(0)}, "trees is 0"],
  ["a first root elsewhere", altered("roots", 0, 1), "forest.roots[0] is 1"],
  ["roots out of order", altered("roots", 1, forest.roots[2]), "forest.roots[1]"],
  ["a normalizer of 0", {...forest, normalizer: 0}, "forest.normalizer is 0"],
  ["no columns", {...forest, columns: 0}, "forest.columns is 0"],
  ["planes wider than rows", {...forest, width: 4}, "forest.width is 4"],
  ["a width that does not divide", {...forest, width: NaN}, "forest.width is NaN"],
  ["arrays of other lengths", {...forest, size: forest.size.slice(1)}, "length of forest.size"],
  ["half a plane", {...forest, normal: forest.normal.slice(1)}, "length of forest.normal"],
  ["missing offsets", {...forest, offset: forest.offset.slice(1)}, "length of forest.offset"],
  ["a walk in a circle", altered("left", 0, 0), "forest.left[0] is 0"],
  ["a child in another tree", altered("left", 0, forest.roots[1]), "forest.left[0]"],
  ["a leaf with children", altered("left", leaf, leaf + 1), `forest.left[${leaf}]`],
  ["a plane that is not there", altered("plane", 0, forest.offset.length), "forest.plane[0]"],
  ["a negative plane", altered("plane", 0, -2), "forest.plane[0] is -2"],
  ["a plane that no node has", altered("plane", 0, -1), "forest.left[0]"],
  ["an unknown column", altered("column", 1, 3), "forest.column[1] is 3"],
  ["a column twice", altered("column", 1, forest.column[0]), "forest.column[1]"],
  ["a normal without end", altered("normal", 0, Infinity), "forest.normal[0] is Infinity"],
  ["a normal that is NaN", altered("normal", 0, NaN), "forest.normal[0] is NaN"],
  ["an intercept that is NaN", altered("intercept", 0, NaN), "forest.intercept[0] is NaN"],
  ["another offset", altered("offset", 0, 1e9), "forest.offset[0] is 1000000000"],
  ["a negative path", altered("pathLength", leaf, -1), `forest.pathLength[${leaf}] is -1`],
  ["sizes that do not add up", altered("size", 0, 31), "forest.size[0] is 31"]
])("checkExtendedForest(…) refuses %s", (_, hostile, message) => {
  expect(() => checkExtendedForest(hostile)).toThrow(ModelError);
  expect(() => checkExtendedForest(hostile)).toThrow(message);
});

it("checkExtendedForest(forest) bears any bits of the arrays being others: refused, or every walk ends", () => {
  const random = seeded(2029);
  const rows = matrixOf([
    [0, 0, 0],
    [NaN, NaN, NaN],
    [9, -9, Infinity]
  ]);
  const outcomes = {refused: 0, read: 0};
  for (let i = 0; i < 3000; ++i) {
    const name = names[i % names.length];
    const array = forest[name].slice();
    new Uint8Array(array.buffer)[Math.floor(random() * array.byteLength)] ^=
      1 << Math.floor(random() * 8);
    const damaged: ExtendedForest = {...forest, [name]: array};
    try {
      checkExtendedForest(damaged);
    } catch (error) {
      expect(error).toBeInstanceOf(ModelError);
      ++outcomes.refused;
      continue;
    }
    ++outcomes.read;
    for (const score of scoreExtended(damaged, rows)) expect(score >= 0 && score <= 1).toBe(true);
    for (const value of explainExtended(damaged, [9, NaN, 1]).contributions) {
      expect(Number.isFinite(value)).toBe(true);
    }
  }
  expect(outcomes.refused).toBeGreaterThan(1500);
  expect(outcomes.read).toBeGreaterThan(100); // e.g. another finite path length
});
