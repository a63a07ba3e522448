import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {evaluate} from "../../../pipeline/evaluation/evaluate.js";
import {train} from "../../../pipeline/training/train.js";
import {transform} from "../../../pipeline/transformation/transform.js";
import {readLogs} from "../../../src/components/your-log/read-logs.js";
import type {LogField} from "../../../src/core/readers/fields.js";
import type {LogKind} from "../../../src/core/readers/kinds/kind.js";
import {connections, logKinds} from "../../../src/core/readers/kinds/registry.js";
import {anyTime} from "../../../src/core/readers/time-bounds.js";
import type {DetectedTable} from "../../../src/core/readers/format.js";
import {detectLog} from "../../../src/core/readers/registry.js";
import {normalFlows, smallLog} from "../small-log.js";
import {factsOf, queryRaw} from "./read-raw.js";
import {testContext} from "./test-context.js";

const numeric = ["time", "port", "code", "count", "duration"];
const start = 1_700_000_000;

/** Values that somebody may send, as text; those that are JSON numbers are sent as such too. */
const values = [
  ..."1e48 1e308 1e999 -1 -0.5 9223372036854775808 18446744073709551616 9007199254740993".split(
    " "
  ),
  ..."9007199254740991 1e-320 5e-324 Infinity -Infinity NaN nan 0x10 1e5 1e9 1000000000.5".split(
    " "
  ),
  ..."65535 65536 0 00 1 1.5 1e0 +1 1_000 1,5 ١ ٣ true".split(" "),
  " 5",
  "5 ",
  "9".repeat(100_000),
  `0.${"0".repeat(100_000)}1`
];

/** Says whether *text* is a value of a field, by its own road: exact integers, and the language’s decimals. */
function isValue(kind: string, text: string): boolean {
  if (kind === "duration")
    return /^\d+(\.\d*)?([eE][-+]?\d+)?$/.test(text) && text.length < 400 && Number(text) <= 1e9;
  if (kind === "time") return /^\d{1,10}(\.\d+)?$/.test(text) && Number(text) < 9_007_199_254;
  if (!/^\d+$/.test(text) || text.length > 16) return false;
  return BigInt(text) <= (kind === "count" ? 2n ** 53n - 1n : 65_535n);
}

/** What a field holds where nothing is tried. */
const usual: Record<string, string> = {
  time: String(start),
  address: "10.0.0.1",
  port: "443",
  code: "1",
  count: "7",
  duration: "0.5",
  flag: "T",
  text: "x",
  list: "x",
  number: "1",
  instant: "1",
  secret: "x"
};

const isNumeric = ({kind}: LogField) => numeric.includes(kind);

/** Fields that take any text of a bounded length: what is no number becomes null later. */
const isLenient = ({kind}: LogField) => kind === "number" || kind === "instant";

/** Returns a log of *kind* with a row for each numeric field and value, and how many of them are none. */
function extremeLog({name, fields}: LogKind, form: "tsv" | "text" | "json") {
  const lenient = fields.filter(isLenient).slice(0, 1);
  const rowsOf = (isTried: (field: LogField) => boolean) =>
    values.map((value) => fields.map((field) => (isTried(field) ? value : usual[field.kind])));
  const rows = [
    ...fields.filter(isNumeric).flatMap((tried) => rowsOf((field) => field === tried)),
    ...lenient.flatMap((tried) => rowsOf((field) => field === tried))
  ];
  const tooLong = form === "json" || lenient.length === 0 ? 0 : values.filter(({length}) => length > 65_536).length; // prettier-ignore
  const names = fields.map((field) => field.names[0]);
  const invalid =
    fields.filter(isNumeric).flatMap(({kind}) =>
      values.filter((value) => {
        if (form !== "json" || !isJsonNumber(value)) return !isValue(kind, value);
        return !isValue(kind, String(Number(value)));
      })
    ).length + tooLong;
  const text =
    form === "tsv"
      ? [`#path\t${name}`, `#fields\t${names.join("\t")}`, ...rows.map((row) => row.join("\t"))]
      : rows.map((row) => {
          const cells = row.map((cell, i) => {
            const isNumber = isNumeric(fields[i]) || isLenient(fields[i]);
            const quote = form === "text" || !isNumber || !isJsonNumber(cell);
            return `${JSON.stringify(names[i])}:${quote ? JSON.stringify(cell) : cell}`;
          });
          return `{"_path":"${name}",${cells.join(",")}}`;
        });
  return {name: `${name}.${form}.log`, text: `${text.join("\n")}\n`, rows: rows.length, invalid};
}

function isJsonNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text);
}

it("every numeric field of every kind of log takes an extreme value to the end, or rejects its line", async () => {
  const context = await testContext();
  const logs = logKinds.flatMap((kind) =>
    (["tsv", "text", "json"] as const).map((form) => extremeLog(kind, form))
  );
  await writeFile(join(context.folder, "0.log"), smallLog(normalFlows(300)));
  for (const {name, text} of logs) await writeFile(join(context.folder, name), text);
  const request = {kind: "files" as const, patterns: [`${context.folder}/*.log`]};
  const time = {...anyTime, automatic: false};
  const raw = (await ingest({...request, time}, context)).manifest;
  const {files, ...facts} = factsOf(raw);
  for (const {name, rows, invalid} of logs) {
    const file = files.find((one) => one.name === name)!;
    expect(file, name).toMatchObject({accepted: rows - invalid, rejected: invalid});
  }
  expect(facts.lines).toBe(facts.comments + facts.accepted + facts.rejected);
  const silver = (await transform(raw, context)).manifest;
  expect(silver.rows).toBe(raw.rows);
  const models = (await train(silver, {trees: 20}, context)).manifest;
  const evaluation = (await evaluate({raw, silver, models}, {}, context)).manifest;
  expect(evaluation.rows).toBe(raw.rows);
  expect(evaluation.files.map(({path}) => path)).toContain("published/events.duckdb");
  const rejected = await queryRaw<{reason: string; n: number}>(
    raw,
    context,
    "SELECT reason, count(*)::DOUBLE AS n FROM rejected GROUP BY reason"
  );
  for (const {reason} of rejected)
    expect(reason).toMatch(
      /^(invalid (time|port|code|count|duration|number|instant); expected|missing value)/
    );
}, 120_000);

it("Your log takes and rejects the very numbers that ingestion takes and rejects", async () => {
  const context = await testContext();
  const logs = [
    ...(["tsv", "text", "json"] as const).map((form) => extremeLog(connections, form)),
    table("csv"),
    table("jsonl")
  ];
  const watch = {progress: () => {}, isCancelled: () => false};
  for (const {name, text} of logs) {
    const path = join(context.folder, name);
    await writeFile(path, text);
    const {manifest} = await ingest({kind: "files", patterns: [path]}, context);
    const detected = detectLog(new TextEncoder().encode(text.slice(0, 20_000)), false);
    const mapping = (detected as DetectedTable).mapping ?? null;
    const read = await readLogs([{file: new File([text], name), mapping}], watch);
    expect(read.table.rows, name).toBe(manifest.rows);
    const rejected = await queryRaw(
      manifest,
      context,
      "SELECT line, field, reason, excerpt FROM rejected ORDER BY line"
    );
    expect(read.rejections.map(({file: _, index: _i, ...rest}) => rest)).toEqual(rejected);
  }
}, 60_000);

/** Returns a table of connections with a row for each column of numbers and value. */
function table(form: "csv" | "jsonl") {
  const names = "ts src dst dst_port duration orig_bytes resp_bytes orig_pkts".split(" ");
  const row = [String(start), "10.0.0.1", "192.0.2.1", "443", "0.5", "7", "7", "7"];
  const tried = names.flatMap((_, i) =>
    i === 1 || i === 2 ? [] : values.map((value) => row.map((cell, j) => (i === j ? value : cell)))
  );
  const rows = [row, row, row, ...tried];
  const quoted = (cell: string) => (cell.includes(",") ? `"${cell}"` : cell);
  const lines =
    form === "csv"
      ? [names.join(","), ...rows.map((cells) => cells.map(quoted).join(","))]
      : rows.map((cells) => JSON.stringify(Object.fromEntries(names.map((name, i) => [name, cells[i]])))); // prettier-ignore
  return {name: `table.${form}`, text: `${lines.join("\n")}\n`};
}
