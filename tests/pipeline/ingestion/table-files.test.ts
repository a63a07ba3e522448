import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {filesOnThread, ownFiles} from "../../../pipeline/ingestion/table-files.js";
import type {TableFiles} from "../../../pipeline/ingestion/table-files.js";
import {tableWriter} from "../../../pipeline/ingestion/table-writer.js";
import {openWorkers} from "../../../pipeline/tasks/workers.js";
import {testContext} from "./test-context.js";

const columns = [
  {name: "id", type: "BIGINT"},
  {name: "moment", type: "TIMESTAMP"},
  {name: "host", type: "VARCHAR"},
  {name: "seconds", type: "DOUBLE"},
  {name: "flag", type: "BOOLEAN"}
] as const;

function write(files: TableFiles, folder: string): number[] {
  const pathOf = (part: number) => join(folder, `${part}.parquet`);
  const writer = tableWriter({columns, pathOf, rowsPerPart: 130_000, files});
  for (let i = 0; i < 131_000; ++i) {
    const values = [i * 2 ** 20, 1e15 + i, i % 3 === 0 ? null : `h${i % 50}`, i / 7, i % 2 === 0];
    for (const value of values) writer.put(value);
    writer.endRow();
  }
  return writer.finish();
}

it("filesOnThread(workers) writes the bytes that ownFiles() writes, group by group", async () => {
  const {folder} = await testContext();
  const workers = openWorkers(1);
  try {
    const files = filesOnThread(workers);
    expect(write(files, join(folder, "there"))).toEqual([130_000, 1000]);
    await files.settle(2);
    await files.settle();
  } finally {
    await workers.close();
  }
  write(ownFiles(), join(folder, "here"));
  for (const name of ["0.parquet", "1.parquet"]) {
    const [there, here] = await Promise.all(
      ["there", "here"].map((place) => readFile(join(folder, place, name)))
    );
    expect(there.equals(here), name).toBe(true);
  }
});

it("filesOnThread(workers) says what could not be written once it is waited for", async () => {
  const {folder} = await testContext();
  const workers = openWorkers(1);
  try {
    const files = filesOnThread(workers);
    write(files, join(folder, "no\0folder"));
    await expect(files.settle()).rejects.toThrow();
  } finally {
    await workers.close();
  }
});
