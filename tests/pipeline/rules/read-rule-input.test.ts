import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {checkRuleFolders, readRuleInput} from "../../../pipeline/rules/read-rule-input.js";
import {parseRuleInput, plannedRules, ruleSources} from "../../../pipeline/rules/rule-input.js";

const rule = (name: string, logsource: string, more = "") => `title: ${name}
name: ${name}
logsource: {${logsource}}
detection: {selection: {query: ${name}}, condition: selection}
${more}`;

const files: Record<string, string> = {
  "dns/a.yml": rule("a", "category: dns"),
  "dns/b.yaml": `# two\n${rule("b", "category: dns")}---\n${rule("part", "product: zeek, service: dns")}`,
  "c.yml": `title: c
name: c
correlation: {type: event_count, rules: [part], group-by: [src_ip], timespan: 1m, condition: {gte: 2}}
`,
  "windows/d.yml": rule("d", "product: windows, category: process_creation"),
  "broken.yml": "title: broken\nlogsource: {category: dns}\n",
  "filter.yml": `title: filter
logsource: {category: dns}
filter: {rules: [a], selection: {query: b}, condition: not selection}
`,
  "notes.txt": "no rule"
};

let folder: string;

async function writeTo(name: string, order: readonly string[]): Promise<string> {
  for (const path of order) {
    await mkdir(join(folder, name, path, ".."), {recursive: true});
    await writeFile(join(folder, name, path), files[path]);
  }
  return join(folder, name);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeTo("one", Object.keys(files));
  await writeTo("elsewhere/two", Object.keys(files).reverse());
  await mkdir(join(folder, "empty"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

it("readRuleInput(folders) keeps the documents that may be run and their filters, and lists the others and the problems", async () => {
  const {input, problems} = await readRuleInput([join(folder, "one")], false);
  expect(input!.documents.map(({path, source}) => [path, source])).toEqual([
    ["c.yml", "user"],
    ["dns/a.yml", "user"],
    ["dns/b.yaml", "user"],
    ["dns/b.yaml", "user"],
    ["filter.yml", "user"]
  ]);
  expect(input!.documents[3].yaml).toBe(rule("part", "product: zeek, service: dns"));
  expect(input!.skipped).toMatchObject([
    {path: "windows/d.yml", title: "d", logSource: "product windows, category process_creation"}
  ]);
  expect(input!.problems).toMatchObject([{file: "broken.yml", line: 1}]);
  expect(problems[0].file).toBe(join(folder, "one", "broken.yml"));
});

it("readRuleInput(folders) gives the same wherever the folder is, in whatever order its files were made", async () => {
  const one = await readRuleInput([join(folder, "one")]);
  const two = await readRuleInput([join(folder, "elsewhere", "two")]);
  expect(two.input!.sha256).toBe(one.input!.sha256);
  expect(parseRuleInput(one.input!.text)).toEqual(one.input);
  expect(ruleSources(one.input)).toEqual({own: true, given: true});
  expect(ruleSources((await readRuleInput([])).input)).toEqual({own: true, given: false});
  expect(ruleSources((await readRuleInput([], false)).input)).toEqual({own: false, given: false});
});

it("plannedRules(input) has all rules in their order, what becomes of each, and filters applied", async () => {
  const {input} = await readRuleInput([join(folder, "one")], false);
  const planned = plannedRules(input!);
  expect(planned.map(({rule: {rule, title, state, log}}) => [rule, title, state, log])).toEqual([
    [1, "c", "run", null],
    [2, "a", "run", "dns"],
    [3, "b", "run", "dns"],
    [4, "part", "part", "dns"],
    [5, "d", "not applicable", null]
  ]);
  expect(planned[1].rule.sql).toContain(`query") = 'b'`);
  expect(planned[0].rule.sql).toContain(`query") = 'part'`);
});

it("checkRuleFolders(folders) throws a UsageError for what is not there, and what has no rules", async () => {
  await checkRuleFolders([join(folder, "one"), join(folder, "one", "c.yml")]);
  await expect(checkRuleFolders([join(folder, "none")])).rejects.toThrow(/^rules not found: /);
  await expect(checkRuleFolders([join(folder, "empty")])).rejects.toThrow(/^no rules in /);
});
