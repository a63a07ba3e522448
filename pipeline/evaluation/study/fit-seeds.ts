import type {Matrix} from "../../../src/core/forest/types.js";
import {fitMethod} from "../../../src/core/published/study/study-methods.js";

/** What is fitted, on which rows, and what it scores. */
export interface FitInput {
  method: string;
  seeds: readonly number[];

  /** The training rows of each seed. */
  rows: readonly Matrix[];
  test: Matrix;
}

/** A method that was fitted with every seed. */
export interface FitResult {
  title: string;

  /** The size of the model of the first seed, in bytes; null of one that learns nothing. */
  bytes: number | null;

  /** The score of each event by seed, in single precision. */
  scores: Float32Array[];

  /** How long the fits and the scores of all seeds took; a clock, for people alone. */
  seconds: {fit: number; score: number};
}

/** Fits a method with each of its seeds, and scores the events of a test with each. Throws a RangeError if there are too few rows. */
export function fitSeeds({method, seeds, rows, test}: FitInput): FitResult {
  const result: FitResult = {title: "", bytes: null, scores: [], seconds: {fit: 0, score: 0}};
  seeds.forEach((seed, i) => {
    const begun = performance.now();
    const fitted = fitMethod(method, rows[i], seed);
    const between = performance.now();
    result.scores.push(Float32Array.from(fitted.score(test)));
    const ended = performance.now();
    result.seconds.fit += (between - begun) / 1000;
    result.seconds.score += (ended - between) / 1000;
    if (i === 0) Object.assign(result, {title: fitted.title, bytes: fitted.bytes});
  });
  return result;
}
