import {expect, it} from "vitest";
import {measureRegime} from "../../../../src/core/published/study/measure-regime.js";
import type {StudyFrame} from "../../../../src/core/published/study/study-frame.js";

const frame: StudyFrame = {
  labels: Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0),
  hours: Uint32Array.of(0, 1, 1, 2, 2, 3, 3, 3),
  hourCount: 4,
  periods: Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1),
  periodCount: 2,
  attacks: Uint8Array.of(0, 1, 2, 2, 2, 2, 2, 2),
  attackNames: ["scan", "beacon"],
  budget: {event: 2, hour: 1},
  ks: [1, 4],
  samples: 200,
  seed: 1
};

const scores = [
  [0.9, 0.1, 0.8, 0.3, 0.2, 0.2, 0.2, 0.2],
  [0.7, 0.9, 0.6, 0.1, 0.1, 0.1, 0.1, 0.1]
].map((of) => Float32Array.from(of));

it("measureRegime({frame, scores}) measures events by seed, with their mean and error", () => {
  const {units, periodAp, recallByAttack, stability} = measureRegime({frame, scores});
  const [events] = units;
  const ap = [1 / 2 + (1 / 2) * (2 / 8), 1]; // the second attack of the first seed is the last of eight
  expect(events.ap!.mean).toBeCloseTo((ap[0] + ap[1]) / 2, 12);
  expect(events.ap!.error).toBeCloseTo(Math.abs(ap[0] - ap[1]) / 2, 12);
  expect(events.auroc!.mean).toBeCloseTo((1 / 2 + 1) / 2, 12);
  expect(events.precisionAtBudget!.mean).toBeCloseTo((1 / 2 + 1) / 2, 12);
  expect(events.recallAtBudget!.mean).toBeCloseTo((1 / 2 + 1) / 2, 12);
  expect(events.precisionAt.map(({k, precision}) => [k, precision.mean])).toEqual([
    [1, 1],
    [4, (1 / 4 + 2 / 4) / 2]
  ]);
  expect(recallByAttack).toEqual({scan: 1, beacon: 1 / 2});
  expect(periodAp[0]).toBeCloseTo((ap1() + 1) / 2, 12);
  expect(periodAp[1]).toBeNull(); // no attack in it
  expect(stability).toBe(1 / 2); // the first event of the two
});

/** The average precision of the first seed among the four events of the first period. */
function ap1(): number {
  return 1 / 2 + (1 / 2) * (2 / 4);
}

it("measureRegime({frame, scores}) measures hours by their highest score, as attacks if one event is", () => {
  const hours = measureRegime({frame, scores: scores.slice(0, 1)}).units[1];
  expect(hours.ap).toMatchObject({mean: 1, error: null}); // 0.9, 0.8 of attacks; 0.3, 0.2 of benign ones
  expect(hours.recallAtBudget!.mean).toBe(1 / 2);
});

it("measureRegime({frame, scores}) has the number within its interval, the same on each call, and none where samples lack a class", () => {
  const rare = {...frame, labels: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)};
  const {low, high} = measureRegime({frame: rare, scores}).units[0].auroc!;
  expect([low, high]).toEqual([null, null]); // one of four hours has the attack: a third of the samples have none
  const wide: StudyFrame = {...frame, hours: Uint32Array.from({length: 8}, (_, i) => i), hourCount: 8}; // prettier-ignore
  const measured = measureRegime({frame: {...wide, labels: Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 0)}, scores}); // prettier-ignore
  const {auroc} = measured.units[0];
  expect(auroc!.low).toBeLessThan(0.9);
  expect(auroc!.high).toBe(1);
  expect(measureRegime({frame: {...wide, labels: Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 0)}, scores})).toEqual(measured); // prettier-ignore
});

it("measureRegime({frame, scores}) says nothing of attacks without labels, and what alerts there would be", () => {
  const labels = new Uint8Array(8).fill(255);
  const unlabelled = {...frame, labels, attacks: new Uint8Array(8), attackNames: [], ks: []};
  const {units, periodAp, recallByAttack, stability, curve} = measureRegime({frame: unlabelled, scores}); // prettier-ignore
  for (const {unit: _, precisionAt, ...measures} of units) {
    expect(Object.values(measures)).toEqual([null, null, null, null]);
    expect(precisionAt).toEqual([]);
  }
  expect(periodAp).toEqual([null, null]);
  expect(recallByAttack).toEqual({});
  expect(stability).toBe(1 / 2);
  expect(curve[1]).toEqual({budget: 2, alerts: 2, attacks: 0, benign: 0});
});

it("measureRegime({frame, scores}) refuses a score that is NaN", () => {
  const broken = [Float32Array.from(scores[0], (score, i) => (i === 3 ? NaN : score))];
  expect(() => measureRegime({frame, scores: broken})).toThrow("NaN");
});
