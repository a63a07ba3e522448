import {relative} from "node:path";
import {fileURLToPath} from "node:url";
import {globSync} from "tinyglobby";
import {expect, it} from "vitest";
import {mappings, mappingsFor} from "../../../src/core/sigma/mappings/registry.js";
import {readRules} from "../../../pipeline/rules/read-rules.js";
import {testRules} from "../../../pipeline/rules/test-rules.js";

const folder = fileURLToPath(new URL("../../../pipeline/rules/", import.meta.url));
const {rules, problems, files} = await readRules([`${folder}zeek`]);

it("the rules that come with it are valid, and for logs that a mapping serves", () => {
  expect(problems).toEqual([]);
  expect(files).toBeGreaterThanOrEqual(40);
  for (const {rule} of rules)
    if (rule.kind === "rule")
      expect(mappingsFor(rule.logsource, mappings), rule.title).not.toEqual([]);
});

it("the rules that come with it follow SigmaHQ’s conventions", () => {
  for (const {rule, hidden} of rules) {
    expect(rule.id, rule.title).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    );
    expect(rule.title.length, rule.title).toBeLessThanOrEqual(110);
    expect(rule.description, rule.title).toMatch(/^(Detects|Counts) .{16,}\.$/);
    expect(rule.level, rule.title).toBeDefined();
    if (hidden) continue;
    expect(rule.falsepositives, rule.title).not.toEqual([]);
    expect(
      rule.tags.some((tag) => /^attack\.t\d{4}(\.\d{3})?$/.test(tag)),
      rule.title
    ).toBe(true);
  }
});

it("testRules(rules) finds that each of them matches its events, and no look-alike", async () => {
  const tests = await testRules(rules);
  expect(tests.flatMap(({failures}) => failures)).toEqual([]);
  for (const {file, events} of tests) {
    expect(events.match, file).toHaveLength(1);
    expect(events.other, file).toHaveLength(1);
  }
  const used = tests.flatMap(({events}) => [...events.match, ...events.other]);
  const events = globSync("zeek/*/events/*", {cwd: folder});
  expect(used.map((path) => relative(folder, path)).sort()).toEqual(events.sort());
});
