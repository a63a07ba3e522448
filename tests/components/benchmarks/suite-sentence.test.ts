import {expect, it} from "vitest";
import {suiteHtml} from "../../../src/components/benchmarks/benchmarks-noscript.js";
import {ranksSentence, suiteSentence} from "../../../src/components/benchmarks/suite-sentence.js";
import {summariseSuite} from "../../../src/core/evaluation/suite/summary.js";
import {measuredSuite} from "../../core/evaluation/suite/measured-suite.js";

const key = "a".repeat(64);

it("suiteSentence(page) counts the published figures that are met, of those that compare", () => {
  expect(suiteSentence({key, suite: summariseSuite(measuredSuite())})).toBe(
    "The Isolation Forest meets 2 of 4 published figures, on 2 sets."
  );
});

it("suiteSentence(page) names the first by average precision where nothing compares, and says so where nothing was measured", () => {
  expect(suiteSentence({key, suite: summariseSuite(measuredSuite(3))})).toBe(
    "2 detectors on 4 labelled sets: isolation-forest ranks first by average precision."
  );
  expect(suiteSentence({key: null, suite: null})).toBe("No labelled set has been measured yet.");
  expect(suiteHtml({key: null, suite: null})).toContain("atalaya bench-suite DIR");
});

it("ranksSentence(ranks, detectors) says what the test shows, and why there is none", () => {
  const {ranks} = summariseSuite(measuredSuite()).summary;
  // four sets that all agree on two detectors: χ² = 4 with one degree of freedom
  expect(ranksSentence(ranks[0], ["a", "b"])).toBe(
    "Friedman’s χ² = 4.0 over 4 sets, p = 0.046: they differ, and the first differs from all others."
  );
  expect(ranksSentence({...ranks[0], sets: ["one"], test: null}, ["a", "b"])).toMatch(
    /^It cannot be tested over 1 set/
  );
});

it("suiteHtml(page) escapes the name of a set", () => {
  const measured = measuredSuite();
  const evil = "<img src=x>/pima";
  const renamed = {
    ...measured,
    sets: measured.sets.map((set) => (set.name === "pima" ? {...set, name: evil} : set)),
    results: measured.results.map((one) => (one.set === "pima" ? {...one, set: evil} : one))
  };
  expect(suiteHtml({key, suite: summariseSuite(renamed)})).not.toContain("<img");
});
