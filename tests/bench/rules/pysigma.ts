import {execFileSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import type {DuckDBConnection} from "@duckdb/node-api";
import {sqlName, sqlText} from "../../../src/core/sigma/sql/literal.js";
import {defaultTables} from "../../../src/core/sigma/sql/rule-query.js";
import type {PlacedRule} from "../../../src/core/sigma/sql/rule-query.js";

/** What pySigma’s queries found in SQLite; of each rule, its hits, or why there are none. */
export type PysigmaResult =
  {absent: string} | {seconds: number; cpuSeconds: number; hits: (number | string)[]};

/** Runs *rules* by the queries of pySigma, over copies of the tables of *from* in SQLite; one thread, as SQLite has. */
export async function runPysigma(
  from: DuckDBConnection,
  rules: readonly PlacedRule[],
  python: string
): Promise<PysigmaResult> {
  const folder = mkdtempSync(join(tmpdir(), "bench-pysigma-"));
  try {
    const tables: Record<string, {file: string; columns: Record<string, string>}> = {};
    for (const {table} of rules) {
      const name = defaultTables[table.table];
      if (Object.hasOwn(tables, name)) continue;
      const columns = Object.fromEntries(Object.values(table.columns).map(({column, type}) => [column, type])); // prettier-ignore
      const file = join(folder, `${name}.csv`);
      const values = Object.entries(columns).map(([column, type]) => type === "boolean" ? `CAST(${sqlName(column)} AS INTEGER) AS ${sqlName(column)}` : sqlName(column)); // prettier-ignore
      await from.run(`COPY (SELECT ${values.join(", ")} FROM ${sqlName(name)}) TO ${sqlText(file)} (FORMAT csv, HEADER false, NULLSTR '\u0001')`); // prettier-ignore
      tables[name] = {file, columns};
    }
    const task = join(folder, "task.json");
    const given = rules.map(({rule, table}) => ({
      yaml: rule.text,
      table: defaultTables[table.table],
      fields: Object.fromEntries(Object.entries(table.columns).map(([field, {column}]) => [field, column])) // prettier-ignore
    }));
    writeFileSync(task, JSON.stringify({tables, rules: given}));
    const script = fileURLToPath(new URL("pysigma.py", import.meta.url));
    const options = {encoding: "utf8", maxBuffer: 1 << 26} as const;
    return JSON.parse(execFileSync(python, [script, task], options)) as PysigmaResult;
  } catch (error) {
    return {absent: `no result of ${python}: ${String(error).slice(0, 200)}`};
  } finally {
    rmSync(folder, {recursive: true});
  }
}
