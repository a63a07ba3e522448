import {expect, it} from "vitest";
import {rulesSentence} from "../../../src/components/rules/rules-sentence.js";
import type {RulesPage} from "../../../src/core/schema/rules.js";
import {ruleWith, rulesWith} from "./rules-fixture.js";

const textOf = (page: RulesPage) => rulesSentence(page).map(({text}) => text).join(""); // prettier-ignore
const flows = {both: 10, rulesOnly: 1_200, modelOnly: 1, neither: 789};
const incidents = {both: 2, rulesOnly: 1, modelsOnly: 40};

it("rulesSentence(page) says what each finds alone and what both find, and each count opens what it counts", () => {
  const page = rulesWith({rules: [ruleWith({hits: 5})], flows, incidents});
  expect(textOf(page)).toBe(
    "Rules alone find 1 incident and hit 1,200 flows that the model does not alert on; models alone find 40 incidents and alert on 1 flow that no rule hits. Both agree on 2 incidents and 10 flows."
  );
  expect(rulesSentence(page).flatMap(({href}) => href ?? [])).toEqual(
    ["incidents-rules", "flows-rules", "incidents-models", "flows-model", "incidents-both", "flows-both"].map((cell) => `./rules.html?show=${cell}`) // prettier-ignore
  );
});

it("rulesSentence(page) says so where there are no rules, none for the log, or none with a hit", () => {
  const alone = "the models alone find 3 incidents and alert on 12 flows of 1,000.";
  expect(textOf(rulesWith({}))).toBe(`This run has no rules: ${alone}`);
  const notApplicable = [{logSource: "product windows", reason: "", rules: 7}];
  expect(textOf(rulesWith({notApplicable}))).toBe(
    `None of the 7 rules of this run is for a log that it has: ${alone}`
  );
  expect(textOf(rulesWith({rules: [ruleWith({}), ruleWith({rule: 2})]}))).toBe(
    `2 rules were run, and none has a hit: ${alone}`
  );
});
