import {expect, it} from "vitest";
import {createServingMetrics} from "../../../pipeline/serving/serving-metrics.js";
import {openShadow} from "../../../pipeline/serving/shadow/open-shadow.js";
import type {ServedModel} from "../../../pipeline/serving/served-model.js";
import {randomRows, smallModel} from "./small-app.js";

function shadowOf(beside: ServedModel, maxWaiting?: number) {
  const model = smallModel(1);
  const metrics = createServingMetrics();
  const work: (() => void)[] = [];
  const shadow = openShadow({
    name: "flows",
    answering: () => model,
    beside: () => beside,
    metrics,
    maxWaiting,
    later: (one) => void work.push(one)
  });
  const offer = (rows: number, seed: number) => {
    const {values} = randomRows(rows, seed);
    const scores = model.score({rows, columns: 3, values});
    shadow.offer({model, rows, values, scores});
    return Array.from(scores);
  };
  const finish = () => {
    for (let next = work.shift(); next; next = work.shift()) next();
  };
  return {shadow, offer, finish, metrics};
}

it("openShadow(options) counts the differences, the correlation and the alerts of both as a table of both would", async () => {
  const other = smallModel(2, {threshold: {value: 0.52, run: null}});
  const {shadow, offer, finish, metrics} = shadowOf(other);
  const a = [...offer(1500, 5), ...offer(7, 6)];
  finish();
  const b = [...other.score(randomRows(1500, 5)), ...other.score(randomRows(7, 6))];
  const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const differences = a.map((score, i) => b[i] - score);
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = (x: number[], y: number[]) => mean(x.map((one, i) => (one - mean(x)) * (y[i] - mean(y)))); // prettier-ignore
  const summary = shadow.summary();
  expect(summary).toMatchObject({rows: 1507, skipped: 0, waiting: 0});
  expect(summary.meanDifference).toBeCloseTo(meanB - meanA, 12);
  expect(summary.meanAbsoluteDifference).toBeCloseTo(mean(differences.map(Math.abs)), 12);
  expect(summary.maxAbsoluteDifference).toBe(Math.max(...differences.map(Math.abs)));
  expect(summary.correlation).toBeCloseTo(covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b)), 9); // prettier-ignore
  const count = (first: boolean, second: boolean) => a.filter((score, i) => score >= 0.5 === first && b[i] >= 0.52 === second).length; // prettier-ignore
  expect(summary.alerts).toEqual({both: count(true, true), onlyModel: count(true, false), onlyShadow: count(false, true), neither: count(false, false)}); // prettier-ignore
  const text = await metrics.registry.metrics();
  expect(text).toContain('shadow_difference_count{model="flows",shadow="2"} 1507');
});

it("openShadow(options) takes as many rows as there is space for, evenly spaced, and counts the others", () => {
  const {shadow, offer, finish} = shadowOf(smallModel(2), 100);
  offer(60, 1);
  offer(200, 2);
  offer(10, 3);
  expect(shadow.summary()).toMatchObject({waiting: 100, skipped: 170});
  finish();
  expect(shadow.summary()).toMatchObject({rows: 100, waiting: 0, skipped: 170});
});

it("openShadow(options) scores with fewer features in another order, and skips rows without them", () => {
  const few = smallModel(2, {features: ["c", "a"], score: ({rows, values}) => Float64Array.from({length: rows}, (_, i) => values[2 * i] - values[2 * i + 1])}); // prettier-ignore
  const {shadow, offer, finish} = shadowOf(few);
  const [score] = offer(1, 4);
  finish();
  const [a, , c] = randomRows(1, 4).values;
  expect(shadow.summary().meanDifference).toBeCloseTo(Math.fround(c) - Math.fround(a) - score, 6);
  const none = shadowOf(smallModel(2, {features: ["d"]}));
  none.offer(5, 1);
  none.finish();
  expect(none.shadow.summary()).toMatchObject({rows: 0, skipped: 5, meanDifference: null});
});
