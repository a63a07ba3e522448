import {expect, it} from "vitest";
import {
  rankItems,
  weightedMeasures,
  weightedPrecisionAt
} from "../../../src/core/evaluation/weighted-ranking.js";
import {auroc, averagePrecision, precisionAt} from "../../../src/core/evaluation/ranking.js";
import {seeded} from "../../../src/core/forest/random.js";

it("weightedMeasures(items, weights, share) measures what the items repeated by their weights are worth", () => {
  const random = seeded(4);
  for (let trial = 0; trial < 20; ++trial) {
    const n = 60;
    const scores = Array.from({length: n}, () => Math.floor(12 * random()) / 12); // with ties
    const labels = Array.from({length: n}, () => [0, 0, 1, 255][Math.floor(4 * random())]);
    const weights = Array.from({length: n}, () => Math.floor(3 * random()));
    const repeated = weights.flatMap((weight, i) => new Array<number>(weight).fill(i));
    const [s, l] = [repeated.map((i) => scores[i]), repeated.map((i) => labels[i])];
    const measures = weightedMeasures(rankItems(scores, labels), weights, 0.2);
    expect(measures.ap).toBeCloseTo(averagePrecision(s, l)!, 12);
    expect(measures.auroc).toBeCloseTo(auroc(s, l)!, 12);
  }
});

it("weightedMeasures(items, weights, share) takes equal scores as alerts together, and always the highest", () => {
  const items = rankItems([0.9, 0.8, 0.8, 0.7, 0.1], [1, 0, 1, 1, 0]);
  const of = (share: number, weights = [1, 1, 1, 1, 1]) => {
    const {precision, recall} = weightedMeasures(items, weights, share);
    return [precision, recall];
  };
  expect(of(0.2)).toEqual([1, 1 / 3]);
  expect(of(0.4)).toEqual([1, 1 / 3]); // two would be one of the two at 0.8
  expect(of(0.6)).toEqual([2 / 3, 2 / 3]);
  expect(of(0.2, [0, 1, 1, 1, 2])).toEqual([1 / 2, 1 / 2]); // the highest that are there are two
});

it("weightedMeasures(items, weights, share) is NaN where a sample has one class", () => {
  const items = rankItems([0.9, 0.8], [1, 0]);
  expect(weightedMeasures(items, [1, 0], 0.5)).toMatchObject({ap: NaN, auroc: NaN, precision: 1});
  expect(weightedMeasures(items, [0, 1], 0.5)).toMatchObject({ap: NaN, recall: NaN, precision: 0});
});

it("weightedPrecisionAt(items, weights, ks) is the precision of the items repeated by their weights", () => {
  const random = seeded(9);
  for (let trial = 0; trial < 20; ++trial) {
    const scores = Array.from({length: 40}, () => Math.floor(8 * random()) / 8); // with ties
    const labels = Array.from({length: 40}, () => [0, 1, 255][Math.floor(3 * random())]);
    const weights = Array.from({length: 40}, () => Math.floor(3 * random()));
    const repeated = weights.flatMap((weight, i) => new Array<number>(weight).fill(i));
    const [s, l] = [repeated.map((i) => scores[i]), repeated.map((i) => labels[i])];
    const found = weightedPrecisionAt(rankItems(scores, labels), weights, [1, 5, 12, 1000]);
    [1, 5, 12].forEach((k, i) => expect(found[i]).toBeCloseTo(precisionAt(s, l, k), 12));
    expect(found[3]).toBeNaN();
  }
});
