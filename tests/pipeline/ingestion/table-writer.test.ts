import {join} from "node:path";
import {expect, it} from "vitest";
import {sha256OfFile} from "../../../pipeline/artifacts/digest.js";
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
  const columns = [{name: "i", type: "INTEGER"}] as const;
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

it("tableWriter(session, options) writes the same bytes on any number of threads", async () => {
  const digests: string[] = [];
  for (const threads of [1, 2, 5]) {
    const {folder} = await testContext();
    const session = await openSession({scratch: folder, threads});
    const path = join(folder, "t.parquet");
    const columns = [
      {name: "i", type: "BIGINT"},
      {name: "text", type: "VARCHAR"}
    ] as const;
    const writer = tableWriter(session, {scratch: folder, pathOf: () => path, columns});
    for (let i = 0; i < 260_000; ++i) {
      writer.put(i % 7 === 0 ? null : i * 2 ** 21);
      writer.put(i % 3 === 0 ? null : `host-${i % 1000}`);
      writer.endRow();
    }
    expect(await writer.finish()).toEqual([260_000]);
    const [{groups}] = await session.rows<{groups: bigint}>(
      `SELECT count(DISTINCT row_group_id) AS groups FROM parquet_metadata(${literals([path])})`
    );
    expect(Number(groups)).toBe(3);
    session.close();
    digests.push((await sha256OfFile(path)).sha256);
  }
  expect(new Set(digests).size).toBe(1);
});
