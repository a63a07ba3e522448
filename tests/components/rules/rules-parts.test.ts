import {expect, it} from "vitest";
import {columnsOf, countCover, coverOf} from "../../../src/components/rules/attack-matrix.js";
import {
  flowsQuery,
  incidentsQuery,
  maybeCell
} from "../../../src/components/rules/overlap-cells.js";
import {filterRules, orderText, readOrder, sortRules} from "../../../src/components/rules/rule-order.js"; // prettier-ignore
import {groupText, topGroups} from "../../../src/components/rules/rule-windows.js";
import {rulesHtml} from "../../../src/components/rules/rules-noscript.js";
import {scenarioRows} from "../../../src/components/rules/systems-section.js";
import {filterText} from "../../../src/components/rules/tuning-sections.js";
import type {SystemMeasures} from "../../../src/core/schema/detection.js";
import {ruleWith, rulesWith, techniqueWith} from "./rules-fixture.js";

const rules = [
  ruleWith({rule: 1, title: "silent", level: "critical"}),
  ruleWith({rule: 2, title: "noisy", level: "high", hits: 900, ratePerDay: 80, incidents: 9}),
  ruleWith({rule: 3, title: "rare", level: "high", hits: 2, ratePerDay: 1, log: "dns"}),
  ruleWith({rule: 4, title: "low", level: "low", hits: 30, flows: 30, alerts: 3, techniques: ["T1046"]}) // prettier-ignore
];

it("sortRules(rules) puts what has hits first, by level, and what is above the budget last in its level", () => {
  expect(sortRules(rules, null, 50).map(({rule}) => rule)).toEqual([3, 2, 4, 1]);
});

it("sortRules(rules, order) sorts by a column, and puts rules without a value last in both directions", () => {
  const by = (text: string) => sortRules(rules, readOrder(text), 50).map(({rule}) => rule);
  expect(by("-hits")).toEqual([2, 4, 3, 1]);
  expect(by("rule")).toEqual([4, 2, 3, 1]);
  expect([by("alerts")[0], by("-alerts")[0]]).toEqual([4, 4]);
  expect(readOrder("constructor")).toBeNull();
  expect(orderText(readOrder("-hits"))).toBe("-hits");
});

it("filterRules(rules, text) wants every word somewhere in a rule, in any case", () => {
  const found = (text: string) => filterRules(rules, text).map(({rule}) => rule);
  expect([found("HIGH dns"), found("t1046"), found(""), found("high none")]).toEqual([[3], [4], [1, 2, 3, 4], []]); // prettier-ignore
});

it("maybeCell(search) knows the cells, and the queries of cells ask for what the cells count", () => {
  expect([maybeCell("?show=flows-rules"), maybeCell("?show='; DROP"), maybeCell("")]).toEqual(["flows-rules", null, null]); // prettier-ignore
  expect(flowsQuery("flows-model", 0.5)).toContain("score >= 0.5 AND event_id NOT IN");
  expect(flowsQuery("flows-rules", 0.5)).toContain("score < 0.5 AND event_id IN");
  expect(incidentsQuery("incidents-rules")).toContain("found_by = 'rules'");
});

it("coverOf(technique) tells what found it from what only covers it, and countCover counts each once", () => {
  const techniques = [
    techniqueWith({rules: [1], firedRules: [1], detectors: ["scan"]}),
    techniqueWith({rules: [1]}),
    techniqueWith({detectors: ["scan"], tactic: "impact"}),
    techniqueWith({tactic: null})
  ];
  expect(coverOf(techniques[0])).toEqual({rules: "found", models: "covered"});
  expect(countCover(techniques)).toEqual({both: 1, rules: 1, models: 1, nothing: 1});
  expect(columnsOf(techniques).map(([tactic, cells]) => [tactic, cells.length])).toEqual([["discovery", 2], ["impact", 1], [null, 1]]); // prettier-ignore
});

it("topGroups(windows) puts the group with the highest measure first, and groupText shows its values", () => {
  const window = {hit: 1, entity: null, since: 0, until: 1, events: 3};
  const groups = ['{"a":"x"}', '{"a":"y"}', '{"a":"x"}'];
  expect(topGroups(groups.map((group, i) => ({...window, group, measure: i})))).toEqual([groups[0], groups[1]]); // prettier-ignore
  expect(['{"a":"x","b":7}', "{}", "oops"].map(groupText)).toEqual(["x, 7", "all events", "oops"]);
});

it("filterText(filter) says what a filter excludes, and how many labelled attacks it would hide", () => {
  const filter = {yaml: "", excludes: [{field: "id.orig_h", value: "10.0.0.1"}], hits: 3, of: 4};
  expect(filterText({...filter, attacks: 2}, "rule")).toBe("Excludes id.orig_h 10.0.0.1: 3 of 4 listed hits (75 %). It would hide 2 labelled attacks."); // prettier-ignore
  expect(filterText({...filter, attacks: 0}, "correlation")).toContain(
    "3 of 4 listed records of its windows (75 %). None of them is labelled an attack."
  );
  expect(filterText({...filter, attacks: null}, "rule")).toContain("No flow has a label");
});

it("scenarioRows(systems) says of each attack how many of it each system finds", () => {
  const systems = ["rules", "both"].map((system, i) => ({system, byScenario: i ? {scan: 2} : {}})) as unknown as SystemMeasures[]; // prettier-ignore
  expect(scenarioRows(systems, [{name: "scan", technique: null, attacks: 3}])).toEqual([
    {name: "scan", technique: null, cells: ["0 of 3", "2 of 3"]}
  ]);
});

it("rulesHtml(page) lists flows, rules and techniques as text, whatever a rule is called", () => {
  const hostile = ruleWith({title: "<img src=x onerror=alert(1)>", silence: "none of 3 records"});
  const html = rulesHtml(rulesWith({rules: [hostile], techniques: [techniqueWith({rules: [1]})]}));
  expect(html).toContain("&#60;img src=x");
  expect(html).not.toContain("<img");
  for (const text of ["988", "none of 3 records", "T1046", "covered"]) expect(html).toContain(text);
  expect(rulesHtml(rulesWith({}))).toContain("atalaya run --rules DIR");
});
