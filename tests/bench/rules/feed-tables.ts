import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {Reporter} from "../../../pipeline/artifacts/context.js";
import {writeSyntheticLogs} from "../../../pipeline/ingestion/synthetic/write-logs.js";
import {mappings} from "../../../src/core/sigma/mappings/registry.js";
import type {MappedColumn, MappedTable} from "../../../src/core/sigma/mappings/mapping.js";
import {sqlName, sqlText} from "../../../src/core/sigma/sql/literal.js";
import {defaultTables} from "../../../src/core/sigma/sql/rule-query.js";

/** The tables of a log, and how many records each has. */
export type TableSizes = Record<string, number>;

const quiet: Reporter = {begin() {}, progress() {}, end() {}, warn() {}};

/** Makes the published tables that rules are run on from the logs of the synthetic feed with *flows* flows. */
export async function makeFeedTables(to: DuckDBConnection, flows: number): Promise<TableSizes> {
  const folder = mkdtempSync(join(tmpdir(), "bench-rules-"));
  const sizes: TableSizes = {};
  try {
    const logs = join(folder, "logs");
    const {files} = writeSyntheticLogs(logs, {flows}, quiet);
    for (const mapping of mappings) {
      const {table, sources} = mapping;
      const log = sources.find(({product, service}) => product === "zeek" && service)?.service;
      if (!table || !log) continue;
      const name = defaultTables[table.table];
      const file = files.includes(`${log}.log`) ? join(logs, `${log}.log`) : undefined;
      await makeTable(to, name, table, file);
      const [[n]] = (await to.runAndReadAll(`SELECT CAST(count(*) AS INTEGER) FROM ${sqlName(name)}`)).getRows(); // prettier-ignore
      sizes[name] = n as number;
    }
  } finally {
    rmSync(folder, {recursive: true});
  }
  return sizes;
}

const types = {text: "VARCHAR", list: "VARCHAR", number: "DOUBLE", boolean: "BOOLEAN", time: "TIMESTAMP"} as const; // prettier-ignore

/** The columns of a table by their names, with the fields of Zeek that they hold. */
function columnsOf({columns}: MappedTable): Map<string, MappedColumn & {fields: string[]}> {
  const found = new Map<string, MappedColumn & {fields: string[]}>();
  for (const [field, column] of Object.entries(columns)) {
    const known = found.get(column.column) ?? {...column, fields: []};
    known.fields.push(field);
    found.set(column.column, known);
  }
  return found;
}

async function makeTable(
  to: DuckDBConnection,
  name: string,
  table: MappedTable,
  file: string | undefined
): Promise<void> {
  const columns = columnsOf(table);
  if (!file) {
    const empty = [...columns.values()].map(({column, type}) => `${sqlName(column)} ${types[type]}`); // prettier-ignore
    await to.run(`CREATE TABLE ${sqlName(name)} (event_id BIGINT, ${empty.join(", ")})`);
    return;
  }
  const head = readFileSync(file).subarray(0, 8192).toString("utf8").split("\n");
  const names = head
    .find((line) => line.startsWith("#fields\t"))!
    .split("\t")
    .slice(1);
  const list = names.map((field) => `${sqlText(field)}: 'VARCHAR'`).join(", ");
  const log = `read_csv(${sqlText(file)}, columns = {${list}}, auto_detect = false, delim = '\t', quote = '', escape = '', header = false, nullstr = '-', null_padding = true, strict_mode = false)`; // prettier-ignore
  const selected = [...columns.values()].map(({column, type, fields}) => {
    const given = fields.find((field) => names.includes(field));
    return `${given === undefined ? `CAST(NULL AS ${types[type]})` : valueOf(type, sqlName(given))} AS ${sqlName(column)}`;
  });
  await to.run(`CREATE TABLE ${sqlName(name)} AS SELECT row_number() OVER () AS event_id, ${selected.join(", ")} FROM ${log} WHERE ${sqlName(names[0])} NOT LIKE '#%'`); // prettier-ignore
}

function valueOf(type: MappedColumn["type"], value: string): string {
  if (type === "time") return `CAST(make_timestamp(CAST(CAST(${value} AS DOUBLE) * 1e6 AS BIGINT)) AS TIMESTAMP)`; // prettier-ignore
  if (type === "boolean") return `CAST(${value} AS VARCHAR) = 'T'`;
  return `CAST(${value} AS ${types[type]})`;
}
