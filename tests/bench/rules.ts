import {existsSync, readdirSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {DuckDBInstance} from "@duckdb/node-api";
import type {DuckDBConnection} from "@duckdb/node-api";
import {parseRules} from "../../src/core/sigma/parse/parse-rules.js";
import {placeRule, ruleQuery} from "../../src/core/sigma/sql/rule-query.js";
import type {PlacedRule} from "../../src/core/sigma/sql/rule-query.js";
import {rulesQuery} from "../../src/core/sigma/sql/rules-query.js";

/**
 * Measures 100 rules over a million DNS records and a million HTTP requests in DuckDB, on two threads: all in one query a
 * table, and each in a query of its own. The rules are those of ../shared/data/sigma that have a table, if they are there, and
 * drawn ones. Arguments: the number of records, and how often each is measured.
 */
const events = Number(process.argv[2] ?? 1_000_000);
const repeats = Number(process.argv[3] ?? 3);
const rules = 100;

const connection = await (await DuckDBInstance.create(":memory:", {threads: "2"})).connect();
await makeTables(connection);
const placed = collectRules();
for (const table of ["dns", "http"] as const) {
  const ours = placed.filter((rule) => rule.table.table === table);
  const together = await time(() => connection.runAndReadAll(`SELECT rule, count(*) FROM (${rulesQuery(ours)}) GROUP BY rule`)); // prettier-ignore
  const apart = await time(async () => {
    for (const rule of ours) await connection.runAndReadAll(`SELECT count(*) FROM (${ruleQuery(rule)})`); // prettier-ignore
  });
  const text = ({ms, cpu}: {ms: number; cpu: number}) => `${ms} ms (${cpu} ms of processors)`;
  console.log(`${table}: ${ours.length} rules over ${events} records: ${text(together)} in one query, ${text(apart)} in one each`); // prettier-ignore
}

async function makeTables(to: DuckDBConnection): Promise<void> {
  const client = "'10.0.' || (hash(i) % 4) || '.' || (hash(i + 1) % 250)";
  const id =
    "i AS event_id, TIMESTAMP '2026-01-01' + to_milliseconds(i * 600) AS time, 'C' || i AS uid";
  // Few names are frequent and many are rare, as in a log: the rank of a name follows a power law.
  const rank = "CAST(floor(pow(60000, (hash(i * 7) % 1000000) / 1000000.0)) AS BIGINT)";
  const name = `'host' || ${rank} || '.Zone' || (${rank} % 900) || '.com'`;
  await to.run(`CREATE TABLE dns AS SELECT ${id}, ${client} AS src, '10.0.0.53' AS dst, ${name} AS query, 'zone' || (${rank} % 900) || '.com' AS domain, ['A', 'AAAA', 'TXT', 'MX'][1 + CAST(${rank} % 4 AS INTEGER)] AS qtype, CASE WHEN ${rank} % 50 = 0 THEN 'NXDOMAIN' ELSE 'NOERROR' END AS rcode FROM range(${events}) t(i)`); // prettier-ignore
  await to.run(`CREATE TABLE http AS SELECT ${id}, ${client} AS src, '93.184.' || (${rank} % 250) || '.7' AS dst, CASE WHEN i % 50 = 0 THEN 'POST' ELSE 'GET' END AS method, ${name} AS host, 'zone' AS domain, '/path/' || (${rank} % 20000) || '/file' || (${rank} % 7) || CASE WHEN ${rank} % 900 = 1 THEN '.exe' ELSE '.html' END AS uri, 'Mozilla/5.0 (agent ' || (hash(i) % 300) || ')' AS user_agent, CAST(200 AS INTEGER) AS status, CAST(i % 5000 AS BIGINT) AS request_bytes, CAST(hash(i) % 90000 AS BIGINT) AS response_bytes, 'text/html' AS mime_types FROM range(${events}) t(i)`); // prettier-ignore
}

function collectRules(): PlacedRule[] {
  const shared = fileURLToPath(new URL("../../../shared/data/sigma", import.meta.url));
  const files = existsSync(shared)
    ? readdirSync(shared).filter((name) => name.endsWith(".yml"))
    : [];
  const texts = files.map((name) => readFileSync(`${shared}/${name}`, "utf8"));
  const found: PlacedRule[] = [];
  for (let i = 0; found.length < rules; ++i) {
    const [rule] = parseRules(texts[i] ?? drawnRule(i), `${i}.yml`).rules;
    const place = rule.kind === "rule" ? placeRule(rule) : "";
    if (typeof place !== "string") found.push(place);
  }
  return found;
}

/** Rules as SigmaHQ has them: ends of names, words in paths, agents; some with filters, some with expressions. */
function drawnRule(i: number): string {
  const list = (prefix: string, n: number) =>
    Array.from({length: n}, (_, k) => `'${prefix}${i}-${k}'`).join(", ");
  const details = [
    `category: dns}\ndetection: {s: {query|endswith: [${list(".bad", 20)}]}, condition: s}`,
    `category: dns}\ndetection: {s: {query|contains: [${list("pool", 10)}], record_type: TXT}, f: {query|endswith: .com}, condition: s and not f}`,
    `category: proxy}\ndetection: {s: {c-uri|endswith: [${list(".e", 12)}], cs-method: POST}, condition: s}`,
    `category: proxy}\ndetection: {s: {c-useragent|contains: [${list("bot", 8)}]}, condition: s}`,
    `category: proxy}\ndetection: {s: {c-uri|re: '/wp-(admin|login)${i}[a-z]+\\.php'}, t: {c-uri|contains|all: ['cmd${i}', '=']}, condition: 1 of them}`
  ];
  return `title: drawn ${i}\nlogsource: {${details[i % details.length]}\n`;
}

/** Returns the milliseconds, and those of processors, of the fastest of *repeats* calls. */
async function time(call: () => Promise<unknown>): Promise<{ms: number; cpu: number}> {
  let best = {ms: Infinity, cpu: Infinity};
  for (let i = 0; i < repeats; ++i) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await call();
    const {user, system} = process.cpuUsage(used);
    const ms = Math.round(performance.now() - start);
    if (ms < best.ms) best = {ms, cpu: Math.round((user + system) / 1000)};
  }
  return best;
}
