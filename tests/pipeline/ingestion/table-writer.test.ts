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

it("tableWriter(session, options) brings any text, number and flag back as it was", async () => {
  const {folder} = await testContext();
  const session = await openSession({scratch: folder});
  const path = join(folder, "t.parquet");
  const writer = tableWriter(session, {
    scratch: folder,
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
  expect(await writer.finish()).toEqual([texts.length + 1]);
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
])("tableWriter(session, options) cuts %i rows into parts of ten", async (n, parts) => {
  const {folder} = await testContext();
  const session = await openSession({scratch: folder});
  const pathOf = (part: number) => join(folder, "parts", `${part}.parquet`);
  const columns = [{name: "i", type: "INTEGER"}];
  const writer = tableWriter(session, {scratch: folder, pathOf, columns, rowsPerPart: 10});
  for (let i = 0; i < n; ++i) {
    writer.put(i);
    writer.endRow();
    await writer.settle();
  }
  expect(await writer.finish()).toEqual(parts);
  const stored = await session.rows<{i: number}>(
    `SELECT i FROM read_parquet(${literals(parts.map((_, part) => pathOf(part)))})`
  );
  session.close();
  expect(stored.map(({i}) => i)).toEqual(Array.from({length: n}, (_, i) => i));
});
