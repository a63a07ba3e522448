import {existsSync} from "node:fs";
import {parseArgs} from "node:util";
import {DuckDBInstance} from "@duckdb/node-api";
import type {DuckDBConnection} from "@duckdb/node-api";
import {ruleKey} from "../../src/core/sigma/rule.js";
import {defaultTables, ruleQuery} from "../../src/core/sigma/sql/rule-query.js";
import type {PlacedRule} from "../../src/core/sigma/sql/rule-query.js";
import {rulesQuery} from "../../src/core/sigma/sql/rules-query.js";
import {collectRules} from "./rules/collect-rules.js";
import {makeFeedTables} from "./rules/feed-tables.js";
import {runPysigma} from "./rules/pysigma.js";

/**
 * Measures 100 rules for single events over the logs of the synthetic feed in DuckDB, on two threads: those of a table in one
 * query, and each in a query of its own; beside them, the queries of pySigma in SQLite over the same records. Prints JSON.
 *
 *     npm run bench:rules -- [--flows 1000000] [--rules 100] [--repeats 5] [--sigmahq DIR] [--python FILE]
 *
 * Rules are those that come with the product, those of ../shared/data/sigma, and, with --sigmahq, those of a tree of SigmaHQ;
 * the rest is drawn.
 */
const {values} = parseArgs({
  options: {
    flows: {type: "string", default: "1000000"},
    rules: {type: "string", default: "100"},
    repeats: {type: "string", default: "5"},
    sigmahq: {type: "string"},
    python: {type: "string", default: "python3"}
  }
});
const connection = await (await DuckDBInstance.create(":memory:", {threads: "2"})).connect();
const records = await makeFeedTables(connection, Number(values.flows));
if (values.sigmahq && !existsSync(values.sigmahq)) throw new Error(`not found: ${values.sigmahq}`);
const {placed, from} = await collectRules(Number(values.rules), values.sigmahq);
const tables = [...new Set(placed.map(({table}) => table.table))];
const together = await measure(connection, async (read, hits) => {
  for (const table of tables) {
    const of = placed.map((rule, i) => ({rule, i})).filter(({rule}) => rule.table.table === table);
    const rows = await read(`SELECT rule, count(*) FROM (${rulesQuery(of.map(({rule}) => rule))}) GROUP BY rule`); // prettier-ignore
    for (const [rule, n] of rows) hits[of[rule].i] = n;
  }
});
const apart = await measure(connection, async (read, hits) => {
  for (const [i, rule] of placed.entries()) hits[i] = (await read(`SELECT 0, count(*) FROM (${countable(rule)})`))[0][1]; // prettier-ignore
});
const pysigma = await runPysigma(connection, placed, values.python);
const counts = "hits" in pysigma ? pysigma.hits : [];
const compared = counts.flatMap((theirs, i) => typeof theirs === "number" ? [{title: placed[i].rule.title, ours: together.hits[i], theirs}] : []); // prettier-ignore
const notConverted = counts.flatMap((theirs, i) => typeof theirs === "string" ? [{rule: ruleKey(placed[i].rule), reason: theirs.slice(0, 80)}] : []); // prettier-ignore
console.log(
  JSON.stringify(
    {
      rules: placed.length,
      from,
      rulesByTable: Object.fromEntries(tables.map((table) => [defaultTables[table], placed.filter((rule) => rule.table.table === table).length])), // prettier-ignore
      records,
      threads: 2,
      oneQueryATable: {seconds: together.seconds, cpuSeconds: together.cpuSeconds},
      oneQueryARule: {seconds: apart.seconds, cpuSeconds: apart.cpuSeconds},
      hits: together.hits.reduce((sum, n) => sum + n, 0),
      sameHits: JSON.stringify(together.hits) === JSON.stringify(apart.hits),
      pysigma: "hits" in pysigma ? {seconds: pysigma.seconds, cpuSeconds: pysigma.cpuSeconds, ratio: pysigma.seconds / together.seconds, cpuRatio: pysigma.cpuSeconds / together.cpuSeconds, compared: compared.length, different: compared.filter(({ours, theirs}) => ours !== theirs), notConverted} : pysigma // prettier-ignore
    },
    null,
    2
  )
);

function countable(rule: PlacedRule): string {
  return ruleQuery(rule).replace(/\nORDER BY "time", "event_id"$/, "");
}

type Read = (sql: string) => Promise<[rule: number, n: number][]>;

/** Returns the time of the fastest of the repeats of *work*, in seconds, that of processors, and the hits of each rule. */
async function measure(
  on: DuckDBConnection,
  work: (read: Read, hits: number[]) => Promise<void>
): Promise<{seconds: number; cpuSeconds: number; hits: number[]}> {
  let best = {seconds: Infinity, cpuSeconds: Infinity, hits: [] as number[]};
  const read: Read = async (sql) => (await on.runAndReadAll(sql)).getRows().map(([rule, n]) => [Number(rule), Number(n)]); // prettier-ignore
  for (let i = 0; i < Number(values.repeats); ++i) {
    const hits = placed.map(() => 0);
    const [start, used] = [performance.now(), process.cpuUsage()];
    await work(read, hits);
    const {user, system} = process.cpuUsage(used);
    const seconds = (performance.now() - start) / 1000;
    if (seconds < best.seconds) best = {seconds, cpuSeconds: (user + system) / 1e6, hits};
  }
  return best;
}
