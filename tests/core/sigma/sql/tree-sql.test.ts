import {DuckDBInstance} from "@duckdb/node-api";
import type {DuckDBConnection} from "@duckdb/node-api";
import {beforeAll, expect, it} from "vitest";
import {linkRules} from "../../../../src/core/sigma/link-rules.js";
import {treeMatcher} from "../../../../src/core/sigma/match/tree-matcher.js";
import {columnsOf} from "../../../../src/core/sigma/mappings/mapping.js";
import type {MappedTable} from "../../../../src/core/sigma/mappings/mapping.js";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import {placeRule, tableScope} from "../../../../src/core/sigma/sql/rule-query.js";
import {simplify, treeSql} from "../../../../src/core/sigma/sql/tree-sql.js";
import type {DetectionRule} from "../../../../src/core/sigma/rule.js";
import {drawRow, drawRule, eventOf} from "../drawn-rows.js";
import type {Row} from "../drawn-rows.js";
import {drawer, rounds} from "../random-rules.js";

const table: MappedTable = {
  table: "http",
  columns: {
    ...columnsOf("text", "text other ip"),
    ...columnsOf("number", "number"),
    ...columnsOf("boolean", "flag"),
    ...columnsOf("time", "time"),
    ...columnsOf("list", "list")
  }
};

let connection: DuckDBConnection;
const rows = drawer(3).list(120, (() => {
  const draw = drawer(4);
  return () => drawRow(draw);
})()); // prettier-ignore

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:", {threads: "1"})).connect();
  await connection.run("CREATE TABLE rows (id INTEGER, text VARCHAR, other VARCHAR, ip VARCHAR, number DOUBLE, flag BOOLEAN, time TIMESTAMP, list VARCHAR)"); // prettier-ignore
  for (const [i, row] of rows.entries()) {
    const text = (value: string | null) => (value === null ? "NULL" : `'${value.replaceAll("'", "''")}'`); // prettier-ignore
    await connection.run(`INSERT INTO rows VALUES (${i}, ${text(row.text)}, ${text(row.other)}, ${text(row.ip)}, ${row.number}, ${row.flag}, ${text(row.time)}, ${text(row.list)})`); // prettier-ignore
  }
});

it("treeSql(tree) finds the rows that treeMatcher(tree) matches, over drawn rules", async () => {
  const draw = drawer(5);
  const scope = tableScope(table);
  let [hits, valid] = [0, 0];
  for (let i = 0; i < rounds(250); ++i) {
    const source = drawRule(draw);
    const {rules, problems} = parseRules(source, "drawn.yml");
    if (rules.length === 0) {
      expect(problems[0].message).not.toBe("");
      continue;
    }
    ++valid;
    const {tree} = rules[0] as DetectionRule;
    if (source.includes('"|')) continue; // the text of an event is not that of a row: tested below
    const simplified = simplify(tree, (field) => field in table.columns);
    const matches = treeMatcher(tree);
    const expected = rows.flatMap((row, id) => (matches(eventOf(row)) ? [id] : []));
    for (const printed of [tree, simplified]) {
      const reader = await connection.runAndReadAll(`SELECT id FROM rows WHERE ${treeSql(printed, scope)} ORDER BY id`); // prettier-ignore
      expect(
        reader.getRows().map(([id]) => id),
        source
      ).toEqual(expected);
    }
    hits += expected.length;
  }
  expect(valid).toBeGreaterThan(50);
  expect(hits).toBeGreaterThan(100);
});

it("treeSql(tree) finds keywords in any column", async () => {
  const [rule] = parseRules('{"title": "t", "logsource": {}, "detection": {"words": ["drop TABLE", "windows"], "condition": "words"}}', "t.yml").rules; // prettier-ignore
  const reader = await connection.runAndReadAll(`SELECT id FROM rows WHERE ${treeSql((rule as DetectionRule).tree, tableScope(table))} ORDER BY id`); // prettier-ignore
  const has = ({text, other}: Row) => /drop table|windows/i.test(`${text}\n${other}`);
  expect(reader.getRows().map(([id]) => id)).toEqual(rows.flatMap((row, id) => (has(row) ? [id] : []))); // prettier-ignore
});

it("placeRule(rule) says why a rule is not applicable, and which fields a table does not have", () => {
  const rule = (logsource: object, selection: object) =>
    linkRules(parseRules(JSON.stringify({title: "t", logsource, detection: {selection, condition: "selection"}}), "t.yml").rules).rules[0].rule as DetectionRule; // prettier-ignore
  expect(placeRule(rule({product: "okta"}, {a: 1}))).toBe("no log of this kind is read");
  expect(placeRule(rule({product: "suricata", service: "alert"}, {signature: "a"}))).toMatch(/^no table of events of Suricata/); // prettier-ignore
  expect(placeRule(rule({category: "dns"}, {parent: "a"}))).toMatch(/^never true of dns.log of Zeek/); // prettier-ignore
  expect(placeRule(rule({category: "dns"}, {query: "a", "parent|neq": "b"}))).toMatchObject({missing: ["parent"]}); // prettier-ignore
});
