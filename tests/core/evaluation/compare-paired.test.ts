import {expect, it} from "vitest";
import {comparePaired} from "../../../src/core/evaluation/compare-paired.js";
import {seeded} from "../../../src/core/forest/random.js";

const n = 40;
const clusters = Uint32Array.from({length: n}, (_, i) => Math.floor(i / 2)); // pairs of an attack and a benign event
const labels = Uint8Array.from({length: n}, (_, i) => (i % 2 === 0 ? 1 : 0));
const perfect = Float64Array.from(labels, (label, i) => label + i / 1000);
const inverse = Float64Array.from(perfect, (score) => -score);

it("comparePaired(input) has, by hand, a difference of one for AUROC of a perfect against an inverse order, and no width", () => {
  const input = {champion: inverse, challenger: perfect, labels, clusters, share: 0.5};
  const measures = comparePaired({...input, samples: 100, random: seeded(1)});
  expect(measures.map(({name}) => name)).toEqual(["ap", "auroc", "precision", "recall"]);
  expect(measures[1]).toMatchObject({champion: 0, challenger: 1, difference: 1});
  expect(measures[1].interval).toEqual({low: 1, high: 1}); // each sample has as many of both, perfectly ordered
  for (const {champion, challenger} of measures.slice(2))
    expect([champion, challenger]).toEqual([0, 1]);
});

it("comparePaired(input) is paired: two models that err alike differ by nothing, however much a sample varies", () => {
  const random = seeded(2);
  const noisy = Float64Array.from(labels, (label) => label + 2 * random());
  const scaled = noisy.map((score) => 3 * score + 1); // the same order
  const input = {champion: noisy, challenger: scaled, labels, clusters, share: 0.3};
  for (const {difference, interval} of comparePaired({...input, random: seeded(3)}))
    expect({difference, interval}).toEqual({difference: 0, interval: {low: 0, high: 0}});
});

it("comparePaired(input) is empty without both classes", () => {
  const input = {champion: perfect, challenger: inverse, clusters, share: 0.5, random: seeded(4)};
  expect(comparePaired({...input, labels: new Uint8Array(n).fill(255)})).toEqual([]);
  expect(comparePaired({...input, labels: new Uint8Array(n).fill(1)})).toEqual([]);
});
