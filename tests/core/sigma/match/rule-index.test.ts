import {expect, it} from "vitest";
import {RuleIndex} from "../../../../src/core/sigma/match/rule-index.js";
import {SigmaEvent} from "../../../../src/core/sigma/match/event.js";
import {treeMatcher} from "../../../../src/core/sigma/match/tree-matcher.js";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import type {DetectionRule} from "../../../../src/core/sigma/rule.js";
import {drawRow, drawRule, eventOf} from "../drawn-rows.js";
import {drawer, rounds} from "../random-rules.js";

it("RuleIndex(rules) has every rule that matches among its candidates, and few that do not, over drawn rules", () => {
  const draw = drawer(31);
  const drawn = draw.list(rounds(600), () => parseRules(drawRule(draw), "drawn.yml").rules).flat();
  const trees = drawn.map((rule) => (rule as DetectionRule).tree);
  const index = new RuleIndex(trees.map((tree, place) => ({tree, place})));
  const tests = trees.map((tree) => treeMatcher(tree));
  let [matched, candidates] = [0, 0];
  for (const event of draw.list(100, () => eventOf(drawRow(draw)))) {
    const found = new Set(index.candidates(event));
    candidates += found.size;
    tests.forEach((test, place) => {
      if (!test(event)) return;
      ++matched;
      expect(found, JSON.stringify(trees[place])).toContain(place);
    });
  }
  expect(matched).toBeGreaterThan(1000);
  expect(candidates).toBeLessThan(trees.length * 100 * 0.9);
});

it.each([
  ["a|contains", "needle", {a: ["x", "hayNEEDLEstack"]}, 1],
  ["a|contains", "needle", {a: "needl"}, 0],
  ["a|endswith", ".é", {A: "x.É"}, 1],
  ["a|re", "(?i)(foo|ba+r)\\d", {a: "BAAR1"}, 1],
  ["a|re", "(foo|quux)\\d", {a: "bar"}, 0],
  ["a", 4625, {a: "4625"}, 1],
  ["a", 4625, {a: 4624}, 0],
  ["a", "", {a: ""}, 1]
])("RuleIndex(rules) of %s: %j finds it in %j: %i candidates", (field, value, event, n) => {
  const detection = {selection: {[field]: value}, condition: "selection"};
  const [rule] = parseRules(JSON.stringify({title: "t", logsource: {}, detection}), "t.yml").rules;
  const index = new RuleIndex([{tree: (rule as DetectionRule).tree, place: 7}]);
  expect(index.candidates(new SigmaEvent(event))).toEqual(n === 1 ? [7] : []);
});
