import {existsSync, readdirSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {DuckDBInstance} from "@duckdb/node-api";
import type {DuckDBConnection} from "@duckdb/node-api";
import {beforeAll, expect, it} from "vitest";
import {explainTree} from "../../../src/core/sigma/explain.js";
import {linkRules} from "../../../src/core/sigma/link-rules.js";
import type {LinkedRule} from "../../../src/core/sigma/link-rules.js";
import {SigmaEvent} from "../../../src/core/sigma/match/event.js";
import {RuleMatcher} from "../../../src/core/sigma/match/match-rules.js";
import {zeekTables} from "../../../src/core/sigma/mappings/zeek.js";
import {checkSchema} from "../../../src/core/sigma/parse/check-schema.js";
import {parseRules} from "../../../src/core/sigma/parse/parse-rules.js";
import {readYaml} from "../../../src/core/sigma/parse/read-yaml.js";
import {correlationQuery} from "../../../src/core/sigma/sql/correlation-query.js";
import {PlacementError} from "../../../src/core/sigma/sql/correlation-writer.js";
import {placeRule, ruleQuery} from "../../../src/core/sigma/sql/rule-query.js";
import {drawer} from "./random-rules.js";
import type {Drawer} from "./random-rules.js";

/** Rules of our own that have every construct; SigmaHQ’s beside them where they are. */
const seeds = [
  "title: a\nlogsource:\n    category: dns\ndetection:\n    selection:\n        query|contains|windash:\n            - ' -a*b'\n            - null\n        src_ip|cidr:\n            - '10.0.0.0/9'\n            - 'fc00::/7'\n        query|re|i: '^(a|b){2,5}[^x-z]\\d+$'\n    filter_1:\n        - record_type|neq: TXT\n        - ts|hour|gte: 5\n    keywords:\n        - 'x*y'\n        - 5\n    condition: selection and not 1 of filter_* or keywords\n",
  "title: b\nlogsource: {product: zeek, service: conn}\ndetection:\n    s:\n        id.resp_p|gte: 10\n        duration|lt: 1.5\n        local_orig: true\n        service|fieldref|contains: proto\n        history|wide|base64offset|contains: abc\n        conn_state|exists: true\n    condition: all of them\n",
  "title: c\nname: cc\ncorrelation:\n    type: temporal_ordered\n    rules: [aa, bb]\n    group-by: [src_ip]\n    timespan: 5m\n    condition: {gte: 2, lt: 9}\n    aliases:\n        src_ip: {aa: id.orig_h}\n---\ntitle: a\nname: aa\nlogsource: {category: dns}\ndetection: {s: {query: 'a?b*c'}, condition: s}\n---\ntitle: b\nname: bb\nlogsource: {category: proxy}\ndetection: {s: {c-uri|endswith: .exe}, condition: not s}\n---\ntitle: d\ncorrelation: {type: value_percentile, rules: [cc, aa], group-by: [], timespan: 1h, condition: {field: query, percentile: 50, gte: 1}}\n"
];

const words = ["*", "?", "\\", "'", '"', "|", "|re", "|cidr", "|base64offset", "|contains", "|all", "|neq", "%", "{1000}", "(?i)", "[^", "]", "(", ")", ": ", "\n", "- ", "&a ", "*a", "null", "true", "1e309", "0x7f", "\0", "\u{1F600}", "\ud800", "; DROP TABLE events; --", "--", "/*", "$1", "not ", "1 of ", "them", "~", "!!js/function ", "---\n", "é", "::/0", "'''", "\\x{10FFFF}", "{2,999}"]; // prettier-ignore

function mutate(draw: Drawer, text: string): string {
  let mutated = text;
  for (let i = draw.below(6); i >= 0; --i) {
    const at = draw.below(mutated.length + 1);
    const length = draw.of([0, 0, 1, 2, 10]);
    const other = draw.below(mutated.length);
    const piece = draw.chance(0.7) ? draw.of(words) : mutated.slice(other, other + draw.below(30));
    mutated = mutated.slice(0, at) + piece + mutated.slice(at + length);
  }
  return mutated;
}

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:", {threads: "1"})).connect();
  const types = {text: "VARCHAR", list: "VARCHAR", number: "DOUBLE", boolean: "BOOLEAN", time: "TIMESTAMP"}; // prettier-ignore
  for (const {table} of zeekTables) {
    const columns = new Map(Object.values(table!.columns).map(({column, type}) => [column, types[type]])); // prettier-ignore
    columns.set("event_id", "BIGINT").set("time", "TIMESTAMP");
    const name = table!.table === "flows" ? "events" : table!.table;
    await connection.run(`CREATE TABLE ${name} (${[...columns].map(([column, type]) => `"${column}" ${type}`).join(", ")})`); // prettier-ignore
    await connection.run(`INSERT INTO ${name} (event_id, time, src, dst, uid) VALUES (1, TIMESTAMP '2026-01-01', '10.1.1.1', '::1', 'a-b'), (2, TIMESTAMP '2026-01-02', 'x', NULL, '')`); // prettier-ignore
  }
});

