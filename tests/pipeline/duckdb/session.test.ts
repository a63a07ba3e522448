import {expect, it} from "vitest";
import {readMatrix} from "../../../pipeline/duckdb/matrix.js";
import {literal, literals, openSession} from "../../../pipeline/duckdb/session.js";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {testContext} from "../ingestion/test-context.js";

async function withSession<T>(action: (session: Session) => Promise<T>, threads = 1): Promise<T> {
  const session = await openSession({scratch: (await testContext()).scratch, threads});
  try {
    return await action(session);
  } finally {
    session.close();
  }
}

it("chunks(sql) yields every row in order, whatever else runs on the session meanwhile", async () => {
  for (const threads of [1, 2]) {
    await withSession(async (session) => {
      await session.run(`CREATE TABLE copy (i BIGINT)`);
      const appender = await session.connection.createAppender("copy");
      let next = 0n;
      for await (const chunk of session.chunks(`SELECT range AS i FROM range(500000)`)) {
        for (const i of chunk.getColumnValues(0)) {
          if (i !== next++) throw new Error(`row ${String(i)} where ${next - 1n} was due`);
          appender.appendBigInt(i as bigint); // flushes by itself after some 200,000 rows
          appender.endRow();
        }
        if (next % 100_000n < 2048n) await session.run(`SELECT 1`);
      }
      appender.closeSync();
      expect(next).toBe(500_000n);
      expect(await session.rows(`SELECT count(*)::INTEGER AS n FROM copy`)).toEqual([{n: 500_000}]);
    }, threads);
  }
});

it("readMatrix(session, sql, columns, capacity) reads FLOAT columns row by row, nulls as NaN", async () => {
  await withSession(async (session) => {
    const sql = `SELECT * FROM (VALUES (1::FLOAT, NULL::FLOAT), (2.5, 3)) AS t(a, b)`;
    const {rows, columns, values} = await readMatrix(session, sql, 2, 10);
    expect([rows, columns, ...values]).toEqual([2, 2, 1, NaN, 2.5, 3]);
    await expect(readMatrix(session, sql, 2, 1)).rejects.toThrow("too many rows: over 1");
  });
});

it("openSession(options) fetches nothing: extensions are neither installed nor loaded", async () => {
  await withSession(async (session) => {
    await expect(session.run(`FROM 'https://example.org/a.parquet'`)).rejects.toThrow();
    const [settings] = await session.rows(
      `SELECT current_setting('autoinstall_known_extensions') AS a, current_setting('autoload_known_extensions') AS b`
    );
    expect(settings).toEqual({a: false, b: false});
  });
});

it("literal(text) is that text to DuckDB, whatever quotes it holds", async () => {
  await withSession(async (session) => {
    for (const text of ["it's", "'; DROP TABLE t; --", "\\", "é\n\t", ""]) {
      expect(
        await session.rows(`SELECT ${literal(text)} AS text, ${literals([text, "b"])}[1] AS first`)
      ).toEqual([{text, first: text}]);
    }
  });
});
