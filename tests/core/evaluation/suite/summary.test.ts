import {expect, it} from "vitest";
import {summariseSuite} from "../../../../src/core/evaluation/suite/summary.js";
import {measuredSuite} from "./measured-suite.js";

it("summariseSuite(measured) compares the Isolation Forest with published figures of sets of the same name and size", () => {
  const {parity} = summariseSuite(measuredSuite()).summary;
  const found = parity.map(({set, measure, apart, reason}) => [set, measure, apart === null ? reason : apart < 1]); // prettier-ignore
  expect(found).toEqual([
    ["pima", "auroc", true],
    ["pima", "ap", true],
    ["3_breastw", "auroc", false],
    ["3_breastw", "ap", false],
    ["cardio", "auroc", "size"],
    ["cardio", "ap", "size"]
  ]);
  // by hand: ten values 0.002 either side of the mean: error 0.002 / √9; published 0.9864 ± 0.0003
  const [, , breastw] = parity;
  expect(breastw.ours[1]).toBeCloseTo(0.002 / 3, 12);
  expect(breastw.apart).toBeCloseTo(0.0864 / (3 * Math.sqrt((0.002 / 3) ** 2 + 0.0003 ** 2)), 9);
  expect(parity[0].liu2008).toBe(0.67);
});

it("summariseSuite(measured) says nothing of parity with fewer than ten seeds, and of ranks with fewer than three sets", () => {
  const few = measuredSuite(3);
  expect(summariseSuite(few).summary.parity[0]).toMatchObject({apart: null, reason: "seeds"});
  const {results} = measuredSuite();
  const failed = results.map((one) => (one.set === "mine" || one.set === "cardio" ? {...one, measures: null, error: "too few rows"} : one)); // prettier-ignore
  const {ranks} = summariseSuite({...measuredSuite(), results: failed}).summary;
  expect(ranks[0]).toEqual({regime: "all", measure: "ap", sets: ["pima", "3_breastw"], test: null});
  const all = summariseSuite(measuredSuite()).summary.ranks[0];
  expect(all.test!.ranks).toEqual([1, 2]);
  expect(all.test!.statistic).toBeCloseTo(4, 12); // every set agrees: n (k − 1)
});
