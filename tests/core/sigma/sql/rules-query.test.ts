import {DuckDBInstance} from "@duckdb/node-api";
import {expect, it} from "vitest";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import type {DetectionRule} from "../../../../src/core/sigma/rule.js";
import {flagPlace, flagsQuery} from "../../../../src/core/sigma/sql/flags-query.js";
import {publishedColumns} from "../../../../src/core/published/published-columns.js";
import {placeRule, ruleQuery} from "../../../../src/core/sigma/sql/rule-query.js";
import type {PlacedRule} from "../../../../src/core/sigma/sql/rule-query.js";
import {rulesQuery} from "../../../../src/core/sigma/sql/rules-query.js";
import {drawer} from "../random-rules.js";

const selections = [
  {query: "a*"},
  {"query|endswith": ".com", qtype_name: "txt"},
  {qtype_name: ["A", "TXT"]},
  {"query|neq": "abc"},
  {query: null},
  {"src_ip|cidr": "10.0.0.0/30", "query|contains": "b"},
  {"ts|hour": 3},
  {"record_type|re": "^A+$", "QueryName|cased": "B.com"}
];

it("rulesQuery(rules) and flagsQuery(rules) find for each rule what ruleQuery(rule) finds, nulls and keywords included", async () => {
  const connection = await (await DuckDBInstance.create(":memory:", {threads: "1"})).connect();
  await connection.run(`CREATE TABLE dns (${publishedColumns.dns})`);
  const draw = drawer(21);
  const rows = draw.list(200, () => {
    const query = draw.of(["'abc'", "'ABC'", "'b.com'", "'B.com'", "NULL", "''"]);
    return `(${draw.below(1000)}, TIMESTAMP '2026-01-01 0${draw.below(9)}:00:00', '10.0.0.${draw.below(6)}', 'd', 'u', ${query}, NULL, ${draw.of(["'A'", "'TXT'", "'AAAA'", "NULL"])}, 'r')`; // prettier-ignore
  });
  await connection.run(
    `INSERT INTO dns (event_id, time, src, dst, uid, raw_query, domain, qtype, rcode) VALUES ${rows.join(", ")}`
  );
  const rules = [
    ...selections.map((selection) => ({selection, condition: "selection"})),
    ...selections.map((selection) => ({selection, condition: "not selection"})),
    {keywords: ["abc"], condition: "keywords"},
    {keywords: ["B.C", "txt", "0.0.3", "03:00", "x"], condition: "keywords"},
    {keywords: {"|all": ["abc", "10.0.0.1"]}, condition: "not keywords"},
    // More conditions of a column, and more rules, than a number has bits.
    ...Array.from({length: 70}, (_, i) => ({selection: {"query|contains": [`x${i}`, "b.", "zz", "yy", "c"].slice(0, 1 + (i % 5))}, condition: i % 7 ? "selection" : "not selection"})) // prettier-ignore
  ].map((detection) => placeRule(parseRules(JSON.stringify({title: "t", logsource: {category: "dns"}, detection}), "t.yml").rules[0] as DetectionRule) as PlacedRule); // prettier-ignore
  const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson().map((row) => JSON.stringify(row)).sort(); // prettier-ignore
  const expected: string[] = [];
  for (const [i, rule] of rules.entries())
    for (const row of await read(`SELECT ${i} AS rule, * FROM (${ruleQuery(rule)})`)) expected.push(row); // prettier-ignore
  expect(expected.length).toBeGreaterThan(300);
  expect(await read(rulesQuery(rules))).toEqual(expected.sort());
  const repeated = Array.from({length: 5}, () => rules).flat(); // more than a column of flags has
  await connection.run(`CREATE TABLE flagged AS ${flagsQuery(repeated, "dns", ["event_id", "time"])}`); // prettier-ignore
  const flagged = repeated.map((_, i) => {
    const {column, bit} = flagPlace(i);
    return `SELECT ${i % rules.length} AS rule, event_id, time FROM flagged WHERE (${column} >> ${bit}) & 1 = 1`;
  });
  const fivefold = expected.flatMap((row) => [row, row, row, row, row]);
  expect(await read(flagged.join(" UNION ALL "))).toEqual(fivefold);
});
