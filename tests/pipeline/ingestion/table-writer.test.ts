import {join} from "node:path";
import {expect, it} from "vitest";
import {literals, openSession} from "../../../pipeline/duckdb/session.js";
import {tableWriter} from "../../../pipeline/ingestion/table-writer.js";
import {testContext} from "./test-context.js";

const texts = [
  ...["", " ", "\t", "\n", "\r\n", "\0", '"', '""', "'", ",", "\\", "\\N", "NULL", "-", "#"],
  ...["\u202eevil", "\ufeff", "\ufffd", "\u2028", "😀", "é", "$(id)", "'; DROP TABLE events; --"],
  ...["x".repeat(65536), 'é"\n'.repeat(20_000), '"'.repeat(65536)]
];

it("tableWriter(options) brings any text, number and flag back as it was", async () => {
  const {folder} = await testContext();
  const session = await openSession({scratch: folder});
  const path = join(folder, "t.parquet");
  const writer = tableWriter({
    pathOf: () => path,
    columns: [
      {name: "text", type: "VARCHAR"},
      {name: "number", type: "DOUBLE"},
      {name: "flag", type: "BOOLEAN"}
    ]
  });
  const rows = texts.map((text, i) => [text, i ? 1 / i : 9007199254740991, i % 2 === 0] as const);
  for (const row of [...rows, [null, null, null]]) {
    for (const value of row) writer.put(value);
    writer.endRow();
  }
  expect(writer.finish()).toEqual([texts.length + 1]);
  const stored = await session.rows(
    `SELECT hex(text), number, flag FROM read_parquet(${literals([path])})`
  );
  session.close();
  const hex = (text: string) => Buffer.from(text).toString("hex").toUpperCase();
  expect(stored.map((row) => Object.values(row))).toEqual([
    ...rows.map(([text, number, flag]) => [hex(text), number, flag]),
    [null, null, null]
  ]);
});

it.each([
  [0, [0]],
  [9, [9]],
  [10, [10]],
  [25, [10, 10, 5]]
])("tableWriter(options) cuts %i rows into parts of ten", async (n, parts) => {
  const {folder} = await testContext();
  const session = await openSession({scratch: folder});
  const pathOf = (part: number) => join(folder, "parts", `${part}.parquet`);
  const columns = [{name: "i", type: "INTEGER"}] as const;
  const writer = tableWriter({pathOf, columns, rowsPerPart: 10});
  for (let i = 0; i < n; ++i) {
    writer.put(i);
    writer.endRow();
  }
  expect(writer.finish()).toEqual(parts);
  const stored = await session.rows<{i: number}>(
    `SELECT i FROM read_parquet(${literals(parts.map((_, part) => pathOf(part)))})`
  );
  session.close();
  expect(stored.map(({i}) => i)).toEqual(Array.from({length: n}, (_, i) => i));
});

it("tableWriter(options) brings values back that are few, many and one, and those of every width", async () => {
  const {folder} = await testContext();
  const session = await openSession({scratch: folder});
  const path = join(folder, "t.parquet");
  const columns = [
    {name: "id", type: "BIGINT"},
    {name: "moment", type: "TIMESTAMP"},
    {name: "few", type: "VARCHAR"},
    {name: "many", type: "VARCHAR"},
    {name: "one", type: "INTEGER"},
    {name: "port", type: "INTEGER"},
    {name: "bytes", type: "BIGINT"},
    {name: "seconds", type: "DOUBLE"},
    {name: "flag", type: "BOOLEAN"},
    {name: "nothing", type: "VARCHAR"}
  ] as const;
  const n = 260_000;
  const writer = tableWriter({pathOf: () => path, columns});
  const start = 1_713_484_800_000_000;
  for (let i = 0; i < n; ++i) {
    const values = [i * 2 ** 21, start + i, `host-${i % 1000}`, `C${i}`, 7, (i * i) % 4_099];
    for (const value of values) writer.put(i % 7 === 3 ? null : value);
    for (const value of [2 ** 40 + (i % 5), (i % 9) / 7, i % 2 === 0, null]) writer.put(value);
    writer.endRow();
  }
  expect(writer.finish()).toEqual([n]);
  const wrong = await session.rows<{n: bigint}>(
    `SELECT count(*) AS n FROM (SELECT row_number() OVER () - 1 AS i, * FROM read_parquet(${literals([path])}))
    WHERE id IS DISTINCT FROM CASE WHEN i % 7 <> 3 THEN i * 2097152 END
      OR moment IS DISTINCT FROM CASE WHEN i % 7 <> 3 THEN make_timestamp(${start} + i) END
      OR few IS DISTINCT FROM CASE WHEN i % 7 <> 3 THEN 'host-' || i % 1000 END
      OR many IS DISTINCT FROM CASE WHEN i % 7 <> 3 THEN 'C' || i END
      OR one IS DISTINCT FROM CASE WHEN i % 7 <> 3 THEN 7 END
      OR port IS DISTINCT FROM CASE WHEN i % 7 <> 3 THEN (i * i) % 4099 END
      OR bytes <> 1099511627776 + i % 5 OR seconds <> (i % 9)::DOUBLE / 7 OR flag <> (i % 2 = 0) OR nothing IS NOT NULL`
  );
  expect(wrong).toEqual([{n: 0n}]);
  const chunks = await session.rows<Record<string, unknown>>(
    `SELECT path_in_schema AS name, count(*)::INTEGER AS groups, bool_or(encodings LIKE '%DICTIONARY%') AS short,
      min(stats_min_value) AS first, max(stats_max_value) AS last
    FROM parquet_metadata(${literals([path])}) GROUP BY name ORDER BY name`
  );
  const short = chunks.filter((chunk) => chunk.short).map(({name}) => name);
  expect(short).toEqual(["bytes", "few", "one", "port", "seconds"]);
  expect(chunks.every(({groups}) => groups === 3)).toBe(true);
  expect(chunks.find(({name}) => name === "moment")).toMatchObject({
    first: "2024-04-19 00:00:00",
    last: "2024-04-19 00:00:00.259999"
  });
  const early = await session.rows<{n: bigint}>(
    `SELECT count(*) AS n FROM read_parquet(${literals([path])}) WHERE moment < make_timestamp(${start + 14})`
  );
  expect(early).toEqual([{n: 12n}]);
  session.close();
});
