import {expect, it} from "vitest";
import {ruleHref, ruleTitle, splitRuleSentence} from "../../../src/components/kit/rule-text.js";

it("splitRuleSentence(sentence, rule) splits behind the name of the rule, and loses nothing", () => {
  const sentence = "Rule ‘A scan’ (high) matched 3 flows";
  const split = splitRuleSentence(sentence, {level: "high"});
  expect(split).toEqual(["Rule ‘A scan’ (high)", " matched 3 flows"]);
  expect(splitRuleSentence("75 closed ports", {level: "high"})).toEqual(["", "75 closed ports"]);
  expect(splitRuleSentence("Rule ‘A scan", {level: "low"})).toEqual(["", "Rule ‘A scan"]);
});

it("ruleTitle(rule) shows what is invisible, and a bounded part of a long title", () => {
  expect(ruleTitle({title: "a\u202eb"})).toBe("a\\u{202e}b");
  expect(ruleTitle({title: "x".repeat(5_000)})).toHaveLength(160);
});

it("ruleHref(rule) leads to the rule on Rules × model", () => {
  expect(ruleHref(3)).toBe("./rules.html#rule-3");
});
