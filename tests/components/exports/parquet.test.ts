import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {parquetReadObjects} from "hyparquet";
import {expect, it} from "vitest";
import {parquet} from "../../../src/components/exports/parquet.js";
import {openSession} from "../../../pipeline/duckdb/session.js";

const rows = [
  {n: 1, x: 0.1, yes: true, text: "=1+1", time: Date.UTC(2026, 2, 2, 3, 4, 5, 6), none: null},
  {n: null, x: NaN, yes: null, text: "🦉\u0000", time: null, none: null},
  {n: 9_007_199_254_740_991, x: -1.5, yes: false, text: "", time: Date.UTC(1999, 0), none: null}
];

it("parquet(rows) is read back by hyparquet, value by value", async () => {
  const read = await parquetReadObjects({file: parquet(rows)});
  expect(read).toEqual([
    {n: 1n, x: 0.1, yes: true, text: "=1+1", time: new Date(rows[0].time!), none: null},
    {n: null, x: NaN, yes: null, text: "🦉\u0000", time: null, none: null},
    {
      n: 9_007_199_254_740_991n,
      x: -1.5,
      yes: false,
      text: "",
      time: new Date(rows[2].time!),
      none: null
    }
  ]);
});

it("parquet(rows) is a table of typed columns for DuckDB", async () => {
  const folder = await mkdtemp(join(tmpdir(), "parquet-"));
  const session = await openSession({scratch: folder});
  try {
    const path = join(folder, "x.parquet");
    await writeFile(path, new Uint8Array(parquet(rows)));
    const described = await session.rows<{column_name: string; column_type: string}>(
      `DESCRIBE SELECT * FROM read_parquet('${path}')`
    );
    expect(described.map(({column_type}) => column_type)).toEqual([
      "BIGINT",
      "DOUBLE",
      "BOOLEAN",
      "VARCHAR",
      expect.stringMatching(/^TIMESTAMP/),
      "VARCHAR"
    ]);
    const [found] = await session.rows<{n: number; at: string}>(
      `SELECT CAST(count(*) AS DOUBLE) AS n, CAST(max(epoch_us(time)) AS VARCHAR) AS at FROM read_parquet('${path}') WHERE yes IS NOT NULL`
    );
    expect(found).toEqual({n: 2, at: `${rows[0].time! * 1000}`});
  } finally {
    session.close();
    await rm(folder, {recursive: true, force: true});
  }
});

it("parquet([]) says that there are no rows", () => {
  expect(() => parquet([])).toThrow("no rows");
});
