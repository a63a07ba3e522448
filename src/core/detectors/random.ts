import {requireThat} from "../forest/check.js";
import {maxColumns} from "../forest/grow.js";
import type {Matrix} from "../forest/types.js";
import type {Detector, FitOptions, Fitted} from "./detector.js";
import {fromFile, requireRows, requireSeed} from "./options.js";
import {checkRows} from "./scale.js";

const missing = 0x7fc00000; // the bits that every NaN counts as

/**
 * Finds nothing, and shows what a comparison gives to chance: the score is a hash of the row’s values
 * and the seed, uniform in [0, 1). Equal rows have equal scores, −0 counting as 0. It learns nothing
 * but the number of columns.
 */
export const random: Detector<FitOptions> = {
  name: "random",

  fit(matrix, {seed}) {
    requireRows(matrix, 0, "chance");
    return fitted(requireSeed(seed), matrix.columns);
  },

  restore(_state, parameters, columns) {
    const isCount = Number.isInteger(columns) && columns >= 1 && columns <= maxColumns;
    requireThat(isCount, "the number of features", columns);
    return fitted(
      fromFile(() => requireSeed(parameters.seed)),
      columns
    );
  }
};

function fitted(seed: number, columns: number): Fitted {
  return {
    name: "random",
    parameters: {seed},
    columns,
    score(matrix, into = new Float64Array(matrix.rows)) {
      checkRows(matrix, columns, into);
      return hashRows(matrix, seed, into);
    },
    describe: () => ({
      title: "Chance",
      method: "Gives each row a score by lot, to compare the others with.",
      score: "A hash of the row and the seed, uniform in [0, 1); higher means nothing.",
      cost: "Learns nothing.",
      source: "MurmurHash3’s mixing, Austin Appleby, public domain"
    }),
    state: () => ({numbers: {}, arrays: {}})
  };
}

function hashRows({rows, columns, values}: Matrix, seed: number, into: Float64Array): Float64Array {
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  const low = mix(seed | 0);
  const high = mix(Math.floor(seed / 2 ** 32) ^ 0x9e3779b9);
  for (let i = 0; i < rows; ++i) {
    let [a, b] = [low ^ high, Math.imul(low, 5) ^ Math.imul(high, 3)];
    for (let j = i * columns; j < (i + 1) * columns; ++j) {
      value[0] = values[j] + 0;
      const word = Number.isNaN(values[j]) ? missing : bits[0];
      a = mix(Math.imul(a, 5) + word);
      b = mix((b ^ word) + 0x9e3779b9);
    }
    into[i] = ((a >>> 5) * 2 ** 26 + (b >>> 6)) / 2 ** 53;
  }
  return into;
}

/** Scatters the bits of a word; one to one. The finalizer of MurmurHash3. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
