import {DuckDBInstance} from "@duckdb/node-api";
import {expect, it} from "vitest";
import {
  binSql,
  guessedBelow,
  guessSql,
  logEdges,
  scoreEdges,
  timeEdges
} from "../../../src/core/explore/bins.js";

const day = 86_400_000;

it("timeEdges(extent) makes at most 180 equal bins that cover the extent and begin on whole steps", () => {
  for (const days of [0, 0.001, 1, 7, 14, 400, 40_000]) {
    const min = Date.UTC(2026, 2, 2, 3, 4, 5);
    const edges = timeEdges({min, max: min + days * day});
    expect(edges.length).toBeLessThanOrEqual(181);
    expect(edges[0]).toBeLessThanOrEqual(min);
    expect(edges.at(-1)).toBeGreaterThan(min + days * day);
    expect(edges[0] % (edges[1] - edges[0])).toBe(0);
  }
});

it("scoreEdges(extent, threshold) has the threshold itself as an edge, and covers every score", () => {
  for (const [min, max, threshold] of [
    [0.31, 0.74, 0.6612345],
    [0.4, 0.5, 0.9],
    [0.4, 0.5, 0.1],
    [0.5, 0.5, 0.5],
    [0.5, 0.5, 0.9]
  ]) {
    const edges = scoreEdges({min, max}, threshold);
    expect(edges).toContain(threshold);
    expect(edges.length).toBeLessThanOrEqual(255);
    expect(edges[0]).toBeLessThanOrEqual(min + 1e-12);
    expect(edges.at(-1)).toBeGreaterThan(Math.max(max, threshold));
  }
});

it("logEdges(max, least) has every power of ten as an edge, after a bin for what is less", () => {
  const edges = logEdges(123_456, 0);
  expect(edges.slice(0, 2)).toEqual([0, 1]);
  expect(edges).toEqual(expect.arrayContaining([1, 10, 100, 1000, 10_000, 100_000]));
  expect(edges.at(-1)).toBeGreaterThan(123_456);
  expect(logEdges(0, -4).slice(0, 2)).toEqual([0, 0.0001]);
  expect(logEdges(1e18, 0).length).toBeLessThan(255);
});

it("binSql(column, guessed, edges) finds the bin that comparison with each edge finds, however bad the rounding", async () => {
  const edges = logEdges(5e6, -4);
  const values = edges.flatMap((edge) => [edge, edge * (1 - 1e-15), edge * (1 + 1e-15), edge * 1.3]);
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run("CREATE TABLE t (i INTEGER, x DOUBLE)");
  for (const [i, x] of values.entries()) await connection.run("INSERT INTO t VALUES (?, ?)", [i, x]);
  await connection.run(`INSERT INTO t VALUES (${values.length}, NULL)`);
  const guess = `CASE WHEN x > 0 THEN floor(5 * (log10(x) + 4) - ${guessedBelow}) + 1 ELSE 0 END`;
  const sql = `SELECT CAST(${binSql("x", "g", edges)} AS INTEGER) FROM (SELECT *, ${guessSql(guess, edges)} AS g FROM t) ORDER BY i`;
  const bins = (await connection.runAndReadAll(sql)).getRows().map(([bin]) => bin);
  const last = edges.length - 2;
  const counted = values.map((x) => Math.min(last, Math.max(0, edges.filter((edge) => edge <= x).length - 1)));
  expect(bins).toEqual([...counted, 255]);
  connection.closeSync();
}); // prettier-ignore