const event = new SigmaEvent({query: " /axxb", "id.resp_p": 443, ts: 1767225600, list: ["a", null], deep: {er: 1}}); // prettier-ignore

/** Runs a rule every way; returns whether it was compiled to SQL. */
async function runRule(linked: LinkedRule): Promise<boolean> {
  const query = queryOf(linked);
  if (linked.rule.kind === "rule") explainTree(linked.rule.tree);
  if (query === undefined) return false;
  await connection.runAndReadAll(query);
  return true;
}

function queryOf(linked: LinkedRule): string | undefined {
  if (!("correlated" in linked)) {
    const placed = placeRule(linked.rule);
    return typeof placed === "string" ? undefined : ruleQuery(placed);
  }
  try {
    return correlationQuery(linked);
  } catch (error) {
    if (!(error instanceof PlacementError)) throw error;
    return undefined;
  }
}

// ATALAYA_TEST_MUTATIONS=100000 takes some minutes.
it("parser and compiler survive mutated rules: no crash, no SQL that DuckDB rejects, nothing that the schema does not allow", async () => {
  const shared = fileURLToPath(new URL("../../../../shared/data/sigma", import.meta.url));
  const more = existsSync(shared)
    ? readdirSync(shared).filter((name) => name.endsWith(".yml"))
    : [];
  const texts = [...seeds, ...more.map((name) => readFileSync(`${shared}/${name}`, "utf8"))];
  const draw = drawer(Number(process.env.ATALAYA_TEST_SEED ?? 13));
  let [valid, compiled, rejected] = [0, 0, 0];
  for (let i = 0; i < Number(process.env.ATALAYA_TEST_MUTATIONS ?? 400); ++i) {
    const text = i < texts.length ? texts[i] : mutate(draw, draw.of(draw.chance(0.7) ? seeds : texts)); // prettier-ignore
    try {
      const {rules, problems} = parseRules(text, "fuzz.yml");
      const linked = linkRules(rules);
      rejected += problems.length;
      for (const {message} of problems) expect(message).toMatch(/^(in|un|missing|duplicate|too|nested|cyclic)/); // prettier-ignore
      new RuleMatcher(linked.rules).add(event, 0);
      for (const rule of linked.rules) {
        ++valid;
        compiled += Number(await runRule(rule));
      }
      if (problems.length === 0)
        for (const {value} of readYaml(text, "fuzz.yml").documents) {
          const kind = "correlation" in (value as object) ? "correlation" : "filter" in (value as object) ? "filter" : "rule"; // prettier-ignore
          expect(checkSchema(kind, value)).toEqual([]);
        }
    } catch (error) {
      throw new Error(`${JSON.stringify(text)}: ${String(error).slice(0, 600)}`, {cause: error});
    }
  }
  if (process.env.ATALAYA_TEST_MUTATIONS !== undefined)
    console.info(`${valid} valid rules, ${compiled} of them as SQL, ${rejected} problems`);
  expect(compiled).toBeGreaterThan(100);
  expect(rejected).toBeGreaterThan(100);
});
