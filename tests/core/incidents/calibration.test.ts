import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {falseAlertRate} from "../../../src/core/incidents/calibration.js";

const tail = {new: 1, known: 0.5, scale: 0.4};

/** Draws *n* magnitudes of an exponential distribution of scale *scale*. */
function exponential(n: number, scale: number, seed: number): number[] {
  const random = seeded(seed);
  return Array.from({length: n}, () => -scale * Math.log(1 - random()));
}

it("falseAlertRate(…) never rises with the magnitude, and is over 0", () => {
  for (const n of [0, 1, 2, 5, 40, 1000]) {
    const rate = falseAlertRate({
      magnitudes: exponential(n, 0.5, n),
      days: 5,
      tail,
      stratum: "new"
    });
    let last = Infinity;
    for (let x = -1; x < 12; x += 0.01) {
      const value = rate(x, x);
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThanOrEqual(last * (1 + 1e-12));
      last = value;
    }
  }
});

it("falseAlertRate(…) counts where there is something to count", () => {
  const rate = falseAlertRate({
    magnitudes: Array.from({length: 100}, (_, i) => i / 10),
    days: 10,
    tail,
    stratum: "known"
  });
  expect(rate(5, 5)).toBe(50 / 10); // 50 of 100 are at least 5, in ten days
  expect(rate(-1, -1)).toBe(10);
});

it("falseAlertRate(…) holds on new magnitudes of the same distribution, within a factor of two", () => {
  const days = 50;
  const rate = falseAlertRate({magnitudes: exponential(5000, 0.5, 1), days, tail, stratum: "new"});
  for (const wanted of [1, 0.1]) {
    let total = 0;
    for (let seed = 2; seed < 22; ++seed)
      total += exponential(5000, 0.5, seed).filter((x) => rate(x, x) <= wanted).length;
    const perDay = total / 20 / days;
    expect(perDay).toBeGreaterThan(wanted / 2);
    expect(perDay).toBeLessThan(wanted * 2);
  }
});

it("falseAlertRate(…) of a log under six hours is that of other networks, and of three days its own", () => {
  const reference = {ratePerHostDay: 0.001, top: [9, 8, 7, 6, 5], scale: 0.5, hosts: 10};
  const options = {magnitudes: [1, 2, 3, 4, 5, 6], tail, stratum: "new" as const, reference};
  expect(falseAlertRate({...options, days: 0.1})(99, 7)).toBeCloseTo(0.03, 12);
  const alone = falseAlertRate({...options, reference: undefined, days: 3});
  expect(falseAlertRate({...options, days: 3})(2, 99)).toBe(alone(2, 99));
  const mixed = falseAlertRate({...options, days: 1.5})(2, 7);
  const own = falseAlertRate({...options, reference: undefined, days: 1.5})(2, 7);
  expect(mixed).toBeCloseTo(Math.sqrt(own * 0.03), 10);
});

it("falseAlertRate(…) never calls news what is below the material magnitude", () => {
  const rate = falseAlertRate({
    magnitudes: [0.1, 0.2, 0.3],
    days: 10,
    tail: {...tail, material: 0.4},
    stratum: "known"
  });
  expect(rate(0.39, 9)).toBeGreaterThan(3);
});
