import {afterAll, beforeAll, expect, it} from "vitest";
import type {Session} from "../../../../pipeline/duckdb/session.js";
import {rulesPage} from "../../../../src/core/published/pages/rules.js";
import type {RulesPage} from "../../../../src/core/schema/rules.js";
import {linkRules} from "../../../../src/core/sigma/link-rules.js";
import {SigmaEvent} from "../../../../src/core/sigma/match/event.js";
import {treeMatcher} from "../../../../src/core/sigma/match/tree-matcher.js";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import {publishedRules, rulesFindings} from "./published-rules.js";

let session: Session;
let page: RulesPage;
beforeAll(async () => {
  session = await publishedRules();
  page = await rulesPage(session, rulesFindings(), null);
});
afterAll(() => session.close());

it("rulesPage(tables) counts flows and labelled flows by rules and model, each once", () => {
  expect(page.flows).toEqual({both: 2, rulesOnly: 5, modelOnly: 0, neither: 13});
  expect(page.labels).toEqual({
    window: "all",
    attack: {both: 2, rulesOnly: 1, modelOnly: 0, neither: 1},
    benign: {both: 0, rulesOnly: 4, modelOnly: 0, neither: 8}
  });
  expect(page.incidents).toEqual({both: 1, rulesOnly: 1, modelsOnly: 2});
});

it("rulesPage(tables) counts events and hits of each tenth of the ranks", () => {
  expect(page.deciles.map(({events}) => events)).toEqual(Array(10).fill(2));
  expect(page.deciles.map(({hits}) => hits)).toEqual([2, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
});

it("rulesPage(tables) lists rules that were run, counts the others by log source, and says what a correlation asks and why a rule is silent", () => {
  expect(page.rules.map(({id}) => id)).toEqual(["often", "never", "base", "many"]);
  expect(page.rules[0]).not.toHaveProperty("yaml");
  expect(page.rules[3].correlation).toEqual({type: "event_count", groupBy: ["id.orig_h"], timespanSeconds: 600, comparisons: [{comparison: "gte", value: 3}]}); // prettier-ignore
  expect(page.notApplicable).toEqual([
    {logSource: "product windows", reason: "no log of this kind is read", rules: 1}
  ]);
  expect(page.rules.map(({silence}) => silence)).toEqual([
    null,
    "none of 20 records of events matches; they have no ja4",
    null,
    null
  ]);
  expect(page.problems).toEqual([
    {file: "b.yml", line: 3, field: "level", message: "unknown level: x", remedy: "use low"}
  ]);
});

it("rulesPage(tables) counts alerts on the entities of a rule, and those of flows that it does not hit", () => {
  const counts = page.rules.map((r) => [r.entityAlerts, r.entityAlertsBeyond]);
  expect(counts).toEqual([[2, 1], [0, 0], [0, 0], [1, 0]]); // prettier-ignore
});

it("rulesPage(tables) tells what covers a technique from what found it", () => {
  const of = (id: string) => page.techniques.find(({technique}) => technique === id);
  expect(page.techniques.map(({technique}) => technique)).toEqual(["T1046", "T1071", "T1071.004", "T1110", "T9999"]); // prettier-ignore
  expect(of("T1046")).toMatchObject({name: "Network Service Discovery", tactic: "discovery", rules: [1], firedRules: [1], detectors: ["scan"], firedDetectors: ["scan"], labelled: null}); // prettier-ignore
  expect(of("T1071.004")).toMatchObject({rules: [2], firedRules: [], detectors: []});
  expect(of("T1071")).toMatchObject({rules: [], detectors: ["beacon"], firedDetectors: []});
  expect(of("T1110")).toMatchObject({rules: [], labelled: {events: 4, hits: 3, alerts: 2}});
  expect(of("T9999")).toMatchObject({name: null, tactic: "command-and-control"});
});

it("rulesPage(tables) suggests valid filters for rules above the budget, of a correlation for its rules, with what they cost", () => {
  const [often, , , many] = page.rules;
  expect(often.filter).toMatchObject({
    excludes: [
      {field: "id.resp_h", value: "192.0.2.0"},
      {field: "id.resp_p", value: "80"}
    ],
    hits: 6,
    of: 6,
    attacks: 2
  });
  for (const [{filter}, name] of [[often, "80"], [many, "443"]] as const) {
    const {rules, problems} = parseRules(filter!.yaml, "filter.yml");
    expect(problems).toEqual([]);
    expect(rules[0]).toMatchObject({kind: "filter", logsource: {product: "zeek", service: "conn"}});
    expect(name && rules[0].kind === "filter" && rules[0].rules).toHaveLength(1);
  } // prettier-ignore
  expect(page.rules[1].filter).toBeNull();
});

it("a suggested filter, loaded with its rule, excludes what it says and nothing else", () => {
  const text = `title: often\nid: 00000000-0000-4000-8000-000000000002\nlogsource: {product: zeek, service: conn}\ndetection: {s: {id.resp_p: 80}, condition: s}`;
  const all = [text, page.rules[0].filter!.yaml].flatMap((yaml) => parseRules(yaml, "f").rules);
  const {rules, problems} = linkRules(all);
  expect(problems).toEqual([]);
  const [{rule}] = rules;
  const matches = rule.kind === "rule" && treeMatcher(rule.tree);
  const hits = ["192.0.2.0", "192.0.2.1"].filter((dst) => matches && matches(new SigmaEvent({"id.resp_p": 80, "id.resp_h": dst}))); // prettier-ignore
  expect(hits).toEqual(["192.0.2.1"]);
});

it("rulesPage(tables) has no counts of labels, and none hidden by a filter, without a label", async () => {
  const unlabelled = await publishedRules({labelled: false});
  const {labels, rules, systems} = await rulesPage(unlabelled, rulesFindings({labelled: false}), null); // prettier-ignore
  unlabelled.close();
  expect({labels, systems, attacks: rules[0].filter!.attacks}).toEqual({labels: null, systems: null, attacks: null}); // prettier-ignore
});
